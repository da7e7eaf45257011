"""Reads of postmortems and action items, shaped for one page or metric."""
