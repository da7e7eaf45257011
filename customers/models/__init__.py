"""Tables of customers."""

from customers.models.follows import CustomerSummary, Follow
from customers.models.reports import Report
from customers.models.update_templates import UpdateTemplate
from customers.models.updates import Update

__all__ = ["CustomerSummary", "Follow", "Report", "Update", "UpdateTemplate"]
