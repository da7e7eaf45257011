"""Text from elsewhere becomes facts: names of customers, and tables of them. Plain Python."""
