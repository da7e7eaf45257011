"""What beat calls."""

from celery import shared_task

from accounts.services.sessions import clear_ended_sessions


@shared_task(name="accounts.tasks.clear_sessions", soft_time_limit=240, time_limit=300)  # type: ignore[untyped-decorator]
def clear_sessions() -> None:
    """Deletes the sessions that have ended."""
    clear_ended_sessions()
