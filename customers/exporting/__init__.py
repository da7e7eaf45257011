"""What leaves Debrief as a file: tables of customers, letters, and the documents of the status page."""
