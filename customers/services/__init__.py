"""Use cases of reports, customers, and customer updates. Other apps call these."""

from customers.services.affected import Period, add_affected
from customers.services.clearing import clear_example_customers, clear_example_reports, example_reports
from customers.services.customers import ContactDetails, CustomerDetails, add_customer
from customers.services.reports import file_report, join_report
from customers.services.telling import tell_customer

__all__ = [
    "ContactDetails",
    "CustomerDetails",
    "Period",
    "add_affected",
    "add_customer",
    "clear_example_customers",
    "clear_example_reports",
    "example_reports",
    "file_report",
    "join_report",
    "tell_customer",
]
