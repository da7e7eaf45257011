"""What the form of a factor offers: entries of the timeline, and the other factors."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from incidents.models import TimelineEntry
from incidents.querysets import EntryQuerySet
from postmortems.models import Factor, Postmortem
from postmortems.selectors.evidence import REDACTED, STRUCK, entry_words

MOST_ENTRIES = 300  # a longer timeline is told by its starred entries; those beyond are starred first
UNSEEN = "an entry that moved to a private incident"
_READ = ("pk", "incident", "incident__is_private", "origin", "kind", "facts", "happened_at", "html")
_STATE = ("is_starred", "struck_at", "redacted_at")


@dataclass(frozen=True, slots=True)
class EntryChoice:
    """One entry to tick."""

    number: int
    happened_at: datetime
    words: str
    state: str
    is_first: bool  # starred or ticked: shown at once
    is_ticked: bool


@dataclass(frozen=True, slots=True)
class EntryChoices:
    """Those that are starred or ticked, and the others; of a very long timeline some are left out."""

    first: list[EntryChoice]
    others: list[EntryChoice]
    left_out: int

    @property
    def ticked(self) -> int:
        """How many are ticked."""
        return sum(choice.is_ticked for choice in self.first)


def evidence_among(postmortem: Postmortem, factor: Factor | None) -> EntryQuerySet:
    """The entries of its incident, and what the factor has already, wherever a merge moved it."""
    own = Q(incident=postmortem.incident_id)
    if factor is None:
        return TimelineEntry.objects.filter(own)
    linked = Factor.evidence.through.objects.filter(factor=factor).values("timelineentry")
    return TimelineEntry.objects.filter(own | Q(pk__in=linked))


def entry_choices(postmortem: Postmortem, factor: Factor | None, ticked: Collection[str]) -> EntryChoices:
    """In one query. What was struck through or redacted is offered only where it is ticked."""
    rows = evidence_among(postmortem, factor).in_order().values_list(*_READ, *_STATE)
    first: list[EntryChoice] = []
    others: list[EntryChoice] = []
    for pk, incident, private, origin, kind, facts, happened_at, html, starred, struck_at, redacted_at in rows:
        state = REDACTED if redacted_at else STRUCK if struck_at else ""
        is_ticked = str(pk) in ticked
        if state and not is_ticked:
            continue
        words = entry_words(origin, kind, facts, html)
        if private and incident != postmortem.incident_id:
            words = UNSEEN
        choice = EntryChoice(pk, happened_at, words, state, starred or is_ticked, is_ticked)
        (first if choice.is_first else others).append(choice)
    return EntryChoices(first, others[:MOST_ENTRIES], max(0, len(others) - MOST_ENTRIES))
