"""Reads shaped for a page or a check."""
