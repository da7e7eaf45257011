"""The rows, heads and ready-made views of the list of postmortems."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypedDict

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.http import QueryDict

from actions.due import OwnerDays
from actions.models import ActionItem
from actions.querysets import ACHIEVED
from incidents.selectors.columns import Column, View
from postmortems.enums import PostmortemStatus
from postmortems.models import Postmortem
from postmortems.selectors.questions import open_questions_count

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

DONE = (PostmortemStatus.PUBLISHED, PostmortemStatus.CANCELLED)
SORTS = {
    "-began": ("-incident__began_at", "-id"),
    "began": ("incident__began_at", "id"),
    "severity": ("incident__severity", "-incident__began_at", "-id"),
    "-severity": ("-incident__severity", "-incident__began_at", "-id"),
    "due": (F("due_on").asc(nulls_last=True), "id"),
    "-due": (F("due_on").desc(nulls_last=True), "-id"),
    "published": (F("published_at").asc(nulls_last=True), "id"),
    "-published": (F("published_at").desc(nulls_last=True), "-id"),
}
VIEWS = (
    ("All", ""),
    ("Published", "status=published"),
    ("In review", "status=in_review"),
    ("Drafts", "status=draft"),
    ("Overdue", "status=late"),
    ("Open questions", "status=questions"),
    ("Mine", "owner=me"),
)


class ActionCounts(TypedDict):
    """How many action items an incident has, how many are done, and how many questions are open; None for none."""

    actions: int | None
    actions_done: int | None
    questions: int | None


if TYPE_CHECKING:
    ListedPostmortem = WithAnnotations[Postmortem, ActionCounts]


@dataclass(frozen=True, slots=True)
class PostmortemRow:
    """One postmortem of the list. `days_late` counts the days past its date where the author is; 0 when not late."""

    postmortem: Postmortem
    services: str
    days_late: int
    actions: int
    actions_done: int
    questions: int


def for_list(rows: "QuerySet[Postmortem]") -> "QuerySet[ListedPostmortem]":
    """The postmortems with all that a row shows, and nothing that is long."""
    items = ActionItem.objects.filter(incident=OuterRef("incident")).order_by().values("incident")
    return (
        rows.select_related("incident", "owner")
        .prefetch_related("incident__services")
        .annotate(
            actions=Subquery(items.annotate(n=Count("pk")).values("n")),
            actions_done=Subquery(items.annotate(n=Count("pk", filter=Q(status__in=ACHIEVED))).values("n")),
            questions=open_questions_count(),
        )
        .defer(
            "incident__summary",
            "incident__impact_text",
            "incident__public_summary",
            "incident__public_summary_html",
            "incident__search",
        )
    )


def postmortem_rows(page: "Sequence[ListedPostmortem]", days: OwnerDays) -> list[PostmortemRow]:
    """The rows of one page of `for_list`."""
    return [
        PostmortemRow(
            postmortem=row,
            services=", ".join(service.name for service in row.incident.services.all()),
            days_late=days_late(row, days),
            actions=row.actions or 0,
            actions_done=row.actions_done or 0,
            questions=row.questions or 0,
        )
        for row in page
    ]


def days_late(postmortem: Postmortem, days: OwnerDays) -> int:
    """Days since its date ended where the author is; 0 when published, cancelled, without a date, or on time."""
    if postmortem.status in DONE or postmortem.due_on is None:
        return 0
    return max(0, (days.of(postmortem.owner.zone if postmortem.owner else None) - postmortem.due_on).days)


def views(query: QueryDict) -> list[View]:
    """The tabs; the one that is exactly in force is current."""
    present = {name: value for name, value in query.items() if value and name not in {"page", "sort"}}
    return [View(name, f"?{address}", present == QueryDict(address).dict()) for name, address in VIEWS]


def columns(query: QueryDict) -> list[Column]:
    """All columns but the number."""
    return [
        _sortable("Severity", "severity", query),
        _sortable("Incident", "-began", query),
        Column("Status"),
        _sortable("Due", "due", query),
        _sortable("Published", "-published", query),
        Column("Author"),
        Column("Action items"),
    ]


def _sortable(name: str, key: str, query: QueryDict) -> Column:
    present = query.get("sort", "") or "-began"
    opposite = key.removeprefix("-") if key.startswith("-") else f"-{key}"
    link = query.copy()
    link.pop("page", None)
    link["sort"] = opposite if present == key else key
    direction = ("descending" if present.startswith("-") else "ascending") if present in {key, opposite} else ""
    return Column(name, f"?{link.urlencode()}", direction)
