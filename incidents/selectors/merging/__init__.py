"""Reads of merges: what one would do and what refuses it, the page that asks for it, where duplicates lead."""
