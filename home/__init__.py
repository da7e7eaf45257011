"""The home page and search: what needs every app."""
