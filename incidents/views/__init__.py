"""Ways in for browsers."""
