"""Which action items of earlier incidents answer what happened again: suggested, and decided by people.

Two incidents match where they share a service and a category of a factor. The action items that answer such a factor of
the earlier one are suggested with the later one: *foreseen* if they were not done when it began, *did not hold* if they
were done within the 90 days before. Where an item goes on in others, these stand for it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Case, Exists, F, FilteredRelation, OuterRef, Q, QuerySet, When
from django.db.models.functions import Coalesce

from accounts.models import User
from actions.enums import ActionStatus
from actions.models import ActionItem
from actions.querysets import ACHIEVED
from core.panel_registries import Cell
from core.references import written
from followthrough.enums import RecurrenceKind
from followthrough.models import Recurrence
from followthrough.selectors.recurrence_costs import Cost, CostSum, cost_of, summed
from incidents.enums import Status
from incidents.models import Incident
from incidents.selectors.impact import impact_duration, periods_of
from postmortems.models import Factor

HELD_FOR = timedelta(days=90)  # what was done longer ago is not said not to have held
SHOWN = 4

_Links = Factor.action_items.through
_Services = Incident.services.through
_LATER = "factor__category__factors__postmortem__incident"


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody said of a match."""

    is_confirmed: bool
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Match:
    """An action item and a later incident.

    `since`: from when on it could have been done. `decision` of None: suggested. `cost` is read for the item's page.
    """

    item: ActionItem
    incident: Incident
    kind: RecurrenceKind
    since: datetime
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
        began, finished = self.incident.began_at, self.item.finished_at
        is_over = finished is not None and finished <= began
        if not self.is_foreseen:
            when = f"done {in_days(began - finished)} before" if finished and is_over else "done before"
            return f"{when}, did not hold"
        if finished and is_over and self.item.status == ActionStatus.WONT_DO:
            return f"was closed as won’t do {in_days(began - finished)} before"
        return f"was open for {in_days(began - self.since)}"


@dataclass(frozen=True, slots=True)
class Matches:
    """What a panel shows: those that count or may, the first few apart, and what was rejected."""

    shown: list[Match]
    more: list[Match]
    rejected: list[Match]

    @property
    def has_foreseen(self) -> bool:
        """Waiting may have cost something."""
        return any(match.is_foreseen for match in (*self.shown, *self.more))


@dataclass(frozen=True, slots=True)
class ItemPanel:
    """The later incidents of an action item, and what waiting for it cost: of what is suggested nothing is summed."""

    found: Matches
    total: CostSum


def seen_before(incident: Incident, viewer: User) -> list[Match]:
    """The action items of earlier incidents that answer what happened again in this one; one query."""
    if not _is_real(incident):
        return []
    began = incident.began_at
    pairs = _pairs(viewer).filter(later=incident.pk).values("item")
    decided = Recurrence.objects.filter(incident=incident).values("item")
    done_lately = Q(finished_at__isnull=True) | Q(finished_at__gte=began - HELD_FOR) | Q(status=ActionStatus.WONT_DO)
    could_match = done_lately & Q(since__lt=began, goes_on=False) & ~Q(incident=incident)
    rows: QuerySet[Any] = (
        ActionItem.objects.visible_to(viewer)
        .filter(pk__in=pairs.union(decided))
        .with_goes_on()
        .annotate(since=since_column(), **_decision(Q(recurrences__incident=incident)))
        .filter(Q(decision__isnull=False) | could_match)
        .select_related("incident")
        .defer("search", "html", "description", "incident__search")
        .order_by("since", "pk")
    )
    return _sorted(_match(item, incident, item, item.since) for item in rows)


def came_again(item: ActionItem, viewer: User) -> list[Match]:
    """The later incidents in which happened again what this action item answers; two queries, three of few items."""
    since = _since_of(item)
    pairs = _pairs(viewer).filter(item=item.pk, later_began__gt=since).values("later")
    decided: QuerySet[Any] = Recurrence.objects.visible_to(viewer).filter(item=item).values("incident")
    found_in: QuerySet[Any] = decided if _goes_on(item) else pairs.union(decided)
    rows: QuerySet[Any] = (
        Incident.objects.visible_to(viewer)
        .real()
        .filter(pk__in=found_in)
        .annotate(**_decision(Q(recurrences__item=item)))
        .prefetch_related("impact_intervals")
        .defer("search")
        .order_by("began_at", "pk")
    )
    others = (row for row in rows if row.kept_kind or row.pk != item.incident_id)
    found = _sorted(_match(item, row, row, since) for row in others)
    return [replace(match, cost=_cost(match.incident)) for match in found]


