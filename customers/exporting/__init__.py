"""What leaves Debrief as a file: tables of customers, letters."""
