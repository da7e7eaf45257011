"""What beat calls."""

import os

from celery import shared_task

from customers.services import waiting
from customers.services.status_page.mailing import mail_taken_back, mail_updates
from customers.services.status_page.renewing import renew_snapshot

_begun: set[int] = set()  # processes that wrote a snapshot: a new one may have newer code, which writes it otherwise


@shared_task(name="customers.tasks.renew_status_page", soft_time_limit=60, time_limit=90)  # type: ignore[untyped-decorator]
def renew_status_page() -> None:
    """What changed shows within five seconds."""
    renew_snapshot(anew=os.getpid() not in _begun)
    _begun.add(os.getpid())


@shared_task(name="customers.tasks.mail_status_updates", soft_time_limit=60, time_limit=90)  # type: ignore[untyped-decorator]
def mail_status_updates() -> None:
    """Published updates go to the subscribers, and that one was taken back to those who got it."""
    mail_updates()
    mail_taken_back()


@shared_task(name="customers.tasks.tell_waiting_reports", soft_time_limit=60, time_limit=90)  # type: ignore[untyped-decorator]
def tell_waiting_reports() -> None:
    """Triage contacts, then managers, hear of reports that nobody looked at."""
    waiting.tell_waiting_reports()
