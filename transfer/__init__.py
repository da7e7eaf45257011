"""Everything leaves as it came: all records as a folder, and back into an empty installation."""
