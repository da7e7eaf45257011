"""Reads of postmortems, shaped for one page or metric."""
