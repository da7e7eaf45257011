"""The checks of `manage.py doctor`. Each yields what it found, and what to do about it."""
