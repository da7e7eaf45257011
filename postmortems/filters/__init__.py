"""What lists of postmortems and action items can be narrowed by."""
