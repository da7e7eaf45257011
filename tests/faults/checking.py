"""What was acknowledged, compared with what is stored and sent."""

import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from tests.faults.reminders import Told, are_planned, told_by
from tests.faults.running import RunningInstallation, seconds_until
from tests.faults.signs import SIGNS

HURRY = "update notifications_delivery set next_attempt_at = now() where state = 'waiting'"
HURRY_ENDPOINTS = "update notifications_endpoint set paused_until = null where paused_until > now()"
# A worker whose clock is ahead plans the next digest early; it is due, and sent, by the clock of the database.
UNDECIDED = (
    "select count(*) from notifications_delivery where state in ('waiting', 'sending') and due_at <= clock_timestamp()"
)
FAILED = "select count(*) from notifications_delivery where state = 'failed' and address = any(%s)"
RECORDED = """
    select count(*) from notifications_delivery delivery where message_id = any(%s)
    and 2 <= (select sum(times) from notifications_attempt where delivery_id = delivery.id)
"""
TWO_MINUTES_LATER = "update notifications_heartbeat set at = at - interval '2 minutes' where name = %s"
PLACES = ("readyz", "metrics", "pages")


@dataclass
class Found:
    """What one injection did. `perhaps_twice`: the server took a message, and its 250 never arrived."""

    lost: int = 0
    doubled: int = 0
    perhaps_twice: int = 0
    killed: int = 0  # processes that were killed while they might have been sending
    unnamed: list[str] = field(default_factory=list)  # where the fault, or a copy, was not named
    took_s: float = 0  # until all was decided, once the fault had ended; judged in the figures, not by the tests
    allowed_s: float = 90
    words: list[str] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Nothing lost, one duplicate at most for each killed process, and the fault was named while it lasted."""
        return self.lost == 0 and self.doubled <= self.killed and not self.unnamed


def all_decided(it: RunningInstallation, told: set[Told], *, hurry: bool = True) -> float:
    """Waits until these are planned and nothing that is due waits any more; returns how many seconds it took.

    With `hurry` pauses before a next try are left out.
    """

    def is_empty() -> bool:
        if hurry:
            it.sql(HURRY)
            it.sql(HURRY_ENDPOINTS)
        return bool(it.sql(UNDECIDED)[0][0] == 0)

    took = seconds_until(lambda: are_planned(it, told), "all is planned")
    return took + seconds_until(is_empty, "no message waits any more")


def compare(it: RunningInstallation, told: set[Told], *, refused: int = 0, killed: int = 0) -> Found:
    """What of the mails arrived, and how often. `refused`: so many were refused for good, and must say so."""
    copies: Counter[str] = Counter()
    carrying: defaultdict[Told, set[str]] = defaultdict(set)
    for mail in list(it.mailbox.mails):
        if theirs := told_by(mail) & told:
            copies[mail["Message-ID"]] += 1
            for one in theirs:
                carrying[one].add(mail["Message-ID"])
    missing = told - carrying.keys()
    failed = it.sql(FAILED, [one.address for one in missing])[0][0]
    found = Found(lost=len(missing) - min(refused, failed), doubled=copies.total() - len(copies), killed=killed)
    if again := sum(len(ids) - 1 for ids in carrying.values()):
        found.doubled += killed + again
        found.words.append(f"{again} came with two Message-IDs")
    twice = [key for key, times in copies.items() if times > 1]
    if it.sql(RECORDED, twice)[0][0] != len(twice):
        found.unnamed.append("a copy is not recorded")
    return found


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
