"""What is measured: each page, the yardstick it is compared with, and its budget."""

import statistics
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from functools import partial
from itertools import count
from typing import Any
from uuid import uuid4

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from bench.serving import Browser, Response
from incidents.models import Incident

RUNS, REQUESTS, WARM = 5, 40, 6
MOST_QUERIES, MOST_RATIO = 15, 2.5
TYPED = "Ledger replica lagged behind since checkout deploy"
REPORTED = "Customer cannot pay at checkout, payment hangs since the deploy"
_numbers = count(1)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table, as it is written to bench/results.json."""

    name: str
    p50_ms: float | None
    p95_ms: float | None
    yardstick_p50_ms: float | None
    ratio: float | None
    queries: int | None
    budget: str
    ok: bool

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Page:
    """A page and the bare view beside it; both answer the status that `works` accepts."""

    name: str
    ours: Callable[[Browser], Response]
    bare: Callable[[Browser], Response]
    path: str = ""
    works: tuple[int, ...] = (200,)
    typed: Mapping[str, str] | None = None  # what is sent to an address that takes no GET
    most_ms: float | None = None  # the budget instead of a multiple of the yardstick


def pages(incident: Incident, busy: Incident) -> list[Page]:
    """The rows of DESIGN §6 that are pages; entries are appended to `busy`, so that `incident` stays as it is."""
    number = incident.pk
    listing = "/incidents/?severity=1-3"
    return [
        Page("incident list", lambda b: b.get(listing), lambda b: b.get("/yardstick/list/"), listing),
        Page(
            "incident page, 50 entries",
            lambda b: b.get(f"/incidents/{number}/"),
            lambda b: b.get(f"/yardstick/page/?n={number}"),
            f"/incidents/{number}/",
        ),
        Page(
            "action board",
            lambda b: b.get("/follow-through/?team=all"),
            lambda b: b.get("/yardstick/board/"),
            "/follow-through/?team=all",
        ),
        Page(
            "postmortem page, 12 sections",
            lambda b: b.get(f"/incidents/{number}/postmortem/"),
            lambda b: b.get(f"/yardstick/postmortem/?n={number}"),
            f"/incidents/{number}/postmortem/",
        ),
        Page(
            "search",
            lambda b: b.get("/search/?q=cache+rollback"),
            lambda b: b.get("/yardstick/search/?q=cache+rollback"),
            "/search/?q=cache+rollback",
        ),
        Page(
            "similar, while typing",
            lambda b: b.post("/incidents/similar/", {"title": TYPED}, **{"HX-Request": "true"}),
            lambda b: b.post("/yardstick/similar/", {"title": TYPED}),
            "/incidents/similar/",
            typed={"title": TYPED},
        ),
        Page(
            "suggestions for a report",
            lambda b: b.post("/reports/known/typed/", {"text": REPORTED}, **{"HX-Request": "true"}),
            lambda b: b.post("/yardstick/known/", {"text": REPORTED}),
            "/reports/known/typed/",
            typed={"text": REPORTED},
            most_ms=50,
        ),
        Page("what to say", lambda b: b.get("/say/"), lambda b: b.get("/yardstick/say/"), "/say/"),
        Page("append an entry", lambda b: _append(b, busy.pk), lambda b: _bare_append(b, busy.pk), works=(200, 302)),
        Page("declare an incident", _declare, _bare_declare, works=(200, 302)),
        Page("file a report", _report, _bare_report, works=(200, 302)),
    ]


def _append(browser: Browser, number: int) -> Response:
    values = {"text": f"Looked at shard {next(_numbers)}.", "client_uuid": uuid4()}
    return browser.post(f"/incidents/{number}/entries/", values)


def _bare_append(browser: Browser, number: int) -> Response:
    return browser.post("/yardstick/append/", {"n": number, "text": f"Looked at shard {next(_numbers)}."})


def _declare(browser: Browser) -> Response:
    values = {"title": f"Incident {next(_numbers)}", "severity": 4, "zone": "UTC", "client_uuid": uuid4()}
    return browser.post("/incidents/new/", values)


def _bare_declare(browser: Browser) -> Response:
    return browser.post("/yardstick/declare/", {"title": f"Incident {next(_numbers)}"})


def _report(browser: Browser) -> Response:
    values = {"text": f"Customer {next(_numbers)} cannot pay.", "customer": "Acme", "since": "", "client_uuid": uuid4()}
    return browser.post("/reports/new/", values)


def _bare_report(browser: Browser) -> Response:
    return browser.post("/yardstick/report/", {"text": f"Customer {next(_numbers)} cannot pay."})


def measure(page: Page, browser: Browser, user: User) -> Row:
    """The page and its yardstick in turn, five runs; medians of the runs are what counts."""
    for _ in range(WARM):
        _checked(page.ours, page, browser)
        _checked(page.bare, page, browser)
    runs = [_run(page, browser) for _ in range(RUNS)]
    p50, p95, bare = (round(statistics.median(values), 2) for values in zip(*runs, strict=True))
    queries = count_queries(page.path, user, page.typed) if page.path else None
    ratio = round(p50 / bare, 2)
    limit = f"≤ {MOST_RATIO}× yardstick" if page.most_ms is None else f"≤ {page.most_ms} ms"
    budget = limit + (f", ≤ {MOST_QUERIES} queries" if queries is not None else "")
    is_fast = ratio <= MOST_RATIO if page.most_ms is None else p50 <= page.most_ms
    is_ok = is_fast and (queries or 0) <= MOST_QUERIES
    return Row(page.name, p50, p95, bare, ratio, queries, budget, is_ok)


def _run(page: Page, browser: Browser) -> tuple[float, float, float]:
    ours, bare = [], []
    for _ in range(REQUESTS):
        ours.append(_checked(page.ours, page, browser))
        bare.append(_checked(page.bare, page, browser))
    return statistics.median(ours), statistics.quantiles(ours, n=20)[-1], statistics.median(bare)


def _checked(ask: Callable[[Browser], Response], page: Page, browser: Browser) -> float:
    answer = ask(browser)
    if answer.status not in page.works:
        raise RuntimeError(f"{page.name} answered {answer.status}: {answer.body[:300]!r}")
    return answer.ms


def count_queries(path: str, user: User, typed: Mapping[str, str] | None = None) -> int:
    """How many queries the page costs, counted in this process."""
    client = Client(headers={"host": "localhost"})
    client.force_login(user)
    ask = partial(client.get, path) if typed is None else partial(client.post, path, typed)
    ask()
    with CaptureQueriesContext(connection) as captured:
        ask()
    return len(captured)