def matches(found: Sequence[Match]) -> Matches:
    """For a panel."""
    standing = [match for match in found if not match.is_rejected]
    return Matches(standing[:SHOWN], standing[SHOWN:], [match for match in found if match.is_rejected])


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
    rows = Recurrence.objects.visible_to(viewer).counting().filter(item__in=items).select_related("incident")
    words: dict[int, list[str]] = {}
    for row in rows.only("item", "kind", "incident__title").order_by("item", "incident"):
        words.setdefault(row.item_id, []).append(f"{row.get_kind_display().lower()} in {row.incident.reference}")
    return {item: Cell(", ".join(said)) for item, said in words.items()}


def in_days(span: timedelta) -> str:
    """`84 days`, `1 day`, `less than a day`."""
    if not span.days:
        return "less than a day"
    return f"{span.days} day{'' if span.days == 1 else 's'}"


def _pairs(viewer: User) -> "QuerySet[Any]":
    """Links of an action item to a factor, each with a `later` incident that shares its category and a service.

    Both incidents are real, and the viewer may see them.
    """
    real = Incident.objects.visible_to(viewer).real()
    of_later = _Services.objects.filter(incident=OuterRef(OuterRef("later"))).values("service")
    links: QuerySet[Any] = _Links.objects.annotate(
        item=Coalesce("actionitem__duplicate_of", "actionitem"),
        earlier=F("factor__postmortem__incident"),
        later=F(_LATER),
        later_began=F(f"{_LATER}__began_at"),
    )
    return links.filter(
        Q(Exists(_Services.objects.filter(incident=OuterRef("earlier"), service__in=of_later))),
        factor__postmortem__incident__began_at__lt=F("later_began"),
        earlier__in=real,
        later__in=real,
    )


def since_column(prefix: str = "") -> Case:
    """From when on an item could have been done: a part of what will not be done itself goes on with that.

    `prefix` leads from the rows to the item: `item__`.
    """
    refused = When(**{f"{prefix}split_from__status": ActionStatus.WONT_DO}, then=F(f"{prefix}split_from__created_at"))
    return Case(refused, default=F(f"{prefix}created_at"))


def _decision(of: Q) -> dict[str, Any]:
    """The columns of what somebody said; the columns are null where nobody did."""
    return {
        "decision": FilteredRelation("recurrences", condition=of),
        "kept_kind": F("decision__kind"),
        "is_confirmed": F("decision__is_confirmed"),
        "decided_by": F("decision__decided_by__name"),
        "decided_at": F("decision__decided_at"),
    }


def _match(item: ActionItem, incident: Incident, row: Any, since: datetime) -> Match | None:
    """The match of a row with the columns of a decision; None where the item neither was open nor done lately."""
    if row.kept_kind:
        decision = Decision(row.is_confirmed, row.decided_by, row.decided_at)
        return Match(item, incident, RecurrenceKind(row.kept_kind), since, decision)
    kind = kind_at(item, incident.began_at)
    return Match(item, incident, kind, since, None) if kind and since < incident.began_at else None


def kind_at(item: ActionItem, began: datetime) -> RecurrenceKind | None:
    """What the item was when an incident began; None where it had been done for longer."""
    finished = item.finished_at
    if finished is None or finished > began or item.status not in ACHIEVED:
        return RecurrenceKind.FORESEEN
    return RecurrenceKind.DID_NOT_HOLD if finished >= began - HELD_FOR else None


def _cost(incident: Incident) -> Cost:
    """Of an incident that came with its periods of impact."""
    return cost_of(incident, impact_duration(incident, periods_of(incident)))


def _sorted(found: Iterable[Match | None]) -> list[Match]:
    """What was foreseen first, else in the order of time."""
    return sorted((match for match in found if match), key=lambda match: not match.is_foreseen)


def _is_real(incident: Incident) -> bool:
    """Neither a drill nor cancelled nor a duplicate, as `IncidentQuerySet.real` says."""
    return not incident.is_drill and incident.status not in {Status.CANCELLED, Status.MERGED}


def _since_of(item: ActionItem) -> datetime:
    origin = item.split_from
    return origin.created_at if origin and origin.status == ActionStatus.WONT_DO else item.created_at


def _goes_on(item: ActionItem) -> bool:
    """As `ActionItemQuerySet.going_on` says of one that was read already."""
    return item.status == ActionStatus.WONT_DO and (item.duplicate_of_id is not None or item.parts.exists())
