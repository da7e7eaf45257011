"""Reminders, digests, and the board of what is overdue."""
