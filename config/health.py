"""Health, readiness and metrics for machines; nobody has to log in."""

import hmac
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from config.figures import BROKER_ANSWERS, DATABASE_ANSWERS, figures
from core.answering import CLOSED, database_trouble
from core.backup.unfinished import unfinished_restore
from core.broker import broker_trouble
from core.disk import BACKUPS, trouble_of, volumes
from core.migration_state import newer_database, pending_migrations
from core.proxies import answer_question
from core.waiting import Waiting
from importing.selectors.unread import waiting_texts
from incidents.selectors.unchecked import waiting_pictures
from notifications.models import Delivery
from notifications.selectors.health import are_messages_stuck, do_none_pass, outbox_health
from transfer.selectors.unfinished import unfinished_import

Check = Callable[[], dict[str, Any]]
PAUSED = "Sending is paused, and tried again every minute. Settings, Deliveries shows the mail server's answer."
NONE_PASSES = "The mail server put off several messages. Settings, Deliveries shows what it answered."
LATE = "Some messages are late, and others pass. Settings, Deliveries shows what the mail server answered."
LATE_PICTURES = "Pictures wait for longer than two minutes to be decoded. The worker's log says why."
LATE_TEXTS = "Texts to import wait for longer than two minutes to be read. The worker's log says why."


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
    """Everything that pages and mails need, each with `ok`; 503 when one of them is not.

    Not ok is what makes pages unusable or keeps all messages from going. Anything less is a `warning` beside `ok`.
    """
    trouble = database_trouble()
    checks = {name: check for name, check in CHECKS.items() if not trouble or name in _left(trouble)}
    found = {"database": _answer(trouble)} | {name: _tried(check) for name, check in checks.items()}
    ready = all(one["ok"] for one in found.values())
    return JsonResponse({"ready": ready} | found, status=200 if ready else 503)


def _left(trouble: str) -> set[str]:
    """What can still be asked about without the database."""
    return {"broker", "restore"} if trouble == CLOSED else {"broker"}


def _tried(check: Check) -> dict[str, Any]:
    try:
        return check()
    except DatabaseError as error:
        return {"ok": False, "why": type(error).__name__}


def _answer(trouble: str) -> dict[str, Any]:
    return {"ok": not trouble} | ({"why": trouble} if trouble else {})


def _migrations() -> dict[str, Any]:
    pending = pending_migrations()
    return {"ok": not pending, "pending": len(pending)}


def _broker() -> dict[str, Any]:
    return {"ok": not broker_trouble()}


def _beat() -> dict[str, Any]:
    health = outbox_health()
    return {"ok": health.is_beating, "published_seconds_ago": _seconds(health.since_beat)}


def _worker() -> dict[str, Any]:
    health = outbox_health()
    return {"ok": health.is_working, "completed_seconds_ago": _seconds(health.since_worker)}


def _deliveries() -> dict[str, Any]:
    health = outbox_health()
    stuck = are_messages_stuck(health)
    warnings = [PAUSED] if health.pauses else []
    if not stuck and (health.is_late or (not health.pauses and do_none_pass(health))):
        warnings.append(LATE if health.is_late else NONE_PASSES)
    return {
        "ok": not stuck,
        "oldest_due_seconds": _seconds(health.oldest_due),
        "waiting": Delivery.objects.waiting().count(),
        "paused": [pause.channel for pause in health.pauses],
    } | ({"warning": " ".join(warnings)} if warnings else {})


def _pictures() -> dict[str, Any]:
    return _waiting(waiting_pictures(), LATE_PICTURES)


def _imports() -> dict[str, Any]:
    return _waiting(waiting_texts(), LATE_TEXTS)


def _full_import() -> dict[str, Any]:
    unfinished = unfinished_import()
    return {"ok": not unfinished} | ({"why": unfinished} if unfinished else {})


def _waiting(found: Waiting, late: str) -> dict[str, Any]:
    """Late work is a warning: the rest of the page is there."""
    said = {"ok": True, "oldest_due_seconds": _seconds(found.oldest_due), "waiting": found.count}
    return said | ({"warning": late} if found.is_late else {})


def _seconds(span: timedelta | None) -> int | None:
    return None if span is None else round(span.total_seconds())


def _restore() -> dict[str, Any]:
    unfinished = unfinished_restore()
    return {"ok": not unfinished} | ({"why": unfinished} if unfinished else {})


def _version() -> dict[str, Any]:
    newer = newer_database()
    return {"ok": not newer} | ({"why": newer} if newer else {})


def _disk() -> dict[str, Any]:
    found = volumes()
    free = {volume.holds: volume.free for volume in found}
    why = trouble_of([volume for volume in found if volume.holds != BACKUPS])
    warning = trouble_of([volume for volume in found if volume.holds == BACKUPS]) if not why else ""
    said = {"why": why, "warning": warning}
    return {"ok": not why, "free_bytes": free} | {name: words for name, words in said.items() if words}


CHECKS: dict[str, Check] = {
    "restore": _restore,
    "migrations": _migrations,
    "version": _version,
    "disk": _disk,
    "broker": _broker,
    "beat": _beat,
    "worker": _worker,
    "deliveries": _deliveries,
    "pictures": _pictures,
    "imports": _imports,
    "full_import": _full_import,
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
    registry.register(_Figures() if not database_trouble() else _WithoutDatabase())
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


class _WithoutDatabase(Collector):
    """What can be said when the database does not answer, or is closed by a restore."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        yield GaugeMetricFamily("debrief_database_answers", DATABASE_ANSWERS, 0)
        yield GaugeMetricFamily("debrief_broker_answers", BROKER_ANSWERS, float(not broker_trouble()))


class _Figures(Collector):
    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Read from the database when asked, so that every process gives the same answer."""
        for figure in figures():
            family = GaugeMetricFamily(f"debrief_{figure.name}", figure.words, labels=figure.labels)
            for labels, value in figure.values:
                family.add_metric(labels, value)
            yield family
