"""What beat calls."""

from celery import shared_task

from incidents.services import decoding, sweeping, updates

DECODING_SECONDS = 10  # a tick's share; short, so that messages get their turn


@shared_task(name="incidents.tasks.tell_overdue_updates", soft_time_limit=60, time_limit=90)  # type: ignore[untyped-decorator]
def tell_overdue_updates() -> None:
    """Tells whoever speaks to customers that an update is overdue."""
    updates.tell_overdue_updates()


# Killed before the lease of the picture that it is at is over: `decoding.LEASE`.
@shared_task(name="incidents.tasks.decode_pictures", soft_time_limit=45, time_limit=55)  # type: ignore[untyped-decorator]
def decode_pictures() -> None:
    """Decodes the pictures that wait."""
    decoding.decode_pictures(seconds=DECODING_SECONDS)


@shared_task(name="incidents.tasks.sweep_files", soft_time_limit=240, time_limit=300)  # type: ignore[untyped-decorator]
def sweep_files() -> None:
    """Removes bytes of files whose rows were never stored."""
    sweeping.sweep_files()
