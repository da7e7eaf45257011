"""What leaves, row by row, and whether there is anything here."""
