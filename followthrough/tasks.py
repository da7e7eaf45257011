"""What beat calls."""

from celery import shared_task

from followthrough.services import overdue_posts, reminders, weekly


@shared_task(name="followthrough.tasks.plan_reminders", soft_time_limit=240, time_limit=300)  # type: ignore[untyped-decorator]
def plan_reminders() -> None:
    """Writes the digests and weekly mails that are due now, and what chats and webhooks are told of a team."""
    reminders.plan_reminders()
    weekly.plan_weekly()
    overdue_posts.plan_overdue_posts()
