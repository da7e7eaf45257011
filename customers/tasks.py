"""What beat calls."""

from celery import shared_task

from customers.services import waiting


@shared_task(name="customers.tasks.tell_waiting_reports", soft_time_limit=60, time_limit=90)  # type: ignore[untyped-decorator]
def tell_waiting_reports() -> None:
    """Tells triage contacts, then managers, of reports that nobody looked at."""
    waiting.tell_waiting_reports()
