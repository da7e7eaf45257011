"""Health, readiness and metrics for machines; nobody has to log in."""

import hmac
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from config.figures import figures
from core.broker import broker_trouble
from core.migration_state import pending_migrations
from core.proxies import answer_question
from notifications.selectors import outbox_health

BEAT_MAY_BE_AWAY = timedelta(minutes=2)
DELIVERY_MAY_WAIT = timedelta(minutes=10)

Check = Callable[[], dict[str, Any]]


@login_not_required
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers. Touches nothing: an unreachable database is no reason to kill the process."""
    response = HttpResponse("alive\n", content_type="text/plain")
    answer_question(request, response)
    return response


@login_not_required
@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Everything that pages and mails need, each with `ok`; 503 when one of them is not."""
    found = {name: _tried(check) for name, check in CHECKS.items()}
    ready = all(one["ok"] for one in found.values())
    return JsonResponse({"ready": ready} | found, status=200 if ready else 503)


def _tried(check: Check) -> dict[str, Any]:
    try:
        return check()
    except DatabaseError as error:
        return {"ok": False, "why": type(error).__name__}


def _database() -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return {"ok": True}


def _migrations() -> dict[str, Any]:
    pending = pending_migrations()
    return {"ok": not pending, "pending": len(pending)}


def _broker() -> dict[str, Any]:
    return {"ok": not broker_trouble()}


def _beat() -> dict[str, Any]:
    since = outbox_health().since_beat
    seconds = None if since is None else round(since.total_seconds())
    return {"ok": since is not None and since <= BEAT_MAY_BE_AWAY, "seen_seconds_ago": seconds}


def _deliveries() -> dict[str, Any]:
    health = outbox_health()
    late = health.oldest_overdue
    return {
        "ok": late is None or late <= DELIVERY_MAY_WAIT,
        "oldest_due_seconds": None if late is None else round(late.total_seconds()),
        "waiting": health.waiting,
        "paused": [pause.channel for pause in health.pauses],
    }


CHECKS: dict[str, Check] = {
    "database": _database,
    "migrations": _migrations,
    "broker": _broker,
    "beat": _beat,
    "deliveries": _deliveries,
}


@login_not_required
@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Figures in Prometheus' format, for whoever sends METRICS_TOKEN as a bearer token; 404 for others."""
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not settings.METRICS_TOKEN or not hmac.compare_digest(given.encode(), settings.METRICS_TOKEN.encode()):
        raise Http404
    registry = CollectorRegistry()
    registry.register(_Figures())
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


class _Figures(Collector):
    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Read from the database when asked, so that every process gives the same answer."""
        for figure in figures():
            family = GaugeMetricFamily(f"debrief_{figure.name}", figure.words, labels=figure.labels)
            for labels, value in figure.values:
                family.add_metric(labels, value)
            yield family
