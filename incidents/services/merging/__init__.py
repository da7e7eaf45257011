"""Merging a duplicate into another incident, and undoing that."""
