"""Use cases of reports, customers, and customer updates. Other apps call these."""

from customers.services.clearing import clear_example_customers, clear_example_reports, example_reports
from customers.services.customers import CustomerDetails, add_customer
from customers.services.reports import file_report, join_report

__all__ = [
    "CustomerDetails",
    "add_customer",
    "clear_example_customers",
    "clear_example_reports",
    "example_reports",
    "file_report",
    "join_report",
]
