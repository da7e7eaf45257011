"""What beat calls."""
