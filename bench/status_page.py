"""Requests a second for the public status page, beside an empty view under the same server."""

import http.client
import threading
import time
from statistics import median

from django.urls import reverse

from bench.rows import RUNS, Row
from catalogue.models import Service
from customers.models import StatusPage
from customers.services.status_page.renewing import renew_snapshot

SECONDS, CLIENTS, SHARE = 2.0, 2, 0.8
EMPTY = "/yardstick/empty/"


def status_page_row(port: int) -> Row:
    """`ratio` is what the page answers of what an empty view answers; `p50_ms` and the yardstick are for a request."""
    Service.objects.filter(pk__in=Service.objects.values("pk")[:10]).update(customer_name="Shop", on_status_page=True)
    StatusPage.objects.update_or_create(pk=StatusPage.ONLY, defaults={"is_public": True})
    renew_snapshot(anew=True)
    page = reverse("status_page")
    for path in (page, EMPTY):
        _answered(port, path, 0.5)
    runs = [(_answered(port, page, SECONDS), _answered(port, EMPTY, SECONDS)) for _ in range(RUNS)]
    ours, bare = (median(numbers) for numbers in zip(*runs, strict=True))
    share = round(ours / bare, 2)
    budget = f"≥ {SHARE:.0%} of the requests a second of an empty view ({ours:.0f} of {bare:.0f})"
    return Row("status page", round(1000 / ours, 3), None, round(1000 / bare, 3), share, None, budget, share >= SHARE)


def _answered(port: int, path: str, seconds: float) -> float:
    """Requests a second of some clients at once."""
    counts = [0] * CLIENTS
    ends = time.monotonic() + seconds

    def ask(number: int) -> None:
        while time.monotonic() < ends:
            link = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            link.request("GET", path, headers={"Host": "localhost", "Accept-Encoding": "gzip"})
            answer = link.getresponse()
            answer.read()
            link.close()
            if answer.status != 200:  # noqa: PLR2004
                raise RuntimeError(f"{path} answered {answer.status}")
            counts[number] += 1

    clients = [threading.Thread(target=ask, args=(number,)) for number in range(CLIENTS)]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    return sum(counts) / seconds
