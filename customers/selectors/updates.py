"""Reads of customer updates for those who write and approve them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.urls import reverse

from accounts.models import User
from core.durations import humanize
from customers.models import Update
from customers.selectors.promises import doubts_of
from customers.selectors.staleness import Staleness, staleness
from incidents.models import Incident
from incidents.permissions import can_edit_public_summary
from incidents.readers.contradictions import Contradiction, contradictions
from incidents.readers.record import Record
from incidents.selectors.record import record_of
from incidents.selectors.zones import incident_zone


@dataclass(frozen=True, slots=True)
class UpdateRow:
    """An update with its instants in words, in the incident's zone; of the words that hold or wait, what `differs`.

    `is_corrected`: a correction followed, which may have been taken back. `promise` is what a draft says of its times,
    `doubts` what of them does not agree.
    """

    update: Update
    drafted: str
    published: str
    taken_back: str
    valid_until: str
    next_by: str
    differs: list[Contradiction]
    promise: str = ""
    doubts: Sequence[str] = ()
    is_corrected: bool = False

    @property
    def changed_at(self) -> str:
        """The address of its form with a value of the record, whose key comes at the end."""
        if self.update.is_draft:
            return f"{reverse('update_edit', args=[self.update.incident_id, self.update.pk])}?take="
        return f"{reverse('update_new', args=[self.update.incident_id])}?corrects={self.update.pk}&take="


@dataclass(frozen=True, slots=True)
class UpdatesPage:
    """The page of an incident's updates: what holds now, what waits, and all that was before.

    `taken_back`: the newest words, where nothing holds because of that.
    """

    current: UpdateRow | None
    taken_back: UpdateRow | None
    stale: str
    drafts: list[UpdateRow]
    earlier: list[UpdateRow]
    may_approve: bool
    asks_for_closing: bool


def updates_page(incident: Incident, viewer: User) -> UpdatesPage:
    """In three queries, however many there are."""
    people = ("drafted_by", "approved_by", "taken_back_by", "corrects__approved_by")
    rows = list(Update.objects.filter(incident=incident).select_related(*people))
    newest = max(filter(_was_told, rows), key=_order, default=None)
    current = newest if newest and newest.is_published and incident.public_summary else None
    required = incident.required_update_minutes
    corrected = {row.corrects_id for row in rows if _was_told(row)}
    others = [row for row in rows if not row.is_draft and row != current]
    record = record_of(incident) if current or any(row.is_draft for row in rows) else None
    others.sort(key=_order, reverse=True)
    return UpdatesPage(
        current=_row(current, incident, record) if current else None,
        taken_back=_row(newest, incident) if newest and newest.was_taken_back else None,
        stale=stale_words(incident, current),
        drafts=[
            replace(
                _row(row, incident, record),
                promise=_promise(row, required),
                doubts=list(doubts_of(incident, row.text, row.next_in).values()),
            )
            for row in rows
            if row.is_draft
        ],
        earlier=[replace(_row(row, incident), is_corrected=row.pk in corrected) for row in others],
        may_approve=not incident.is_merged and can_edit_public_summary(viewer, incident),
        asks_for_closing=asks_for_closing(incident, current),
    )


def _was_told(row: Update) -> bool:
    return row.published_at is not None


def _order(row: Update) -> tuple[datetime, int]:
    return row.published_at or row.drafted_at, row.pk


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
        taken_back=_dated(incident, update.taken_back_at),
        valid_until=_dated(incident, update.valid_until),
        next_by=_dated(incident, update.next_update_by),
        differs=contradictions(update.text, record, for_customers=True) if record else [],
    )


def _promise(draft: Update, required: int | None) -> str:
    """What customers are told of the next update, and how long the words are valid, counted from publication."""
    said = []
    if draft.next_in:
        said.append(f"next update within {humanize(timedelta(minutes=draft.next_in))}")
    elif required:
        said.append(f"next update within {required} min, as the severity requires")
    said.append(f"valid for {humanize(timedelta(minutes=draft.valid_for))}" if draft.valid_for else "")
    counted = "; ".join(filter(None, said))
    words = f"Counted from publication: {counted}." if counted else ""
    return words if draft.next_in or required else f"No next update is promised. {words}".strip()


def _dated(incident: Incident, at: datetime | None) -> str:
    return incident_zone(incident).dated(at) if at else ""
