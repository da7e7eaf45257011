"""What beat calls."""

from celery import shared_task

from core import export_jobs
from postmortems.models import ExportJob
from postmortems.services import anniversaries, exports, reviewing

EXPORT_SECONDS = 10  # a tick's share; short, so that messages get their turn


@shared_task(name="postmortems.tasks.tell_changed_reviews", soft_time_limit=240, time_limit=300)  # type: ignore[untyped-decorator]
def tell_changed_reviews() -> None:
    """Tells reviewers whose postmortem changed since their sign-off."""
    reviewing.tell_changed_reviews()


@shared_task(name="postmortems.tasks.plan_anniversaries", soft_time_limit=240, time_limit=300)  # type: ignore[untyped-decorator]
def plan_anniversaries() -> None:
    """Writes the mails of the anniversaries that have come."""
    anniversaries.plan_anniversaries()


# Killed before the lease of the export that it makes is over: `core.export_jobs.LEASE`.
@shared_task(name="postmortems.tasks.make_exports", soft_time_limit=110, time_limit=120)  # type: ignore[untyped-decorator]
def make_exports() -> None:
    """Makes the exports that wait."""
    exports.make_exports(seconds=EXPORT_SECONDS)


@shared_task(name="postmortems.tasks.drop_old_exports", soft_time_limit=240, time_limit=300)  # type: ignore[untyped-decorator]
def drop_old_exports() -> None:
    """Forgets exports that are a day old."""
    export_jobs.drop_old_exports(ExportJob)
