"""Tables of customers."""

from customers.models.reports import Report
from customers.models.updates import Update

__all__ = ["Report", "Update"]
