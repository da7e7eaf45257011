"""Tables of customers."""

from customers.models.affected import AffectedCustomer, Told
from customers.models.customers import Contact, Customer
from customers.models.follows import CustomerMeasure, CustomerSummary, Follow
from customers.models.letters import Letter, LetterVersion
from customers.models.reports import Report, ReportReply
from customers.models.status_page import Maintenance, StatusMailing, StatusPage, Subscriber
from customers.models.update_templates import UpdateTemplate
from customers.models.updates import Update

__all__ = [
    "AffectedCustomer",
    "Contact",
    "Customer",
    "CustomerMeasure",
    "CustomerSummary",
    "Follow",
    "Letter",
    "LetterVersion",
    "Maintenance",
    "Report",
    "ReportReply",
    "StatusMailing",
    "StatusPage",
    "Subscriber",
    "Told",
    "Update",
    "UpdateTemplate",
]
