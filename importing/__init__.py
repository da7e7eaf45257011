"""Text from elsewhere becomes records."""
