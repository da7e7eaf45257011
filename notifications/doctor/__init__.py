"""What `manage.py doctor` looks at. Each check says in words what it found, and what to do."""
