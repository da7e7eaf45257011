"""Use cases of postmortems and action items."""
