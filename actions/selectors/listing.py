"""The rows, heads and ready-made views of the list of action items."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from django.db.models import F
from django.http import QueryDict

from actions.due import DUE_SOON, OwnerDays
from actions.enums import ActionStatus
from actions.models import ActionItem
from actions.querysets import ActionItemQuerySet
from core.clock import now
from core.panel_registries import Cell
from core.references import written
from core.templatetags.ui import day
from incidents.models import Incident
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
    ("No owner", "owner=nobody"),
    ("Blocked", "status=blocked"),
    ("To verify", "verify=waiting"),
    ("Done", "status=done&status=verified"),
    ("Won't do", "status=wont_do"),
    ("All", "status=all"),
)
STATE_ICONS = {
    ActionStatus.PROPOSED: "i-ring",
    ActionStatus.OPEN: "i-ring",
    ActionStatus.IN_PROGRESS: "s-identified",
    ActionStatus.BLOCKED: "i-block",
    ActionStatus.DONE: "i-check",
    ActionStatus.VERIFIED: "i-check",
    ActionStatus.WONT_DO: "s-cancelled",
}
LONGEST_TITLE = 60
NO_CELLS: Mapping[str, Cell] = MappingProxyType({})
# What a row is made of.
FIELDS = (
    "title",
    "kind",
    "priority",
    "status",
    "status_reason",
    "due_on",
    "created_at",
    "incident__title",
    "incident__is_private",
    "incident__duplicate_of__is_private",
    "owner__name",
    "owner__zone",
    "team__name",
)


@dataclass(frozen=True, slots=True)
class Urgency:
    """Whole days past the due date where the owner is (0: not overdue), whether it is due soon, and its age in days."""

    days_over: int
    is_soon: bool
    age: int


@dataclass(frozen=True, slots=True)
class ItemDelay:
    """An item that a page has in full, and how many days it is overdue where the owner is (0: not overdue)."""

    item: ActionItem
    days_over: int


@dataclass(frozen=True, slots=True)
class ActionRow:
    """One action item of a list, with the names of what it belongs to; `owner_left`: its owner is not active."""

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
    incident_number: int
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

    @property
    def reference(self) -> str:
        """ACT-57."""
        return written(ActionItem.PREFIX, self.number)


def for_list(items: ActionItemQuerySet) -> ActionItemQuerySet:
    """With what a row shows of its incident, the owner and the team, in the same query."""
    return items.with_ownerless().select_related("incident__duplicate_of", "owner", "team").only(*FIELDS)


def days_left(item: ActionItem, days: OwnerDays) -> int | None:
    """Days until an item that came with its owner is due, whatever its status; None without a date."""
    today = days.of(item.owner.zone if item.owner else None)
    return (item.due_on - today).days if item.due_on else None


def urgency(item: ActionItem, days: OwnerDays) -> Urgency:
    """How urgent an item that came with its owner is; a finished one is neither overdue nor due soon."""
    left = days_left(item, days) if item.is_unfinished else None
    return Urgency(
        days_over=max(0, -left) if left is not None else 0,
        is_soon=left is not None and 0 <= left <= DUE_SOON.days,
        age=(now() - item.created_at).days,
    )


def delays_of(items: Sequence[ActionItem], days: OwnerDays) -> list[ItemDelay]:
    """Items that came with their owners, each with how late it is."""
    return [ItemDelay(item, urgency(item, days).days_over) for item in items]


def action_row(item: ActionItem, days: OwnerDays, cells: Mapping[str, Cell] = NO_CELLS) -> ActionRow:
    """The row of an item that was read through `for_list`; `cells` are those of upper apps."""
    owner, incident, due = item.owner, item.incident, urgency(item, days)
    return ActionRow(
        number=item.pk,
        title=item.title,
        address=item.get_absolute_url(),
        kind=item.kind_words,
        priority=item.get_priority_display(),
        status=item.status,
        state=item.get_status_display().lower(),
        icon=STATE_ICONS[ActionStatus(item.status)],
        why=item.status_reason,
        incident=f"{incident.reference}{_merged_words(incident.duplicate_of)}",
        incident_number=item.incident_id,
        incident_title=shortened(incident.title),
        is_private=incident.is_private,
        owner=owner.name if owner else "",
        owner_left=owner is not None and item.is_ownerless,
        team=item.team.name if item.team else "–",
        due=day(item.due_on),
        over=f"{due.days_over} day{'' if due.days_over == 1 else 's'}" if due.days_over else "",
        is_soon=due.is_soon,
        age=due.age,
        days_over=due.days_over,
        cells=cells,
    )


def _merged_words(target: Incident | None) -> str:
    """Where its incident went, if that was merged; a private one is not named in a list."""
    if target is None:
        return ""
    return " (merged)" if target.is_private else f" (merged into {target.reference})"


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
        Column("Status"),
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
