"""The rows, heads and ready-made views of the list of action items."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import F
from django.http import QueryDict

from core.clock import now
from incidents.selectors.columns import Column, View
from postmortems.days import OwnerDays
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
SHOWN = (
    "title",
    "kind",
    "priority",
    "status",
    "status_reason",
    "due_on",
    "created_at",
    "finished_at",
    "tracker_url",
    "incident__title",
    "incident__severity",
    "incident__is_private",
    "owner__name",
    "owner__zone",
    "owner__is_active",
    "team__name",
)


@dataclass(frozen=True, slots=True)
class ActionRow:
    """One action item of a list. `days_over`: whole days past its date where the owner is, 0 when it is not late."""

    item: ActionItem
    days_over: int
    is_soon: bool
    age: int


def for_list(items: ActionItemQuerySet) -> ActionItemQuerySet:
    """The items with all that a row shows, and nothing that is long."""
    return items.select_related("incident", "owner", "team").only(*SHOWN)


def action_row(item: ActionItem, days: OwnerDays) -> ActionRow:
    """What a page shows of an item beside its columns."""
    today = days.of(item.owner.zone if item.owner else None)
    left = (item.due_on - today).days if item.due_on and item.is_unfinished else None
    return ActionRow(
        item=item,
        days_over=max(0, -left) if left is not None else 0,
        is_soon=left is not None and 0 <= left <= SOON,
        age=(now() - item.created_at).days,
    )


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
