"""What sales and support may pass on: customer updates of customer-facing incidents, and nothing else."""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Subquery, When
from django.utils.safestring import SafeString, mark_safe

from core.clock import now
from core.references import written
from customers.models import CustomerSummary, Update
from customers.selectors.copies import Copies, copies_of
from customers.selectors.staleness import Staleness, staleness
from incidents.enums import EntryKind, Status
from incidents.models import Incident, TimelineEntry
from incidents.querysets import OPEN_STATUSES
from incidents.selectors.zones import incident_zone

OVER_FOR = timedelta(days=7)
MOST = 50  # incidents that are told at once
STATE_WORDS = {
    Status.INVESTIGATING: "We know about it and are looking for the cause",
    Status.IDENTIFIED: "We know the cause and are working on a fix",
    Status.MITIGATED: "It works again; we are monitoring it",
    Status.RESOLVED: "It is resolved",
    Status.CLOSED: "It is resolved",
}
NEWER_WORDS = "Latest update"  # above what somebody wrote after the status had changed


@dataclass(frozen=True, slots=True)
class Words:
    """One incident as customers may hear of it: never its title, entries, names or factors.

    `state` follows from the status, unless the incident is open and the words were written after it changed.
    `since` is when the impact started, if somebody said so: when the incident was declared is not for customers.
    `stale` says why the words are past their time, and `stale_at` since when; they must not be passed on unseen.
    """

    number: int
    state: str
    is_over: bool
    html: SafeString
    text: str
    workaround: str
    since: datetime | None
    until: datetime | None
    written_at: datetime | None
    corrected_at: datetime | None
    next_by: datetime | None
    stale: Staleness | None
    stale_at: datetime | None
    has_summary: bool
    copies: Copies
    zone: str
    zone_word: str

    @property
    def reference(self) -> str:
        """INC-142."""
        return written(Incident.PREFIX, self.number)

    @property
    def lacks_closing(self) -> bool:
        """It is over, and nobody has said in words for customers how it ended."""
        return self.stale is Staleness.OVER


def words_for_customers() -> list[Words]:
    """Open customer-facing incidents with an update, then those that ended within a week; the newest first of each."""
    is_open = Q(status__in=OPEN_STATUSES)
    lately = Incident.objects.customer_facing().filter(is_open | Q(resolved_at__gte=now() - OVER_FOR))
    return _of(list(_told(lately).order_by(Case(When(is_open, then=0), default=1), "-began_at")[:MOST]))


def words_of_each(numbers: Collection[int]) -> dict[int, Words]:
    """The customer updates of these incidents by number, where there is one that may be passed on."""
    told = list(_told(Incident.objects.customer_facing().filter(pk__in=numbers)))
    return {words.number: words for words in _of(told)}


def words_of(incident: Incident) -> Words | None:
    """The customer update of one incident, if there is one that may be passed on."""
    return words_of_each([incident.pk]).get(incident.pk)


def _told(incidents: "QuerySet[Incident]") -> "QuerySet[Incident]":
    """With when the status changed last, and whether customers may read what was learned."""
    moved_at = Subquery(_moves().filter(incident=OuterRef("pk")).values("written_at")[:1])
    has_summary = Exists(CustomerSummary.objects.published().filter(incident=OuterRef("pk")))
    return incidents.annotate(moved_at=moved_at, has_summary=has_summary).defer("search")


def _of(incidents: Sequence[Incident]) -> list[Words]:
    """In one more query."""
    updates = {each.incident_id: each for each in Update.objects.newest().filter(incident__in=incidents)}
    return [_words(incident, updates.get(incident.pk)) for incident in incidents]


def _moves() -> QuerySet[TimelineEntry]:
    """Entries of changes of status, the last written first."""
    return TimelineEntry.objects.filter(kind=EntryKind.STATUS, merged_from=None).order_by("-written_at")


def _words(incident: Any, update: Update | None) -> Words:
    """Of the update that was published last; without a row, of what the incident says. `incident` comes of `_told`."""
    written_at, moved_at = incident.public_summary_at, incident.moved_at
    is_newer = bool(incident.is_open and moved_at and written_at and written_at > moved_at)
    state = NEWER_WORDS if is_newer else STATE_WORDS[Status(incident.status)]
    html, text = (update.html, update.text) if update else (incident.public_summary_html, incident.public_summary)
    workaround = update.workaround if update else ""
    until = None if is_newer else incident.mitigated_at or incident.resolved_at
    next_by = update.next_update_by if update and incident.is_open else None
    stale = staleness(incident, update)
    facts = (
        f"Workaround: {workaround}" if workaround else "",
        _fact("Since", incident.impact_started_at, incident),
        _fact("Until", until, incident),
        _fact("Next update by", next_by, incident),
    )
    return Words(
        number=incident.pk,
        state=state,
        is_over=not incident.is_open,
        html=mark_safe(html),  # noqa: S308 - rendered and cleaned by core.markdown
        text=text,
        workaround=workaround,
        since=incident.impact_started_at,
        until=until,
        written_at=written_at,
        corrected_at=update.published_at if update and update.corrects_id else None,
        next_by=next_by,
        stale=stale,
        stale_at=stale.instant_of(update) if stale else None,
        has_summary=incident.has_summary,
        copies=copies_of(heading=state, html=html, text=text, facts=tuple(filter(None, facts))),
        zone=incident.zone,
        zone_word=incident.zone_word,
    )


def _fact(label: str, at: datetime | None, incident: Incident) -> str:
    return f"{label}: {incident_zone(incident).dated(at)}" if at else ""


def fingerprint(words: Sequence[Words], silent: Sequence[int] = ()) -> str:
    """Changes whenever the page would say something else, also when words become stale by the clock.

    `silent` are the updates that the page says were taken back.
    """
    return hashlib.sha256(repr((words, silent)).encode()).hexdigest()[:16]
