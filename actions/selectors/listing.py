"""The rows, heads and ready-made views of the list of action items."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from django.db.models import F
from django.http import QueryDict
from django.urls import reverse

from actions.days import DUE_SOON, OwnerDays
from actions.enums import ActionStatus
from actions.models import ActionItem
from actions.querysets import UNFINISHED, ActionItemQuerySet
from catalogue.enums import ActionKind, Priority
from core.clock import now
from core.panel_registries import Cell
from core.templatetags.ui import day
from incidents.selectors.columns import Column, View

SORTS = {
    "due": (F("due_on").asc(nulls_last=True), "id"),
    "-due": (F("due_on").desc(nulls_last=True), "-id"),
    "priority": ("priority", F("due_on").asc(nulls_last=True), "id"),
    "-priority": ("-priority", F("due_on").asc(nulls_last=True), "id"),
    "oldest": ("created_at", "id"),
    "newest": ("-created_at", "-id"),
    "owner": (F("owner__name").asc(nulls_first=True), F("due_on").asc(nulls_last=True), "id"),
    "-owner": (F("owner__name").desc(nulls_last=True), F("due_on").asc(nulls_last=True), "id"),
}
VIEWS = (
    ("Open", ""),
    ("Mine", "owner=me"),
    ("My teams", "team=mine"),
    ("Overdue", "due=overdue"),
    ("Without owner", "owner=nobody"),
    ("Blocked", "status=blocked"),
    ("Done", "status=done"),
    ("All", "status=all"),
)
STATE_ICONS = {
    ActionStatus.OPEN: "i-ring",
    ActionStatus.IN_PROGRESS: "s-identified",
    ActionStatus.BLOCKED: "i-block",
    ActionStatus.DONE: "i-check",
    ActionStatus.WONT_DO: "s-cancelled",
}
KINDS = {value: str(label).lower() for value, label in ActionKind.choices}
PRIORITIES = {value: str(label) for value, label in Priority.choices}
STATES = {value: str(label).lower() for value, label in ActionStatus.choices}
LONGEST_TITLE = 60
NO_CELLS: Mapping[int, Mapping[str, Cell]] = MappingProxyType({})
# What a row is made of.
COLUMNS = (
    "pk",
    "title",
    "kind",
    "priority",
    "status",
    "status_reason",
    "due_on",
    "created_at",
    "incident",
    "incident__title",
    "incident__is_private",
    "incident__duplicate_of",
    "incident__duplicate_of__is_private",
    "owner__name",
    "owner__zone",
    "is_ownerless",
    "team__name",
)


@dataclass(frozen=True, slots=True)
class Pressing:
    """How an item stands to its date: whole days past it where the owner is (0: not late), soon, its age in days."""

    days_over: int
    is_soon: bool
    age: int


@dataclass(frozen=True, slots=True)
class Standing:
    """An item that a page has in full, and how many days it is past its date where the owner is (0: not late)."""

    item: ActionItem
    days_over: int


@dataclass(frozen=True, slots=True)
class ActionRow:
    """One action item of a list, with the words of what it belongs to; `owner_left`: they cannot do it any more."""

    number: int
    title: str
    address: str
    kind: str
    priority: str
    status: str
    state: str
    icon: str
    why: str
    incident: str
    incident_title: str
    is_private: bool
    owner: str
    owner_left: bool
    team: str
    due: str
    over: str
    is_soon: bool
    age: int
    days_over: int
    cells: Mapping[str, Cell]


def for_list(items: ActionItemQuerySet) -> Any:
    """The columns that a row shows, as tuples for `action_rows`: whole models would cost more than the page."""
    return items.with_ownerless().values_list(*COLUMNS)


def pressing(item: ActionItem, days: OwnerDays) -> Pressing:
    """How an item that came with its owner stands; finished ones press nobody."""
    return _pressing(item.status, item.due_on, item.created_at, days.of(item.owner.zone if item.owner else None))


def _pressing(status: str, due_on: date | None, created_at: datetime, today: date) -> Pressing:
    left = (due_on - today).days if due_on and status in UNFINISHED else None
    return Pressing(
        days_over=max(0, -left) if left is not None else 0,
        is_soon=left is not None and 0 <= left <= DUE_SOON.days,
        age=(now() - created_at).days,
    )


def standings(items: Sequence[ActionItem], days: OwnerDays) -> list[Standing]:
    """How items that came with their owners stand."""
    return [Standing(item, pressing(item, days).days_over) for item in items]


def action_rows(
    found: Iterable[Sequence[Any]], days: OwnerDays, cells: Mapping[int, Mapping[str, Cell]] = NO_CELLS
) -> list[ActionRow]:
    """The rows of one page, from `for_list`; what a query added behind its columns is left to the caller.

    `cells` are those of upper apps, by the numbers of the rows.
    """
    base = reverse("action_list")
    return [_row(values[: len(COLUMNS)], base, days, cells.get(values[0], {})) for values in found]


def _row(values: Sequence[Any], base: str, days: OwnerDays, cells: Mapping[str, Cell]) -> ActionRow:
    number, title, kind, priority, status, why, due_on, created_at, incident, incident_title, is_private = values[:11]
    target, is_target_private, owner, zone, is_ownerless, team = values[11:]
    stands = _pressing(status, due_on, created_at, days.of(zone))
    return ActionRow(
        number=number,
        title=title,
        address=f"{base}{number}/",
        kind=KINDS[kind],
        priority=PRIORITIES[priority],
        status=status,
        state=STATES[status],
        icon=STATE_ICONS[status],
        why=why,
        incident=f"INC-{incident}{_merged_words(target, is_hidden=is_target_private)}",
        incident_title=shortened(incident_title),
        is_private=is_private,
        owner=owner or "",
        owner_left=bool(owner) and is_ownerless,
        team=team or "–",
        due=day(due_on),
        over=f"{stands.days_over} day{'' if stands.days_over == 1 else 's'}" if stands.days_over else "",
        is_soon=stands.is_soon,
        age=stands.age,
        days_over=stands.days_over,
        cells=cells,
    )


def _merged_words(target: int | None, *, is_hidden: bool | None) -> str:
    """Where its incident went, if that was merged; a private one is not named in a list."""
    if target is None:
        return ""
    return " (merged)" if is_hidden else f" (merged into INC-{target})"


def shortened(text: str) -> str:
    """The beginning of a long title."""
    return text if len(text) <= LONGEST_TITLE else f"{text[: LONGEST_TITLE - 1]}…"


def views(query: QueryDict) -> list[View]:
    """The tabs; the one that is exactly in force is current."""
    present = {name: values for name, values in query.lists() if any(values) and name not in {"page", "sort"}}
    return [View(name, f"?{address}", present == dict(QueryDict(address).lists())) for name, address in VIEWS]


def columns(query: QueryDict) -> list[Column]:
    """All columns but the number."""
    return [
        Column("Action item"),
        _sortable("Priority", ("priority", "-priority"), query),
        _sortable("Owner", ("owner", "-owner"), query),
        Column("Team"),
        _sortable("Due", ("due", "-due"), query),
        Column("State"),
        _sortable("Age", ("oldest", "newest"), query, first="descending"),
    ]


def _sortable(name: str, keys: tuple[str, str], query: QueryDict, *, first: str = "ascending") -> Column:
    """A head whose first press sorts by the first key, the next by the second."""
    present = query.get("sort", "") or "due"
    second = "descending" if first == "ascending" else "ascending"
    direction = {keys[0]: first, keys[1]: second}.get(present, "")
    link = query.copy()
    link.pop("page", None)
    link["sort"] = keys[1] if present == keys[0] else keys[0]
    return Column(name, f"?{link.urlencode()}", direction)
