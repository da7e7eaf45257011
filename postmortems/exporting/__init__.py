"""What leaves Debrief as a file."""
