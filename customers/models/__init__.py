"""Tables of customers."""

from customers.models.affected import AffectedCustomer, Told
from customers.models.customers import Contact, Customer
from customers.models.follows import CustomerSummary, Follow
from customers.models.reports import Report
from customers.models.status_page import Maintenance, StatusMailing, StatusPage, Subscriber
from customers.models.update_templates import UpdateTemplate
from customers.models.updates import Update

__all__ = [
    "AffectedCustomer",
    "Contact",
    "Customer",
    "CustomerSummary",
    "Follow",
    "Maintenance",
    "Report",
    "StatusMailing",
    "StatusPage",
    "Subscriber",
    "Told",
    "Update",
    "UpdateTemplate",
]
