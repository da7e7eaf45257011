"""What beat calls."""

from celery import shared_task

from incidents.services import adding, importing, sweeping, updates

ADDING_SECONDS = 10  # a tick's share; short, so that messages get their turn


@shared_task(name="incidents.tasks.add_batches", soft_time_limit=120, time_limit=150)  # type: ignore[untyped-decorator]
def add_batches() -> None:
    """Adds what people brought in and is too much for a request."""
    adding.add_waiting(seconds=ADDING_SECONDS)


@shared_task(name="incidents.tasks.drop_old_previews", soft_time_limit=120, time_limit=150)  # type: ignore[untyped-decorator]
def drop_old_previews() -> None:
    """Throws away pasted text that nobody came back to."""
    importing.drop_old_previews()


@shared_task(name="incidents.tasks.tell_overdue_updates", soft_time_limit=60, time_limit=90)  # type: ignore[untyped-decorator]
def tell_overdue_updates() -> None:
    """Tells whoever speaks to customers that an update is overdue."""
    updates.tell_overdue_updates()


@shared_task(name="incidents.tasks.sweep_files", soft_time_limit=240, time_limit=300)  # type: ignore[untyped-decorator]
def sweep_files() -> None:
    """Removes bytes of files whose rows were never stored."""
    sweeping.sweep_files()
