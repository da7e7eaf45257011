"""What Debrief counts for those who run it: the state of its services and the amount of open work, never titles."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count

from accounts.models import User
from actions.models import ActionItem
from core import clock
from core.broker import broker_trouble
from core.disk import volumes
from core.migration_state import pending_migrations
from importing.selectors.unread import waiting_texts
from incidents.models import Incident
from incidents.selectors.unchecked import waiting_pictures
from notifications.models import Delivery
from notifications.selectors.health import CLOCK_MAY_STEP_BACK, outbox_health
from postmortems.models import Postmortem

DATABASE_ANSWERS = "1 when the database answers and can be used, else 0"
BROKER_ANSWERS = "1 when Celery's broker answers, else 0"


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
    today = clock.today("UTC")
    return [
        _one("beat_age_seconds", "Seconds since beat published a tick; +Inf: never", _age(health.since_beat)),
        _one("worker_age_seconds", "Seconds since a worker completed one; +Inf: never", _age(health.since_worker)),
        _one(
            "delivery_oldest_due_seconds",
            "How long ago the oldest delivery that is not decided was due first",
            (health.oldest_due or timedelta(0)).total_seconds(),
        ),
        _one("database_answers", DATABASE_ANSWERS, 1),
        _one("broker_answers", BROKER_ANSWERS, float(not broker_trouble())),
        _one(
            "picture_oldest_due_seconds",
            "How long ago the oldest picture that is not decoded was sent",
            (waiting_pictures().oldest_due or timedelta(0)).total_seconds(),
        ),
        _one(
            "import_oldest_due_seconds",
            "For how long the oldest text to import has been waiting to be read",
            (waiting_texts().oldest_due or timedelta(0)).total_seconds(),
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


def _age(since: timedelta | None) -> float:
    """In seconds. One in the future says nothing, and must not look younger than any limit."""
    return math.inf if since is None or since < -CLOCK_MAY_STEP_BACK else since.total_seconds()


def _disk() -> list[tuple[tuple[str], float]]:
    return [((volume.holds,), float(volume.free)) for volume in volumes()]


def _deliveries() -> list[tuple[tuple[str], float]]:
    counts = Delivery.objects.order_by().values_list("state").annotate(count=Count("pk"))
    return [((state,), float(count)) for state, count in counts]
