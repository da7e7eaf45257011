"""The kinds of messages about reports and customer updates."""

from customers.deliveries import reports, updates

__all__ = ["reports", "updates"]
