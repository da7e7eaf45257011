"""Tables of customers."""

from customers.models.reports import Report

__all__ = ["Report"]
