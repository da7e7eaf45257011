"""Who is affected, and what they are told."""
