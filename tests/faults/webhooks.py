"""Faults of webhooks: a server refuses, hangs, answers badly, or answers when the worker is dead."""

import json
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta

from tests.faults.checking import Found, all_decided
from tests.faults.reminders import queue
from tests.faults.running import RunningInstallation, seconds_until
from tests.processes import free_port, wait_until
from tests.web_server import serving

SATURDAY, NINE = 6, 9
ADD = "from tests.faults.overdue import add_webhooks\nprint(json.dumps(add_webhooks({urls!r})))"
ANSWER = "select last_answer from notifications_endpoint where id = %s"
RECORDED = """
    select state, sum(times) from notifications_delivery delivery
    join notifications_attempt attempt on attempt.delivery_id = delivery.id where endpoint_id = %s group by 1
"""
TITLES = "select title from actions_actionitem"


def endpoints_fail(it: RunningInstallation) -> Found:
    """Servers that fail, each in its way, hold up no other; what they did not take comes once they work again."""
    with ExitStack() as stack:
        sites = {name: stack.enter_context(serving()) for name in ("one", "two", "410", "500", "hangs")}
        urls = {name: site.url("/") for name, site in sites.items()}
        port = free_port()
        urls["refused"] = f"http://127.0.0.1:{port}/"
        sites["410"].status, sites["500"].status = 410, 500
        sites["hangs"].may_answer.clear()
        numbers = _add_webhooks(it, urls)
        told = queue(it, 4)
        took = seconds_until(lambda: bool(sites["one"].posted and sites["two"].posted), "the others are told")
        says = {"410": "410", "500": "500", "hangs": "did not answer", "refused": "refused"}
        for name, words in says.items():
            wait_until(lambda name=name, words=words: words in it.sql(ANSWER, numbers[name])[0][0], f"it says {words}")
        sites["500"].status = 200
        sites["hangs"].may_answer.set()
        sites["refused"] = stack.enter_context(serving(port))
        all_decided(it, told)
        it.worker.kill()
        found = Found(took_s=took, allowed_s=30)
        for name, site in sites.items():
            copies = _compare(it, found, site.posted, numbers[name], refused=name == "410")
            if name in ("500", "hangs"):  # they had it before they failed
                found.perhaps_twice += copies
            else:
                found.doubled += copies
    return found


def worker_killed_while_posting(it: RunningInstallation) -> Found:
    """kill -9 of the worker while the servers of webhooks think: they have the message, and their answer is lost."""
    with serving() as site:
        site.may_answer.clear()
        numbers = _add_webhooks(it, {name: site.url(f"/{name}") for name in ("one", "two", "three")})
        told = queue(it, 4)
        wait_until(lambda: bool(site.posted), "one was posted")
        it.worker.kill()
        site.may_answer.set()
        it.worker.start(**_at_work())
        took = all_decided(it, told)
        it.worker.kill()
        found = Found(killed=2, took_s=took)
        for name, number in numbers.items():
            posted = [post for post, path in zip(site.posted, site.asked, strict=True) if path == f"/{name}"]
            found.doubled += _compare(it, found, posted, number)
    return found


def _add_webhooks(it: RunningInstallation, urls: dict[str, str]) -> dict[str, int]:
    """With a worker by whose clock it is a working day."""
    it.worker.kill()
    numbers: dict[str, int] = it.run(ADD.format(urls=urls))
    it.worker.start(**_at_work())
    return numbers


def _at_work() -> dict[str, str]:
    """What sets a worker's clock to the next working hour: on other days and before nine nothing is posted."""
    now = datetime.now(UTC)
    then = now if now.hour >= NINE else now.replace(hour=NINE, minute=30)
    while then.isoweekday() >= SATURDAY:
        then += timedelta(days=1)
    return {"DEBRIEF_TESTING": "1", "DEBRIEF_CLOCK_OFFSET_SECONDS": str((then - now).total_seconds())}


Posted = list[tuple[dict[str, str], bytes]]


def _compare(it: RunningInstallation, found: Found, posted: Posted, number: int, *, refused: bool = False) -> int:
    """Adds whether this endpoint's message was lost, or was another than one of what is overdue; returns its copies."""
    titles = {row[0] for row in it.sql(TITLES)}
    ((state, tries),) = it.sql(RECORDED, number)
    complete = [
        headers["webhook-id"]
        for headers, body in posted
        if {item["title"] for item in json.loads(body)["data"]["items"]} == titles
    ]
    found.lost += not complete or state != ("failed" if refused else "sent")
    if len(set(complete)) != 1 or len(complete) != len(posted):
        found.unnamed.append(f"endpoint {number}: another message")
    if tries < len(posted):
        found.unnamed.append(f"endpoint {number}: a copy is not recorded")
    return len(posted) - 1


WEBHOOK_FAULTS: dict[str, Callable[[RunningInstallation], Found]] = {
    "webhooks: refused, hangs, 410, 500": endpoints_fail,
    "webhooks: kill -9 while they answer": worker_killed_while_posting,
}
