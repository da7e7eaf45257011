"""What customers, and those who look after them, get as files: tables, and the documents of the status page."""
