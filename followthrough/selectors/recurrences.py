"""Which action items of earlier incidents answer what happened again: suggested, and decided by people.

Two incidents match where they share a service and a category of a factor. The action items that answer such a factor of
the earlier one are suggested with the later one, by how they stood when it began, as `followthrough.querysets.standing`
says. Where an item goes on in others, these stand for it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import DateTimeField, Exists, F, FilteredRelation, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from accounts.models import User
from actions.models import ActionItem
from core.compiled_once import compiled_once
from core.panel_registries import Cell
from core.references import written
from followthrough.enums import RecurrenceKind
from followthrough.models import Recurrence
from followthrough.querysets import standing
from followthrough.selectors.recurrence_costs import Cost, CostSum, cost_of, summed
from incidents.models import Incident
from incidents.querysets import IncidentQuerySet
from incidents.selectors.impact import impact_duration, periods_of
from postmortems.models import Factor

SHOWN, FOLDED = 4, 20  # what a panel shows, and what it folds; of the rest it says the number

_Links = Factor.action_items.through
_Services = Incident.services.through


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody said of a match."""

    is_confirmed: bool
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Match:
    """An action item and a later incident.

    How the item stood when the incident began: `open_since` then, or `finished` then, done or won't do. `decision` of
    None: suggested. `cost` is read for the item's page.
    """

    item: ActionItem
    incident: Incident
    kind: RecurrenceKind
    open_since: datetime
    finished: datetime | None
    decision: Decision | None
    cost: Cost | None = None

    @property
    def earlier(self) -> str:
        """INC-12, whose action item it is."""
        return written(Incident.PREFIX, self.item.incident_id)

    @property
    def is_foreseen(self) -> bool:
        """It was not done when the incident began."""
        return self.kind == RecurrenceKind.FORESEEN

    @property
    def is_confirmed(self) -> bool:
        """Somebody said that it is the same."""
        return self.decision is not None and self.decision.is_confirmed

    @property
    def is_rejected(self) -> bool:
        """Somebody said that it is not the same."""
        return self.decision is not None and not self.decision.is_confirmed

    @property
    def stood(self) -> str:
        """How the item stood when the incident began: `was open for 84 days`."""
        began, finished = self.incident.began_at, self.finished
        if finished is None:
            return f"was open for {in_days(began - self.open_since)}"
        before = f"{in_days(began - finished)} before"
        return f"was closed as won’t do {before}" if self.is_foreseen else f"done {before}, did not hold"


@dataclass(frozen=True, slots=True)
class Fold:
    """The first of several matches, and how many there are besides."""

    shown: list[Match]
    hidden: int

    @property
    def count(self) -> int:
        """All of them."""
        return len(self.shown) + self.hidden


@dataclass(frozen=True, slots=True)
class Matches:
    """What a panel shows: those that count or may, the first few apart, and what was rejected."""

    shown: list[Match]
    more: Fold
    rejected: Fold
    has_foreseen: bool  # waiting may have cost something


@dataclass(frozen=True, slots=True)
class ItemPanel:
    """The later incidents of an action item, and what waiting for it cost: of what is suggested nothing is summed."""

    found: Matches
    total: CostSum


def seen_before(incident: Incident, viewer: User) -> list[Match]:
    """The action items of earlier incidents that answer what happened again in this one: one query if there is none.

    An incident that goes on has no factors yet, and nothing decided: its page asks for no more than that. What is read
    here is numbers; `visible_to` comes with the action items themselves.
    """
    known = _read_known(number=incident.pk)
    of_factors, numbers = known[0] if known else ([], [])
    if of_factors:
        numbers += _answering(incident, of_factors, viewer)
    if not numbers:
        return []
    began = Value(incident.began_at, output_field=DateTimeField())
    rows: QuerySet[Any] = (
        ActionItem.objects.visible_to(viewer)
        .filter(pk__in=numbers, incident__in=Incident.objects.real())
        .exclude(incident=incident)
        .with_goes_on()
        .annotate(began=began, **_decision(Q(recurrences__incident=incident)))
        .annotate(**standing("pk", "began"))
        .filter(Q(decision__isnull=False) | Q(goes_on=False), recurred__isnull=False)
        .select_related("incident")
        .defer("search", "html", "description", "incident__search")
        .order_by(F("since"), "pk")
    )
    return _sorted(_match(item, incident, item) for item in rows)


@compiled_once
def _read_known(*, number: Any) -> "QuerySet[Incident, Any]":
    """The categories of its factors, and the items of what was decided; nothing of what did not really happen."""
    decided = Recurrence.objects.filter(incident=OuterRef("pk")).values("item")
    categories = Factor.objects.filter(postmortem__incident=OuterRef("pk"), category__isnull=False).values("category")
    return Incident.objects.real().filter(pk=number).values_list(ArraySubquery(categories), ArraySubquery(decided))


def _answering(incident: Incident, categories: Sequence[int], viewer: User) -> list[int]:
    """The numbers of those that answer a factor of these categories in an earlier incident like this one.

    They are read by themselves, so that how an item stood is read of few.
    """
    earlier = _like(viewer, [incident.pk]).filter(began_at__lt=incident.began_at)
    links = _Links.objects.filter(factor__category__in=categories, factor__postmortem__incident__in=earlier)
    item = Coalesce("actionitem__duplicate_of", "actionitem")
    return list(links.order_by().values_list(item, flat=True).distinct())


