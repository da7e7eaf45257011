"""Debrief's own starter: `make run`, `make test` and what they need.

Standard library only: it runs with the system's Python, before there is a virtual environment.
"""
