"""Plain Python: text that people wrote, read for what it says."""
