"""Tables of customers."""

from customers.models.affected import AffectedCustomer, Told
from customers.models.customers import Contact, Customer
from customers.models.reports import Report

__all__ = ["AffectedCustomer", "Contact", "Customer", "Report", "Told"]
