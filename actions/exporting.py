"""Action items and the board as CSV."""

from collections.abc import Iterator

from django.http import StreamingHttpResponse

from actions.days import OwnerDays
from actions.models import ActionItem
from actions.querysets import ActionItemQuerySet
from actions.selectors.listing import pressing
from core.csv_export import csv_response

ACTION_HEADER = (
    "number",
    "title",
    "kind",
    "priority",
    "status",
    "why",
    "owner",
    "team",
    "due",
    "days overdue",
    "incident",
    "incident title",
    "severity",
    "private",
    "agreed",
    "finished",
    "tracker",
    "description",
)


def action_items_csv(items: ActionItemQuerySet, days: OwnerDays) -> StreamingHttpResponse:
    """All rows of the filtered list, streamed; `days overdue` is empty for what is not late."""
    ordered = items.select_related("incident", "owner", "team").defer("search", "html", "incident__search")
    return csv_response("action-items.csv", ACTION_HEADER, _lines(ordered, days))


def _lines(items: ActionItemQuerySet, days: OwnerDays) -> Iterator[tuple[object, ...]]:
    for item in items.iterator(chunk_size=500):
        yield _line(item, days)


def _line(item: ActionItem, days: OwnerDays) -> tuple[object, ...]:
    return (
        item.reference,
        item.title,
        item.kind,
        item.get_priority_display(),
        item.status,
        item.status_reason,
        item.owner.name if item.owner else None,
        item.team.name if item.team else None,
        item.due_on,
        pressing(item, days).days_over or None,
        item.incident.reference,
        item.incident.title,
        f"SEV{item.incident.severity_id}",
        item.incident.is_private,
        item.created_at,
        item.finished_at,
        item.tracker_url,
        item.description,
    )
