"""Incidents and timelines as files."""
