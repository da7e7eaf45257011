"""Starts Debrief and what it needs: `make run`, `make test` and the other commands.

Standard library only: it runs with the system's Python, before there is a virtual environment.
"""
