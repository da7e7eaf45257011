"""`make bench-import`: 5,000 pasted lines, from the text to the timeline; writes bench/importing.json."""

import json
import os
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.core.management import call_command
from django.test import Client
from django.test.utils import setup_test_environment

from bench import ready  # noqa: F401 - comes first
from importing.readers.formats import detect, tidied
from importing.services.adding import add_waiting, start_adding, take_back_batch
from importing.services.batches import ImportOptions
from tests.factories.accounts import make_user
from tests.factories.importing import read_import
from tests.factories.incidents import make_incident

RESULTS = Path(__file__).parent / "importing.json"
LINES, RUNS = 5_000, 5
START = datetime(2023, 5, 13, 20, tzinfo=UTC)


def chat() -> str:
    """5,000 messages as Slack's window copies them: 12,500 lines."""
    found = []
    for at in range(LINES):
        said = START + timedelta(seconds=20 * at)
        if at % 4 == 0:
            found.append(f"{('Ana Silva', 'Brian Kimani', 'Grace Wanjiru')[at % 3]}\n  {said:%H:%M}")
        else:
            found.append(f"{said:%H:%M}")
        found.append(f"message {at}: the *pool* of db-{at % 9} has {at % 500} connections, see `SHOW processlist`")
    return "\n".join(found)


def log() -> str:
    """5,000 lines of a log."""
    return "\n".join(
        f"{(START + timedelta(seconds=at)).isoformat()} {('INFO', 'WARN')[at % 7 == 0]} request {at}: {at % 900} ms"
        for at in range(LINES)
    )


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Milliseconds, and what came of it."""
    began = time.perf_counter()
    result = work()
    return (time.perf_counter() - began) * 1000, result


def measure(text: str, source: str) -> dict[str, float]:
    """One run: reading alone, the preview, its pages, adding, the incident page with all of it, taking back."""
    user = make_user("Amina Otieno", email=f"{uuid4()}@example.com")
    incident = make_incident(by=user)
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    found = {"read": timed(lambda: detect(tidied(text)).read(tidied(text)))[0]}
    options = ImportOptions(source, "UTC", day=START.date())
    found["preview made"], batch = timed(lambda: read_import(incident=incident, actor=user, text=text, options=options))
    found["preview page, first"] = timed(lambda: client.get(batch.get_absolute_url()))[0]
    found["preview page, last"] = timed(lambda: client.get(f"{batch.get_absolute_url()}?page=50"))[0]
    found["adding begun"] = timed(lambda: start_adding(batch=batch, actor=user))[0]
    found["added by the worker"] = timed(lambda: add_waiting(seconds=600))[0]
    batch.refresh_from_db()
    assert (batch.state, batch.added) == ("added", LINES), (batch.state, batch.added)
    found["incident page, newest 200"] = timed(lambda: client.get(f"/incidents/{incident.pk}/"))[0]
    found["taken back"] = timed(lambda: take_back_batch(batch=batch, actor=user, reason="bench"))[0]
    return found


def main() -> None:
    """Medians of five runs of each text."""
    setup_test_environment()
    call_command("migrate", verbosity=0)
    results = {}
    for name, text in (("slack", chat()), ("log", log())):
        runs = [measure(text, name) for _ in range(RUNS)]
        results[name] = {step: round(statistics.median(run[step] for run in runs), 1) for step in runs[0]}
        for step, milliseconds in results[name].items():
            print(f"{name:6} {step:28} {milliseconds:9.1f} ms")
    RESULTS.write_text(
        json.dumps(
            {"lines": LINES, "runs": RUNS, "load average": round(os.getloadavg()[2], 1), "median ms": results}, indent=2
        )
        + "\n"
    )


if __name__ == "__main__":
    main()
