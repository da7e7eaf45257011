"""Action items as CSV."""

from collections.abc import Iterator
from itertools import islice

from django.http import StreamingHttpResponse

from accounts.models import User
from actions.due import OwnerDays
from actions.models import ActionItem
from actions.querysets import ActionItemQuerySet
from actions.registries.panels import item_columns
from actions.selectors.listing import urgency
from core.csv_export import csv_response

CHUNK = 500
ACTION_HEADER = (
    "number",
    "title",
    "kind",
    "priority",
    "status",
    "reason",
    "owner",
    "team",
    "due",
    "days overdue",
    "incident",
    "incident title",
    "severity",
    "private",
    "created",
    "finished",
    "risk accepted by",
    "look again",
    "evidence",
    "verify on",
    "verdict",
    "verdict evidence",
    "verified by",
    "verified",
    "tracker",
    "description",
)


def action_items_csv(items: ActionItemQuerySet, days: OwnerDays, reader: User) -> StreamingHttpResponse:
    """All rows of the filtered list, streamed, with the columns of upper apps; `days overdue`: empty when not late."""
    ordered = items.select_related("incident", "owner", "team", "verified_by", "risk_accepted_by").defer(
        "search", "html", "incident__search"
    )
    return csv_response("action-items.csv", (*ACTION_HEADER, *item_columns.names), _lines(ordered, days, reader))


def _lines(items: ActionItemQuerySet, days: OwnerDays, reader: User) -> Iterator[tuple[object, ...]]:
    rows = items.iterator(chunk_size=CHUNK)
    while chunk := list(islice(rows, CHUNK)):
        cells = item_columns.read([item.pk for item in chunk], reader)
        for item in chunk:
            further = (cells[item.pk].get(name) for name in item_columns.names)
            yield (*_line(item, days), *(cell.words if cell else None for cell in further))


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
        urgency(item, days).days_over or None,
        item.incident.reference,
        item.incident.title,
        f"SEV{item.incident.severity_id}",
        item.incident.is_private,
        item.created_at,
        item.finished_at,
        item.risk_accepted_by.name if item.risk_accepted_by else None,
        item.look_again_on,
        item.evidence,
        item.verify_on,
        item.verdict,
        item.verdict_evidence,
        item.verified_by.name if item.verified_by else None,
        item.verified_at,
        item.tracker_url,
        item.description,
    )
