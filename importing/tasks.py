"""What beat calls."""

from celery import shared_task

from importing.services import adding
from importing.services import batches as importing

ADDING_SECONDS = 10  # a tick's share; short, so that messages get their turn


@shared_task(name="importing.tasks.add_batches", soft_time_limit=120, time_limit=150)  # type: ignore[untyped-decorator]
def add_batches() -> None:
    """Adds imports that are too large for a request."""
    adding.add_waiting(seconds=ADDING_SECONDS)


@shared_task(name="importing.tasks.drop_old_previews", soft_time_limit=120, time_limit=150)  # type: ignore[untyped-decorator]
def drop_old_previews() -> None:
    """Throws away pasted text that nobody came back to."""
    importing.drop_old_previews()
