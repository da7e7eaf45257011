"""Use cases of reports and customer updates. Other apps call these."""

from customers.services.clearing import clear_example_reports, example_reports
from customers.services.reports import file_report, join_report

__all__ = ["clear_example_reports", "example_reports", "file_report", "join_report"]
