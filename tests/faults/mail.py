"""Faults of the mail server: refuses, hangs, answers badly at each step, or closes after its 250."""

from collections.abc import Callable
from functools import partial

from tests.faults.checking import Found, all_decided, compare, unnamed
from tests.faults.mail_faults import CLOSE, HANG
from tests.faults.reminders import arrived, queue
from tests.faults.running import RunningInstallation, seconds_until
from tests.notifications.mail_server import running
from tests.processes import wait_until

Fault = Callable[[RunningInstallation], Found]
COUNT = 8
MADE_LATE = """
    update notifications_delivery set due_at = due_at - interval '1 hour' where state in ('waiting', 'sending')
"""
FAILURES = "select count(*) from notifications_attempt where not succeeded"


def bad_answer(it: RunningInstallation, *, at: str, does: str) -> Found:
    """Every message fails at this step until the server is healed; named meanwhile.

    As paused, with the server's words, where nothing can pass; else as late, an hour after they were due.
    """
    (before,) = it.sql(FAILURES)[0]
    it.mailbox.at, it.mailbox.does = at, does
    told = queue(it, COUNT)
    wait_until(lambda: it.sql(FAILURES)[0][0] > before, "an attempt failed")
    if at in ("EHLO", "MAIL") or does.startswith("421"):
        missing = unnamed(it, "paused mail")
    else:
        it.sql(MADE_LATE)
        missing = unnamed(it, "late mail")
    it.mailbox.heal()
    all_decided(it, told)
    found = compare(it, told)
    found.unnamed += missing
    return found


def wrong_password(it: RunningInstallation) -> Found:
    """535: the server wants a login and refuses ours, until EMAIL_URL has the right password."""
    with running(login=("debrief", "right")) as box:
        it.worker.kill()
        it.worker.start(EMAIL_URL=f"smtp://debrief:wrong@127.0.0.1:{box.port}")
        told = queue(it, COUNT)
        missing = unnamed(it, "paused mail")
        it.worker.kill()
        it.worker.start(EMAIL_URL=f"smtp://debrief:right@127.0.0.1:{box.port}")
        all_decided(it, told)
        it.worker.kill()
        it.mailbox.mails += box.mails
    found = compare(it, told)
    found.unnamed += missing
    return found


def refused_for_one(it: RunningInstallation) -> Found:
    """550 for one recipient: the others get theirs, and the one is recorded as refused."""
    it.mailbox.at, it.mailbox.does, it.mailbox.only_for = "RCPT", "550 no such user", "owner0."
    told = queue(it, COUNT)
    took = seconds_until(lambda: arrived(it, told) == len(told) - 1, "the others arrive")
    all_decided(it, told)
    found = compare(it, told, refused=1)
    found.took_s, found.allowed_s = took, 30
    return found


def closes_after_250(it: RunningInstallation) -> Found:
    """The server takes a message and its 250 never arrives: sent again, recorded, the same Message-ID."""
    it.mailbox.at, it.mailbox.does = "DATA", CLOSE
    told = queue(it, 3)
    wait_until(lambda: arrived(it, told) == len(told), "each was taken once")
    it.mailbox.heal()
    all_decided(it, told)
    found = compare(it, told)
    found.perhaps_twice, found.doubled = found.doubled, 0
    return found


STEPS = ("EHLO", "MAIL", "RCPT", "DATA")
ANSWERS = ("421 too busy", "451 try later", HANG)
MAIL_FAULTS: dict[str, Fault] = {
    **{f"mail: {does} at {at}": partial(bad_answer, at=at, does=does) for does in ANSWERS for at in STEPS},
    "mail: 535 at login": wrong_password,
    "mail: 550 for one": refused_for_one,
    "mail: closes after 250": closes_after_250,
}
