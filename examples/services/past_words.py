"""What customers were told of the incidents of the past: when somebody had looked, and when it was over."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from core import markdown
from customers.enums import UpdateState
from customers.models import Update
from examples.services.catalogue import SERVICES
from examples.services.past_plan import PastIncident
from incidents.models import TimelineEntry

CUSTOMERS_NOTICE = (1, 2)  # these severities
AFTERWARDS = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class PastUpdate:
    """An update, published at that instant."""

    at: datetime
    text: str


def told_customers(plan: PastIncident) -> list[PastUpdate]:
    """Two updates; none where customers noticed nothing, or do not know of the service."""
    name = SERVICES[plan.story.service][1]
    if plan.level not in CUSTOMERS_NOTICE or not name:
        return []
    first = f"{name}: it does not work as it should for some customers. We are looking for the cause."
    last = f"{name}: it works again for everybody. We are sorry for the disruption."
    return [PastUpdate(plan.tried_at, first), PastUpdate(plan.resolved_at + AFTERWARDS, last)]


def told_columns(plan: PastIncident) -> dict[str, Any]:
    """What the incident holds of them: the last words."""
    if not (updates := told_customers(plan)):
        return {}
    rendered = markdown.render(updates[-1].text)
    return {
        "public_summary": updates[-1].text,
        "public_summary_html": rendered.html,
        "public_summary_renderer": rendered.version,
        "public_summary_at": updates[-1].at,
    }


def store_updates(entries: Iterable[TimelineEntry]) -> None:
    """One update for each entry that posted one."""
    Update.objects.bulk_create(
        Update(
            incident=entry.incident,
            text=entry.text,
            html=entry.html,
            renderer=entry.renderer,
            state=UpdateState.PUBLISHED,
            is_closing=entry.happened_at == entry.incident.public_summary_at,
            drafted_by=entry.author,
            drafted_at=entry.happened_at,
            approved_by=entry.author,
            published_at=entry.happened_at,
            entry=entry,
            client_uuid=uuid5(NAMESPACE_URL, f"debrief-example-update/{entry.client_uuid}"),
        )
        for entry in entries
    )
