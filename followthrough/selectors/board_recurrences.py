"""What happened again, as people said: what waiting for action items cost, and how many that were done did not hold."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.urls import reverse

from actions.querysets import ACHIEVED, UNFINISHED
from actions.selectors.ages import YEAR
from core.clock import now
from followthrough.enums import RecurrenceKind
from followthrough.selectors.board_rates import LeftOut, Rate
from followthrough.selectors.board_scope import Scope
from followthrough.selectors.board_sight import Sight
from followthrough.selectors.recurrence_costs import Cost, CostSum, cost_of, summed
from followthrough.selectors.recurrences import Match, since_column
from incidents.models import Incident
from incidents.selectors.impact import impact_duration, period_columns, periods_in

LAST_YEAR = timedelta(days=(YEAR.last or 0) + 1)
FIELDS = (
    "kind",
    "item__title",
    "item__status",
    "item__finished_at",
    "item__incident",
    "incident__title",
    "incident__status",
    "incident__zone",
    "incident__is_private",
    "incident__began_at",
    "incident__impact_started_at",
    "incident__mitigated_at",
    "incident__impact_percent",
    "incident__impact_percent_of",
    "incident__impact_all_users",
)


@dataclass(frozen=True, slots=True)
class Foreseen:
    """An incident of the last 365 days, the items that foresaw it, and what it cost."""

    incident: Incident
    matches: list[Match]
    cost: Cost


@dataclass(frozen=True, slots=True)
class Waited:
    """The rows behind *What waiting cost*: the incidents, the latest first, and their sum, each counted once."""

    rows: list[Foreseen]
    total: CostSum

    @property
    def incidents(self) -> set[int]:
        """All of which it shows words: these, and those whose action items foresaw them."""
        return {
            number for row in self.rows for match in row.matches for number in (row.incident.pk, match.item.incident_id)
        }


@dataclass(frozen=True, slots=True)
class Again:
    """The figures: what waiting cost, and where its rows are; how many done items did not hold, and where they are."""

    cost: CostSum
    cost_address: str
    not_held: Rate
    not_held_address: str


def again(scope: Scope, seen: Sight, *, done: int) -> Again:
    """The figures of a scope, in one query; `done` items were done in the last 365 days."""
    rows = _rows(seen)
    failed = {row.item_id: row.item for row in rows if row.kind == RecurrenceKind.DID_NOT_HOLD}.values()
    still_done = sum(item.status in ACHIEVED and item.finished_at > now() - LAST_YEAR for item in failed)
    reopened = sum(item.status in UNFINISHED for item in failed)
    narrowed: dict[str, Any] = {"recurred": RecurrenceKind.DID_NOT_HOLD.value}
    done_rows: dict[str, Any] = {"status": tuple(map(str, ACHIEVED)), "finished": YEAR.key}
    open_rows: dict[str, Any] = {"status": tuple(map(str, UNFINISHED))}
    left_out = LeftOut(reopened, scope.rows(**narrowed, **open_rows), "reopened since")
    return Again(
        cost=summed(row.cost for row in _foreseen(rows)),
        cost_address=f"{reverse('board_waiting')}?{scope.query}",
        not_held=Rate(still_done, done, scope.rows(**done_rows), (left_out,) if reopened else ()),
        not_held_address=scope.rows(**narrowed, **done_rows),
    )


def waited(seen: Sight) -> Waited:
    """The rows of the first figure, in one query."""
    rows = _foreseen(_rows(seen))
    return Waited(rows, summed(row.cost for row in rows))


def _rows(seen: Sight) -> list[Any]:
    """All that was confirmed, with item, incident, and the periods of its impact."""
    started, ended, notes = period_columns("incident")
    return list(
        seen.recurrences.select_related("item", "incident")
        .only(*FIELDS)
        .annotate(since=since_column("item__"), started=started, ended=ended, notes=notes)
        .order_by("-incident__began_at", "incident", "item")
    )


def _foreseen(rows: Collection[Any]) -> list[Foreseen]:
    """Each incident of the last 365 days once, with all items that foresaw it."""
    first = now() - LAST_YEAR
    found: dict[int, Foreseen] = {}
    for row in rows:
        if row.kind != RecurrenceKind.FORESEEN or row.incident.began_at <= first:
            continue
        incident = row.incident
        if incident.pk not in found:
            periods = periods_in((row.started, row.ended, row.notes))
            found[incident.pk] = Foreseen(incident, [], cost_of(incident, impact_duration(incident, periods)))
        found[incident.pk].matches.append(Match(row.item, incident, RecurrenceKind.FORESEEN, row.since, None))
    return list(found.values())
