"""Where a fault must be named while it lasts: /readyz, /metrics, and the banner on a manager's page."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from core.waiting import MAY_WAIT
from notifications.selectors.health import BEAT_MAY_BE_SILENT, DELIVERY_MAY_WAIT, WORKER_MAY_BE_SILENT

Readiness = Mapping[str, Any]
Metrics = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Sign:
    """How one fault shows in each place. `words` stand in the banner; without a database, on the page of the 503."""

    ready: Callable[[Readiness], bool]
    metrics: Callable[[Metrics], bool]
    words: str


def _is_ill(name: str) -> Callable[[Readiness], bool]:
    """Whether that check is not well, or warns."""

    def asked(found: Readiness) -> bool:
        check = found.get(name, {"ok": True})
        return not check["ok"] or "warning" in check

    return asked


def _is_above(name: str, limit: float) -> Callable[[Metrics], bool]:
    return lambda found: found.get(f"debrief_{name}", 0) > limit


def _is_zero(name: str) -> Callable[[Metrics], bool]:
    return lambda found: found.get(f"debrief_{name}") == 0


SIGNS = {
    "database": Sign(_is_ill("database"), _is_zero("database_answers"), "Debrief cannot reach its database"),
    # No page asks the broker: its banner says that beat publishes nothing, and where to look.
    "broker": Sign(_is_ill("broker"), _is_zero("broker_answers"), "says whether the broker answers"),
    "beat": Sign(
        _is_ill("beat"), _is_above("beat_age_seconds", BEAT_MAY_BE_SILENT.total_seconds()), "The scheduler (beat)"
    ),
    "worker": Sign(
        _is_ill("worker"), _is_above("worker_age_seconds", WORKER_MAY_BE_SILENT.total_seconds()), "The worker has done"
    ),
    "paused mail": Sign(
        lambda found: found.get("deliveries", {}).get("paused") == ["email"],
        _is_above("channels_paused", 0),
        "E-mail is paused",
    ),
    "late mail": Sign(
        _is_ill("deliveries"),
        _is_above("delivery_oldest_due_seconds", DELIVERY_MAY_WAIT.total_seconds()),
        "Messages are late",
    ),
    "late pictures": Sign(
        _is_ill("pictures"), _is_above("picture_oldest_due_seconds", MAY_WAIT.total_seconds()), "Pictures are late"
    ),
    "late imports": Sign(
        _is_ill("imports"), _is_above("import_oldest_due_seconds", MAY_WAIT.total_seconds()), "Imports are late"
    ),
}
