"""Nothing is forgotten."""
