"""What stands in an exported folder."""
