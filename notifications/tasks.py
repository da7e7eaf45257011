"""What beat calls."""

from celery import shared_task

from notifications.enums import Beating
from notifications.services import beats, outside, posting, sending

SENDING_SECONDS = 10  # a tick's share; short, so that heartbeats and reminders get their turn under a backlog
POSTING_SECONDS = 30  # longer, for an address that hangs takes a third of it


@shared_task(name="notifications.tasks.send_deliveries", soft_time_limit=120, time_limit=150)  # type: ignore[untyped-decorator]
def send_deliveries() -> None:
    """Sends the deliveries that wait."""
    sending.send_waiting(seconds=SENDING_SECONDS)


@shared_task(name="notifications.tasks.post_to_endpoints", soft_time_limit=120, time_limit=150)  # type: ignore[untyped-decorator]
def post_to_endpoints() -> None:
    """Posts what waits for chats and webhooks."""
    posting.post_waiting(seconds=POSTING_SECONDS)


@shared_task(name="notifications.tasks.note_work", soft_time_limit=10, time_limit=20)  # type: ignore[untyped-decorator]
def note_work() -> None:
    """Notes that a worker completes tasks."""
    beats.note_heartbeat(Beating.WORKER)


@shared_task(name="notifications.tasks.tell_outside", soft_time_limit=20, time_limit=30)  # type: ignore[untyped-decorator]
def tell_outside() -> None:
    """Calls HEARTBEAT_URL, the watch outside."""
    outside.tell_outside()
