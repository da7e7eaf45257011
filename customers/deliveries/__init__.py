"""The kinds of messages about reports and customer updates."""

from customers.deliveries import follows, reports, status_page, updates, waiting

__all__ = ["follows", "reports", "status_page", "updates", "waiting"]
