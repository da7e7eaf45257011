"""Action items and their life."""
