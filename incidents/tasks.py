"""What beat calls."""

from celery import shared_task

from incidents.services import sweeping, updates


@shared_task(name="incidents.tasks.tell_overdue_updates", soft_time_limit=60, time_limit=90)  # type: ignore[untyped-decorator]
def tell_overdue_updates() -> None:
    """Tells whoever speaks to customers that an update is overdue."""
    updates.tell_overdue_updates()


@shared_task(name="incidents.tasks.sweep_files", soft_time_limit=240, time_limit=300)  # type: ignore[untyped-decorator]
def sweep_files() -> None:
    """Removes bytes of files whose rows were never stored."""
    sweeping.sweep_files()
