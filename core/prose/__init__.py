"""Instants, durations, shares and names in running text. See `finding`."""
