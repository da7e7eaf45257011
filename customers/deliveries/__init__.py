"""The kinds of messages about reports and customer updates."""

from customers.deliveries import follows, reports, updates, waiting

__all__ = ["follows", "reports", "updates", "waiting"]
