"""What was acknowledged, compared with what is stored and sent."""

import time
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field

from tests.faults.running import RunningInstallation
from tests.faults.signs import SIGNS
from tests.processes import wait_until

QUEUE = """
from django.core.mail import send_mail
for number in range({count}):
    send_mail(f"{name} {{number}}", "Words.", None, [f"person{{number}}@example.com"])
"""
HURRY = "update notifications_delivery set next_attempt_at = now() where state = 'waiting'"
# A worker whose clock is ahead plans the next digest early; it is due, and sent, by the clock of the database.
UNDECIDED = (
    "select count(*) from notifications_delivery where state in ('waiting', 'sending') and due_at <= clock_timestamp()"
)
TWO_MINUTES_LATER = "update notifications_heartbeat set at = at - interval '2 minutes' where name = %s"
PLACES = ("readyz", "metrics", "pages")


@dataclass
class Found:
    """What one injection did. `perhaps_twice`: the server took a message, and its 250 never arrived."""

    lost: int = 0
    doubled: int = 0
    perhaps_twice: int = 0
    killed: int = 0  # processes that were killed while they might have been sending
    unnamed: list[str] = field(default_factory=list)  # where the fault was not named while it lasted
    words: list[str] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Nothing lost, one duplicate at most for each killed process, and the fault was named while it lasted."""
        return self.lost == 0 and self.doubled <= self.killed and not self.unnamed


def queue(it: RunningInstallation, name: str, count: int) -> set[str]:
    """Queues so many messages and returns their subjects, once they are committed."""
    it.run(QUEUE.format(count=count, name=name))
    return {f"{name} {number}" for number in range(count)}


def all_decided(it: RunningInstallation, *, hurry: bool = True) -> None:
    """Waits until nothing that is due waits. With `hurry` a message's pause before its next try is left out."""

    def is_empty() -> bool:
        if hurry:
            it.sql(HURRY)
        return it.sql(UNDECIDED)[0][0] == 0

    wait_until(is_empty, "no message waits any more")


def compare(it: RunningInstallation, subjects: Collection[str], *, refused: int = 0, killed: int = 0) -> Found:
    """What of the messages arrived, and how often. `refused`: so many were refused for good, and must say so."""
    arrived = [mail for mail in list(it.mailbox.mails) if mail["Subject"] in subjects]
    keys = Counter(mail["Message-ID"] for mail in arrived)
    missing = set(subjects) - {mail["Subject"] for mail in arrived}
    failed = it.sql(
        "select count(*) from notifications_delivery where state = 'failed' and subject = any(%s)", list(missing)
    )[0][0]
    found = Found(lost=len(missing) - min(refused, failed), doubled=sum(keys.values()) - len(keys), killed=killed)
    if len(keys) != len({mail["Subject"] for mail in arrived}):
        found.doubled += len(keys)
        found.words.append("a message came with two Message-IDs")
    return found


def arrived(it: RunningInstallation, subjects: Collection[str]) -> int:
    """How many of the messages have arrived, each counted once."""
    return len({mail["Subject"] for mail in list(it.mailbox.mails)} & set(subjects))


def unnamed(it: RunningInstallation, name: str, *, places: Sequence[str] = PLACES, patience: float = 60) -> list[str]:
    """Where this fault is not named within a minute, of the places where it has to be; each is asked until it does."""
    sign = SIGNS[name]
    says = {
        "readyz": lambda: sign.ready(it.ready()),
        "metrics": lambda: sign.metrics(it.metrics()),
        "pages": lambda: sign.words in it.words_on_a_page(),
    }
    deadline = time.monotonic() + patience
    missing = [place for place in places if not says[place]()]
    while missing and time.monotonic() < deadline:
        time.sleep(0.5)
        missing = [place for place in missing if not says[place]()]
    return [f"{name}: {place}" for place in missing]


def two_minutes_later(it: RunningInstallation, name: str) -> None:
    """Beat or the worker was at work two minutes earlier than it was."""
    it.sql(TWO_MINUTES_LATER, name)


def is_well(it: RunningInstallation) -> Callable[[], bool]:
    """Whether no fault is named any more, in any place."""

    def holds() -> bool:
        if not it.ready() or it.troubles() or it.words_on_a_page():
            return False
        found = it.metrics()
        return bool(found) and not any(sign.metrics(found) for sign in SIGNS.values())

    return holds
