"""Reads of customer updates for those who write and approve them."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from accounts.models import User
from customers.models import Update
from customers.selectors.staleness import Staleness, staleness
from incidents.models import Incident
from incidents.permissions import can_edit_public_summary
from incidents.readers.contradictions import Contradiction, contradictions
from incidents.readers.record import Record
from incidents.selectors.record import record_of
from incidents.selectors.zones import incident_zone


@dataclass(frozen=True, slots=True)
class UpdateRow:
    """An update with its instants in words, in the incident's zone; of the words that hold or wait, what `differs`."""

    update: Update
    drafted: str
    published: str
    withdrawn: str
    valid_until: str
    next_by: str
    differs: list[Contradiction]

    @property
    def changed_at(self) -> str:
        """The address of its form with a value of the record, whose key comes at the end."""
        if self.update.is_draft:
            return f"{reverse('update_edit', args=[self.update.incident_id, self.update.pk])}?take="
        return f"{reverse('update_new', args=[self.update.incident_id])}?corrects={self.update.pk}&take="


@dataclass(frozen=True, slots=True)
class UpdatesPage:
    """The page of an incident's updates: what holds now, what waits, and all that was before."""

    current: UpdateRow | None
    stale: str
    drafts: list[UpdateRow]
    earlier: list[UpdateRow]
    may_approve: bool
    asks_for_closing: bool


def updates_page(incident: Incident, viewer: User) -> UpdatesPage:
    """In three queries, however many there are."""
    people = ("drafted_by", "approved_by", "withdrawn_by", "corrects__approved_by")
    rows = list(Update.objects.filter(incident=incident).select_related(*people))
    newest = _newest(rows)
    current = newest if incident.public_summary else None
    others = [row for row in rows if not row.is_draft and row != current]
    record = record_of(incident) if current or any(row.is_draft for row in rows) else None
    others.sort(key=lambda row: (row.published_at or row.drafted_at, row.pk), reverse=True)
    return UpdatesPage(
        current=_row(current, incident, record) if current else None,
        stale=stale_words(incident, current),
        drafts=[_row(row, incident, record) for row in rows if row.is_draft],
        earlier=[_row(row, incident) for row in others],
        may_approve=not incident.is_merged and can_edit_public_summary(viewer, incident),
        asks_for_closing=asks_for_closing(incident, current),
    )


def _newest(rows: list[Update]) -> Update | None:
    told = [row for row in rows if row.is_published]
    return max(told, key=lambda row: (row.published_at, row.pk), default=None)


def asks_for_closing(incident: Incident, current: Update | None) -> bool:
    """Whether customers still hear what was true while the incident was going on."""
    return bool(incident.public_summary) and staleness(incident, current) is Staleness.OVER


def stale_words(incident: Incident, current: Update | None) -> str:
    """Why the words that hold no longer do, for those who can change that; empty where they do."""
    if not incident.has_words_for_customers:
        return ""
    found = staleness(incident, current)
    if found is None:
        return ""
    return found.said(_dated(incident, found.instant_of(current)))


def _row(update: Update, incident: Incident, record: Record | None = None) -> UpdateRow:
    return UpdateRow(
        update=update,
        drafted=_dated(incident, update.drafted_at),
        published=_dated(incident, update.published_at),
        withdrawn=_dated(incident, update.withdrawn_at),
        valid_until=_dated(incident, update.valid_until),
        next_by=_dated(incident, update.next_update_by),
        differs=contradictions(update.text, record, for_customers=True) if record else [],
    )


def _dated(incident: Incident, at: datetime | None) -> str:
    return incident_zone(incident).dated(at) if at else ""
