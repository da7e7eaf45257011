"""What beat calls. Each plans one kind of message, so that one that fails stops no other."""

from celery import shared_task

from followthrough.services import overdue_posts, reminders, urgent, weekly


@shared_task(name="followthrough.tasks.plan_reminders", soft_time_limit=240, time_limit=300)  # type: ignore[untyped-decorator]
def plan_reminders() -> None:
    """Writes the digests that are due now."""
    reminders.plan_reminders()


@shared_task(name="followthrough.tasks.plan_urgent", soft_time_limit=240, time_limit=300)  # type: ignore[untyped-decorator]
def plan_urgent() -> None:
    """Writes the mails of urgent notices that are due now."""
    urgent.plan_urgent()


@shared_task(name="followthrough.tasks.plan_weekly", soft_time_limit=60, time_limit=90)  # type: ignore[untyped-decorator]
def plan_weekly() -> None:
    """Writes the weekly mails that are due now."""
    weekly.plan_weekly()


@shared_task(name="followthrough.tasks.plan_overdue_posts", soft_time_limit=60, time_limit=90)  # type: ignore[untyped-decorator]
def plan_overdue_posts() -> None:
    """Writes what chats and webhooks are told of overdue action items now."""
    overdue_posts.plan_overdue_posts()
