"""What an installation sets up."""