def came_again(item: ActionItem, viewer: User) -> list[Match]:
    """The later incidents in which happened again what this action item answers: three queries, one if none."""
    goes_on = ActionItem.objects.going_on().filter(pk=item.pk)
    same = ActionItem.objects.filter(Q(pk=item.pk) | Q(duplicate_of=item.pk))
    earlier = Incident.objects.visible_to(viewer).real()
    factors = Factor.objects.filter(action_items__in=same, category__isnull=False, postmortem__incident__in=earlier)
    began = factors.order_by("postmortem__incident__began_at").values("postmortem__incident__began_at")[:1]
    later = _like(viewer, factors.values("postmortem__incident")).filter(
        ~Exists(goes_on), postmortem__factors__category__in=factors.values("category"), began_at__gt=Subquery(began)
    )
    decided = Recurrence.objects.visible_to(viewer).real().filter(item=item).values("incident")
    numbers = _numbers(later.values("pk"), decided)
    if not numbers:
        return []
    rows: QuerySet[Any] = (
        Incident.objects.visible_to(viewer)
        .filter(pk__in=numbers)
        .exclude(pk=item.incident_id)
        .annotate(item=Value(item.pk), **_decision(Q(recurrences__item=item)))
        .annotate(**standing("item", "began_at"))
        .filter(recurred__isnull=False)
        .prefetch_related("impact_intervals")
        .defer("search")
        .order_by("began_at", "pk")
    )
    found = _sorted(_match(item, row, row) for row in rows)
    return [replace(match, cost=_cost(match.incident)) for match in found]


def matches(found: Sequence[Match]) -> Matches:
    """For a panel."""
    counting = [match for match in found if not match.is_rejected]
    rejected = [match for match in found if match.is_rejected]
    has_foreseen = any(match.is_foreseen for match in counting)
    return Matches(counting[:SHOWN], _fold(counting[SHOWN:]), _fold(rejected), has_foreseen)


def incident_panel(incident: Incident, viewer: User) -> Matches | None:
    """Nothing where nothing happened before."""
    found = seen_before(incident, viewer)
    return matches(found) if found else None


def item_panel(item: ActionItem, viewer: User) -> ItemPanel | None:
    """Nothing where nothing happened again."""
    found = came_again(item, viewer)
    if not found:
        return None
    waited = [match.cost for match in found if match.is_foreseen and match.is_confirmed and match.cost]
    return ItemPanel(matches(found), summed(waited))


def recurrence_cells(items: Iterable[int], viewer: User) -> dict[int, Cell]:
    """In which incidents it happened again, as cells of the list of action items: what was confirmed."""
    rows: QuerySet[Any] = Recurrence.objects.visible_to(viewer).counting().filter(item__in=items)
    words: dict[int, list[str]] = {}
    for item, kind, incident in rows.order_by("item", "incident").values_list("item", "recurred", "incident"):
        said = f"{RecurrenceKind(kind).label.lower()} in {written(Incident.PREFIX, incident)}"
        words.setdefault(item, []).append(said)
    return {item: Cell(", ".join(each)) for item, each in words.items()}


def in_days(span: timedelta) -> str:
    """`84 days`, `1 day`, `less than a day`."""
    if not span.days:
        return "less than a day"
    return f"{span.days} day{'' if span.days == 1 else 's'}"


def _like(viewer: User, incidents: Any) -> IncidentQuerySet:
    """Real incidents that the viewer sees and that share a service with one of these."""
    services = _Services.objects.filter(incident__in=incidents).values("service")
    return Incident.objects.visible_to(viewer).real().filter(services__in=services)


def _numbers(matching: "QuerySet[Any, Any]", decided: "QuerySet[Any, Any]") -> list[int]:
    """Of what matches now, and of what somebody decided about."""
    return [number for row in matching.order_by().union(decided.order_by()) for number in row.values()]


def _decision(of: Q) -> dict[str, Any]:
    """The columns of what somebody said; the columns are null where nobody did."""
    return {
        "decision": FilteredRelation("recurrences", condition=of),
        "is_confirmed": F("decision__is_confirmed"),
        "decided_by": F("decision__decided_by__name"),
        "decided_at": F("decision__decided_at"),
    }


def _match(item: ActionItem, incident: Incident, row: Any) -> Match:
    """The match of a row with the columns of how the item stood, and of a decision."""
    decided = row.is_confirmed is not None
    decision = Decision(row.is_confirmed, row.decided_by, row.decided_at) if decided else None
    return match_of(item, incident, row, decision)


def match_of(item: ActionItem, incident: Incident, row: Any, decision: Decision | None = None) -> Match:
    """The match of a row with the columns of how the item stood."""
    return Match(item, incident, RecurrenceKind(row.recurred), row.open_since, row.finished_then, decision)


def _cost(incident: Incident) -> Cost:
    """Of an incident that came with its periods of impact."""
    return cost_of(incident, impact_duration(incident, periods_of(incident)))


def _sorted(found: Iterable[Match]) -> list[Match]:
    """What counts first, then what was foreseen, else in the order of time."""
    return sorted(found, key=lambda match: (not match.is_confirmed, not match.is_foreseen))


def _fold(found: list[Match]) -> Fold:
    return Fold(found[:FOLDED], max(len(found) - FOLDED, 0))
