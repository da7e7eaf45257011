"""Use cases of reports, customers, and customer updates. Other apps call these."""

from customers.services.affected import Period, add_affected
from customers.services.clearing import clear_example_customers, clear_example_reports, example_reports
from customers.services.customers import ContactDetails, CustomerDetails, add_customer
from customers.services.letters import begin_letter, sign_letter
from customers.services.reports import file_report, join_report
from customers.services.status_page.maintenance import MaintenanceDetails, plan_maintenance
from customers.services.summaries import hand_over_summary, take_back_summary
from customers.services.telling import tell_customer
from customers.services.updates import UpdateWords, approve_update, draft_update, post_update

__all__ = [
    "ContactDetails",
    "CustomerDetails",
    "MaintenanceDetails",
    "Period",
    "UpdateWords",
    "add_affected",
    "add_customer",
    "approve_update",
    "begin_letter",
    "clear_example_customers",
    "clear_example_reports",
    "draft_update",
    "example_reports",
    "file_report",
    "hand_over_summary",
    "join_report",
    "plan_maintenance",
    "post_update",
    "sign_letter",
    "take_back_summary",
    "tell_customer",
]
