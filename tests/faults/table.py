"""The table: each fault by its name, and why one cannot be injected here."""

from collections.abc import Callable
from functools import partial

from tests.faults import processes, writing
from tests.faults.checking import Found
from tests.faults.decoding import worker_killed_while_decoding
from tests.faults.mail import MAIL_FAULTS
from tests.faults.running import RunningInstallation
from tests.faults.webhooks import WEBHOOK_FAULTS

FAULTS: dict[str, Callable[[RunningInstallation], Found]] = {
    "worker: kill -9 in the middle of 1,000 reminders": processes.worker_killed_while_sending,
    "worker: SIGSTOP": processes.worker_stalled,
    "worker: kill -9, other mail goes on": processes.other_mail_goes_on,
    "worker: two, and two beats": partial(processes.started_often, times=2),
    "worker: five, and five beats": partial(processes.started_often, times=5),
    "worker: kill -9 while decoding a picture": worker_killed_while_decoding,
    "worker: clocks an hour apart": processes.clocks_apart,
    "beat: SIGSTOP": processes.beat_stalled,
    "broker: kill -9": processes.broker_killed,
    "broker: FLUSHALL": processes.broker_flushed,
    "broker: SIGSTOP for 28 s, twice": processes.broker_stalled_twice,
    "database: SIGSTOP": processes.database_stalled,
    "database: kill -9 under writes": writing.database_killed,
    "pages: kill -9 under writes": writing.web_killed,
    **MAIL_FAULTS,
    **WEBHOOK_FAULTS,
}

# Left to `make faults`, so that the suite stays short: long, or alike others.
LEFT_OUT = {
    "broker: SIGSTOP for 28 s, twice",
    "worker: five, and five beats",
    *(f"mail: {answer} at {step}" for answer in ("421 too busy", "451 try later") for step in ("EHLO", "RCPT")),
}


def why_not(name: str) -> str:
    """Why a fault cannot be injected on this machine; empty when it can."""
    if name == "worker: clocks an hour apart" and not processes.FAKETIME:
        return "libfaketime is not installed"
    return ""
