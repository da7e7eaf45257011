"""Postmortems: sections, factors, lessons, measures."""
