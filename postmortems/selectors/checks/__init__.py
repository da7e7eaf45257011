"""What to look at again before review: small checks that advise and never block."""
