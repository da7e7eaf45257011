"""What lists of postmortems can be narrowed by."""
