"""What beat calls."""

from celery import shared_task

from postmortems.services import anniversaries, reviewing


@shared_task(name="postmortems.tasks.tell_changed_reviews", soft_time_limit=240, time_limit=300)  # type: ignore[untyped-decorator]
def tell_changed_reviews() -> None:
    """Tells reviewers whose postmortem changed since their sign-off."""
    reviewing.tell_changed_reviews()


@shared_task(name="postmortems.tasks.plan_anniversaries", soft_time_limit=240, time_limit=300)  # type: ignore[untyped-decorator]
def plan_anniversaries() -> None:
    """Writes the mails of the anniversaries that have come."""
    anniversaries.plan_anniversaries()
