"""Reads of what an installation sets up."""
