"""What happened again, as people said: what waiting for action items cost, and how many that were done did not hold."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.core.paginator import Page
from django.db.models import Count, F, Q, QuerySet, Value
from django.urls import reverse

from actions.querysets import ACHIEVED
from actions.selectors.ages import YEAR
from core.clock import now
from core.paging import paginate
from followthrough.enums import Recurred
from followthrough.querysets import HELD_FOR, RecurrenceQuerySet, failed, failed_and_undone
from followthrough.selectors.board_rates import LeftOut, Rate
from followthrough.selectors.board_scope import Scope
from followthrough.selectors.board_sight import Sight
from followthrough.selectors.recurrence_costs import Cost, CostSum, cost_of, summed
from followthrough.selectors.recurrences import Match, match_of
from incidents.models import Incident
from incidents.selectors.impact import impact_duration, period_columns, periods_in

FIELDS = (
    "title",
    "status",
    "zone",
    "is_private",
    "began_at",
    "impact_started_at",
    "mitigated_at",
    "impact_percent",
    "impact_percent_of",
    "impact_all_users",
)
LAST_YEAR = timedelta(days=(YEAR.last or 0) + 1)
SHARE = "share of users, where it is known"
WAITING_FORMULA = (
    "impact of the incidents, last 365 days, that an action item foresaw which was not done, each once, as somebody "
    "confirmed"
)
FAILED_WORDS = "happened again"  # the hits of the next formula
NOT_HELD_FORMULA = f"{FAILED_WORDS} within {HELD_FOR.days} days ÷ all done, last 365 days"


@dataclass(frozen=True, slots=True)
class Foreseen:
    """An incident of the last 365 days, the items that foresaw it, and what it cost."""

    incident: Incident
    matches: list[Match]
    cost: Cost


@dataclass(frozen=True, slots=True)
class Waited:
    """A page of the rows behind *What waiting cost*: the incidents, the latest first, and the sum of all of them."""

    page: "Page[Any]"
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
    cost_formula: str = WAITING_FORMULA
    share: str = SHARE
    failed_words: str = FAILED_WORDS
    not_held_rest: str = NOT_HELD_FORMULA.removeprefix(FAILED_WORDS)


def again(scope: Scope, seen: Sight, *, done: int) -> Again:
    """The figures of a scope, in two queries; `done` items were done in the last 365 days."""
    of_items = seen.recurrences.order_by().aggregate(
        failed=_items(recurred(Recurred.FAILED) & YEAR.q(now(), "item__finished_at")),
        undone=_items(recurred(Recurred.UNDONE)),
        foreseen=ArrayAgg("incident", distinct=True, filter=_is_foreseen(), default=Value([])),
    )
    done_rows: dict[str, Any] = {"status": tuple(map(str, ACHIEVED)), "finished": YEAR.key}
    left_out = LeftOut(of_items["undone"], scope.rows(recurred=Recurred.UNDONE.value), "not done any more")
    return Again(
        cost=_total(of_items["foreseen"]),
        cost_address=f"{reverse('board_waiting')}?{scope.query}",
        not_held=Rate(of_items["failed"], done, scope.rows(**done_rows), (left_out,) if left_out.count else ()),
        not_held_address=scope.rows(recurred=Recurred.FAILED.value, **done_rows),
    )


def recurred(kind: str) -> Q:
    """The condition on decisions behind a choice of the list of action items."""
    if kind == Recurred.FAILED:
        return failed()
    if kind == Recurred.UNDONE:
        return failed_and_undone(now() - LAST_YEAR)
    return Q(recurred=kind)


def waited(seen: Sight, page: str) -> Waited:
    """A page of the rows of the first figure, and the sum of all; five queries."""
    numbers = set(_foreseen(seen).order_by().values_list("incident", flat=True))
    shown = paginate(_incidents(numbers).order_by("-began_at", "-pk"), page)
    found = {row.pk: Foreseen(row, [], _cost(row)) for row in shown.object_list}
    of_page = _foreseen(seen).filter(incident__in=list(found)).select_related("item").order_by(F("since"), "item")
    for row in of_page.only("incident", "item__title", "item__incident"):
        foreseen = found[row.incident_id]
        foreseen.matches.append(match_of(row.item, foreseen.incident, row))
    return Waited(shown, list(found.values()), _total(numbers))


def _is_foreseen() -> Q:
    return recurred(Recurred.FORESEEN) & Q(incident__began_at__gt=now() - LAST_YEAR)


def _foreseen(seen: Sight) -> RecurrenceQuerySet:
    """The decisions about incidents of the last 365 days that were foreseen."""
    return seen.recurrences.filter(_is_foreseen())


def _incidents(numbers: Collection[int]) -> "QuerySet[Any]":
    """These incidents, with the periods of their impact.

    Their numbers are read before, so that how items stood is read once for each decision, not for each incident.
    """
    started, ended, notes = period_columns()
    found = Incident.objects.filter(pk__in=numbers)
    return found.only(*FIELDS).annotate(started=started, ended=ended, notes=notes)


def _total(numbers: Collection[int]) -> CostSum:
    return summed(_cost(incident) for incident in _incidents(numbers).order_by())


def _cost(incident: Any) -> Cost:
    """Of a row of `_incidents`."""
    return cost_of(incident, impact_duration(incident, periods_in((incident.started, incident.ended, incident.notes))))


def _items(found: Q) -> Count:
    return Count("item", filter=found, distinct=True)
