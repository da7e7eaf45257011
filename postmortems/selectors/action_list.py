"""The rows, heads and ready-made views of the list of action items."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F
from django.http import QueryDict

from accounts.enums import Role
from core.clock import now
from core.templatetags.ui import day
from incidents.selectors.columns import Column, View
from postmortems.days import OwnerDays
from postmortems.enums import ActionKind, ActionStatus, Priority
from postmortems.models import ActionItem
from postmortems.querysets import SOON, ActionItemQuerySet

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
SHOWN = ("title", "kind", "priority", "status", "status_reason", "due_on", "created_at", "incident", "owner")
BESIDE = {
    "incident_title": F("incident__title"),
    "is_private": F("incident__is_private"),
    "owner_name": F("owner__name"),
    "owner_zone": F("owner__zone"),
    "owner_is_active": F("owner__is_active"),
    "owner_role": F("owner__role"),
    "team_name": F("team__name"),
}


@dataclass(frozen=True, slots=True)
class Pressing:
    """How an item stands to its date: whole days past it where the owner is (0: not late), and its age in days."""

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
    """One action item of a list, with the words of what it belongs to; `owner_left`: they cannot own any more."""

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


def for_list(items: ActionItemQuerySet) -> ActionItemQuerySet:
    """The items with all that a row shows, and nothing that is long: one object a row, whatever it belongs to."""
    return items.annotate(**BESIDE).only(*SHOWN)


def pressing(item: ActionItem, zone: str | None, days: OwnerDays) -> Pressing:
    """How an item of an owner in that zone stands; finished ones press nobody."""
    left = (item.due_on - days.of(zone)).days if item.due_on and item.is_unfinished else None
    return Pressing(
        days_over=max(0, -left) if left is not None else 0,
        is_soon=left is not None and 0 <= left <= SOON,
        age=(now() - item.created_at).days,
    )


def standings(items: Sequence[ActionItem], days: OwnerDays) -> list[Standing]:
    """How items that came with their owners stand."""
    return [Standing(item, pressing(item, item.owner.zone if item.owner else None, days).days_over) for item in items]


def action_row(item: Any, days: OwnerDays) -> ActionRow:
    """The row of an item that came from `for_list`."""
    due = pressing(item, item.owner_zone, days)
    return ActionRow(
        number=item.pk,
        title=item.title,
        address=item.get_absolute_url(),
        kind=KINDS[item.kind],
        priority=PRIORITIES[item.priority],
        status=item.status,
        state=STATES[item.status],
        icon=STATE_ICONS[item.status],
        why=item.status_reason,
        incident=f"INC-{item.incident_id}",
        incident_title=shortened(item.incident_title),
        is_private=item.is_private,
        owner=item.owner_name or "",
        owner_left=item.owner_is_active is False or item.owner_role == Role.REPORTER,
        team=item.team_name or "–",
        due=day(item.due_on),
        over=f"{due.days_over} day{'' if due.days_over == 1 else 's'}" if due.days_over else "",
        is_soon=due.is_soon,
        age=due.age,
        days_over=due.days_over,
    )


def shortened(text: str) -> str:
    """The beginning of a long title."""
    return text if len(text) <= LONGEST_TITLE else f"{text[: LONGEST_TITLE - 1]}…"


def action_rows(items: Sequence[ActionItem], days: OwnerDays) -> list[ActionRow]:
    """The rows of one page."""
    return [action_row(item, days) for item in items]


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
