"""What beat calls."""

from celery import shared_task

from followthrough.services import reminders, weekly


@shared_task(name="followthrough.tasks.plan_reminders", soft_time_limit=240, time_limit=300)  # type: ignore[untyped-decorator]
def plan_reminders() -> None:
    """Writes the digests and weekly mails that are due now."""
    reminders.plan_reminders()
    weekly.plan_weekly()
