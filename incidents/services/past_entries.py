"""The timeline of a past incident, written at once: it was told elsewhere, and is stored here once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid5

from accounts.models import User
from core import markdown
from incidents.enums import Milestone, Source
from incidents.models import Incident, Mark, TimelineEntry
from incidents.services.writing import begin_marks, derive, next_seq


@dataclass(frozen=True, slots=True)
class PastEntry:
    """One entry. `external_id` is its id where it came from: what has it already is not stored again."""

    text: str
    happened_at: datetime
    external_id: str
    until_at: datetime | None = None
    is_about: bool = False
    told_by: str = ""
    milestones: tuple[Milestone, ...] = ()


def write_past_entries(incident: Incident, entries: Sequence[PastEntry], *, actor: User) -> int:
    """Writes those that the timeline of a locked incident does not have yet; says how many.

    A milestone that stands on another entry stays there: what was imported never moves one.
    """
    told = TimelineEntry.objects.filter(incident=incident, source=Source.IMPORTED)
    there = set(told.values_list("external_id", flat=True)) if entries else set()
    new = [entry for entry in entries if entry.external_id not in there]
    if not new:
        return 0
    first = next_seq(incident, count=len(new)) - len(new) + 1
    rows = [_row(incident, entry, actor, seq) for seq, entry in enumerate(new, start=first)]
    TimelineEntry.objects.bulk_create(rows)
    taken = set(Mark.objects.current().filter(incident=incident).values_list("milestone", flat=True))
    for entry, row in zip(new, rows, strict=True):
        if milestones := [each for each in entry.milestones if each.value not in taken]:
            begin_marks(row, milestones, actor=actor, seq=row.seq)
            taken |= {each.value for each in milestones}
    derive(incident)
    return len(rows)


def _row(incident: Incident, entry: PastEntry, actor: User, seq: int) -> TimelineEntry:
    rendered = markdown.render(entry.text)
    until = entry.until_at if entry.until_at and entry.until_at >= entry.happened_at else None
    return TimelineEntry(
        incident=incident,
        source=Source.IMPORTED,
        external_id=entry.external_id,
        seq=seq,
        changed_seq=seq,
        author=actor,
        told_by=entry.told_by[:200],
        happened_at=entry.happened_at,
        until_at=until,
        is_about=entry.is_about,
        text=entry.text,
        html=rendered.html,
        renderer=rendered.version,
        client_uuid=uuid5(incident.client_uuid, entry.external_id),
    )
