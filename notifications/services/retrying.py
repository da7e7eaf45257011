"""When what could not be sent is tried again: one message after growing pauses, a whole channel after short ones.

Which of the two an answer of the mail server means is decided in `smtp.py`: `Outcome.LATER` or `UNREACHABLE`.
"""

from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef

from core import clock
from notifications.models import ChannelPause, Delivery

PAUSES = tuple(
    timedelta(minutes=minutes) for minutes in (1, 5, 30, 2 * 60, 6 * 60, 6 * 60, 6 * 60, 12 * 60, 12 * 60)
)  # 44 hours and a half in all
GIVEN_UP = "Given up after two days of trying."
FIRST_PAUSE = timedelta(seconds=10)
LONGEST_PAUSE = timedelta(minutes=1)  # a server that is back is noticed within a minute


def pause_after(attempts: int) -> timedelta | None:
    """How long a message that did not pass waits after this many earlier attempts; None when it is given up."""
    return PAUSES[attempts] if attempts < len(PAUSES) else None


@transaction.atomic
def pause_channel(*, channel: str, answer: str) -> timedelta:
    """Nothing can pass: pauses twice as long as before, up to a minute, and says so on the pages. Returns how long."""
    now = clock.database_now()
    ChannelPause.objects.bulk_create(
        [ChannelPause(channel=channel, since=now, until=now, failures=0, answer=answer)], ignore_conflicts=True
    )
    pause = ChannelPause.objects.select_for_update().get(channel=channel)
    length: timedelta = min(FIRST_PAUSE * 2 ** min(pause.failures, 10), LONGEST_PAUSE)
    ChannelPause.objects.filter(channel=channel).update(until=now + length, failures=F("failures") + 1, answer=answer)
    return length


def end_pause(*, channel: str) -> None:
    """The server takes messages again."""
    ChannelPause.objects.filter(channel=channel).delete()


def end_idle_pauses() -> None:
    """Ends those for which nothing waits any more: whether the server is back, the next message finds out."""
    waiting = Delivery.objects.waiting().filter(channel=OuterRef("channel"))
    ChannelPause.objects.filter(~Exists(waiting)).delete()
