"""What Debrief counts for those who run it: the state of its services and the amount of open work, never titles."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count

from accounts.models import User
from actions.models import ActionItem
from core import clock
from core.disk import volumes
from core.migration_state import pending_migrations
from incidents.models import Incident
from notifications.models import Delivery
from notifications.selectors import outbox_health
from postmortems.models import Postmortem


@dataclass(frozen=True, slots=True)
class Figure:
    """One gauge: a value for each combination of its labels (a single one, with no labels, for most)."""

    name: str
    words: str
    values: Sequence[tuple[Sequence[str], float]]
    labels: Sequence[str] = ()


def figures() -> list[Figure]:
    """All of them; a constant number of queries."""
    health = outbox_health()
    late, beat = health.oldest_overdue, health.since_beat
    today = clock.today("UTC")
    return [
        _one(
            "beat_age_seconds", "Seconds since beat was seen; -1: never", -1 if beat is None else beat.total_seconds()
        ),
        _one(
            "delivery_oldest_due_seconds", "How long the oldest due delivery waits", late.total_seconds() if late else 0
        ),
        _one("channels_paused", "Channels that are paused because the server cannot be reached", len(health.pauses)),
        _one("migrations_pending", "Migrations not applied yet", len(pending_migrations())),
        _one("people_active", "People who can log in", User.objects.active().count()),
        _one(
            "incidents_open",
            "Incidents not yet resolved, without drills",
            Incident.objects.open().without_drills().count(),
        ),
        _one(
            "postmortems_unpublished", "Postmortems being written or reviewed", Postmortem.objects.unpublished().count()
        ),
        _one("action_items_unfinished", "Action items not done", ActionItem.objects.unfinished().count()),
        _one("action_items_overdue", "Action items past due, by UTC", ActionItem.objects.overdue(today).count()),
        Figure("deliveries", "Deliveries by state", _deliveries(), ("state",)),
        Figure("disk_free_bytes", "Bytes that are free, by what is stored there", _disk(), ("volume",)),
    ]


def _one(name: str, words: str, value: float) -> Figure:
    return Figure(name, words, [((), value)])


def _disk() -> list[tuple[tuple[str], float]]:
    return [((volume.holds,), float(volume.free)) for volume in volumes()]


def _deliveries() -> list[tuple[tuple[str], float]]:
    counts = Delivery.objects.order_by().values_list("state").annotate(count=Count("pk"))
    return [((state,), float(count)) for state, count in counts]
