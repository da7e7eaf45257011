"""Reports of what customers cannot do, as the timeline tells them."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from accounts.models import User
from core.clock import now
from core.errors import DomainError
from incidents.enums import EntryKind, Milestone, Origin, Source, Status
from incidents.models import Incident, TimelineEntry
from incidents.services.timeline import strike_entry, unstrike_entry
from incidents.services.updates import note_customers
from incidents.services.writing import NewEntry, begin_marks, write_entry


@dataclass(frozen=True, slots=True)
class FiledReport:
    """A report that an app above keeps: its number there, who filed it and when, in which words."""

    number: int
    reporter: User
    filed_at: datetime
    text: str


def log_report(*, incident: Incident, actor: User, report: FiledReport, marks_reported: bool = False) -> TimelineEntry:
    """Tells a report in a locked incident: an entry of the reporter at the time it was filed. Customers notice it.

    One that was told there before, and is joined again, is not told twice: its entry counts again if it was struck.
    One that came with a merge stays struck, since it goes back when that is undone. `marks_reported` puts the milestone
    *reported* on it. Raises DomainError for a cancelled incident.
    """
    if incident.status == Status.CANCELLED:
        raise DomainError(
            f"{incident.reference} was cancelled. Link the report to another incident, or answer the reporter."
        )
    note_customers(incident)
    told = _entries_of(report.number, incident)
    if counting := told.filter(struck_at=None).first():
        return counting
    if own := told.filter(merged_from=None).first():
        unstruck = unstrike_entry(entry=own, actor=actor)
        incident.refresh_from_db(fields=["seq", "parts_seq"])  # it was locked and numbered as another object
        return unstruck
    told.update(external_id="")  # the new entry has it
    entry = write_entry(
        incident,
        NewEntry(
            text=report.text,
            happened_at=report.filed_at,
            kind=EntryKind.REPORT,
            facts={"report": report.number},
            source=Source.REPORT,
            external_id=str(report.number),
        ),
        actor=report.reporter,
    )
    if marks_reported:
        begin_marks(entry, [Milestone.REPORTED], actor=actor, seq=entry.seq)
    return entry


def strike_report_entry(*, incident: Incident, actor: User, number: int, reference: str) -> TimelineEntry:
    """A report does not belong to a locked incident: its entry is struck through, and a line says who unlinked it."""
    for told in _entries_of(number, incident).filter(struck_at=None):
        strike_entry(entry=told, actor=actor, reason=f"{reference} does not belong to this incident.")
    incident.refresh_from_db(fields=["seq", "parts_seq"])  # it was numbered as another object
    new = NewEntry(
        text=f"{actor.name} unlinked {reference} from this incident.",
        happened_at=now(),
        kind=EntryKind.REPORT,
        origin=Origin.SYSTEM,
        facts={"unlinked": number},
    )
    return write_entry(incident, new, actor=actor)


def _entries_of(number: int, incident: Incident) -> QuerySet[TimelineEntry]:
    """The entries that tell a report there: a copy that a merge brought has no id, a redacted one has no facts."""
    return incident.entries.filter(Q(facts__report=number) | Q(source=Source.REPORT, external_id=str(number)))
