"""What needs every app."""
