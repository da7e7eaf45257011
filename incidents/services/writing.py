"""The parts that every use case is made of: the lock, the next number, an entry, a mark, the derived columns."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any
from uuid import UUID, uuid4

from django.db import connection

from accounts.models import User
from core import markdown
from core.clock import now
from core.errors import Conflict, DomainError
from core.once import stored_once
from incidents.enums import EntryKind, Milestone, Origin, Source
from incidents.models import Incident, Mark, TimelineEntry
from incidents.signals import STREAM_CHANNEL, incident_changed

SENT_BEFORE = "This was already sent with other text, which is kept. Send yours as a new entry."
NO_FACTS: Mapping[str, object] = MappingProxyType({})
CLOCKS_DIFFER = timedelta(minutes=1)  # what lies no further ahead is now: no client's clock is exact


class Merged(Conflict):
    """The incident was merged into another one and takes no changes."""


def lock(incident: Incident) -> Incident:
    """The incident's row, locked until commit, to be changed; raises Merged for a duplicate, which is read-only."""
    locked = lock_row(incident)
    refuse_merged(locked)
    return locked


def refuse_merged(incident: Incident) -> None:
    """Raises Merged, naming the target unless that is private: the person may not know of it."""
    if incident.duplicate_of_id is None:
        return
    target = Incident.objects.only("is_private").get(pk=incident.duplicate_of_id)
    into = "another incident" if target.is_private else target.reference
    raise Merged(
        f"{incident.reference} was merged into {into} and is read-only. Continue there, or undo the merge. "
        "Nothing was stored; what you typed is kept."
    )


def lock_row(incident: Incident) -> Incident:
    """The incident's row, locked until commit, whether it was merged or not; call inside a transaction."""
    return Incident.objects.select_for_update(of=("self",)).defer("search").get(pk=incident.pk)


def lock_rows(numbers: Collection[int]) -> dict[int, Incident]:
    """The rows of several incidents by number, locked in that order until commit, whether they were merged or not."""
    found = Incident.objects.filter(pk__in=numbers).select_for_update(of=("self",)).defer("search").order_by("pk")
    return {incident.pk: incident for incident in found}


def lock_entry(entry: TimelineEntry) -> tuple[Incident, TimelineEntry]:
    """The incident first, then its entry: every writer takes the locks in this order.

    Raises Merged as `lock` does, and Conflict for an entry that a merge moved meanwhile.
    """
    locked = lock(entry.incident)
    current = TimelineEntry.objects.select_for_update(of=("self",)).defer("search").get(pk=entry.pk)
    if current.incident_id != locked.pk:
        raise Conflict("The entry moved to another incident meanwhile. Nothing was changed; open its page again.")
    return locked, current


def by_now(at: datetime | None, *, field: str) -> datetime:
    """The instant at which something changed; now when None. Raises DomainError, at `field`, for the future."""
    present = now()
    if at is None:
        return present
    if at > present + CLOCKS_DIFFER:
        raise DomainError(
            "That is in the future. Say when it happened, or leave the time empty to use the current time.", field=field
        )
    return min(at, present)


# Together, as every change pays for both.
_COUNT_AND_TELL = (
    "UPDATE incidents_incident SET seq = %s, parts_seq = %s, replay_from = %s WHERE id = %s RETURNING pg_notify(%s, %s)"
)


def next_seq(incident: Incident, *, is_entry_alone: bool = False, entries_left: bool = False, count: int = 1) -> int:
    """The number of the next visible change; written at once, so that nothing under the lock can forget it.

    Watchers hear of it when the transaction commits. `is_entry_alone`: nothing but an entry shows it, so that they
    need not fetch what stands around the timeline. `entries_left`: entries are gone from this timeline, so that they
    begin it anew. `count` takes that many numbers at once and returns the last.
    """
    incident.seq += count
    if not is_entry_alone:
        incident.parts_seq = incident.seq
    if entries_left:
        incident.replay_from = incident.seq
    numbers = [incident.seq, incident.parts_seq, incident.replay_from, incident.pk]
    with connection.cursor() as cursor:
        cursor.execute(_COUNT_AND_TELL, [*numbers, STREAM_CHANNEL, f"{incident.pk}:{incident.seq}"])
    return incident.seq


@dataclass(frozen=True, slots=True)
class NewEntry:
    """What a new entry says, when it happened, and where it comes from: `source`, and its `external_id` there."""

    text: str
    happened_at: datetime
    kind: EntryKind = EntryKind.NOTE
    origin: Origin = Origin.TOLD
    facts: Mapping[str, Any] = field(default_factory=dict)
    until_at: datetime | None = None
    is_about: bool = False
    is_starred: bool = False
    told_by: str = ""
    client_uuid: UUID | None = None
    source: Source = Source.TYPED
    external_id: str = ""


def write_entry(incident: Incident, new: NewEntry, *, actor: User) -> TimelineEntry:
    """Appends an entry to a locked incident. Raises DomainError when the span ends before it begins."""
    if new.until_at is not None and new.until_at < new.happened_at:
        raise DomainError("The end is before the start. Nothing was stored.", field="until")
    rendered = markdown.render(new.text)
    seq = next_seq(incident, is_entry_alone=new.kind == EntryKind.NOTE)
    entry = TimelineEntry(
        incident=incident,
        seq=seq,
        changed_seq=seq,
        kind=new.kind,
        origin=new.origin,
        author=actor,
        told_by=new.told_by,
        source=new.source,
        external_id=new.external_id,
        happened_at=new.happened_at,
        until_at=new.until_at,
        is_about=new.is_about,
        text=new.text,
        html=rendered.html,
        renderer=rendered.version,
        facts=dict(new.facts),
        is_starred=new.is_starred,
        client_uuid=new.client_uuid or uuid4(),
    )
    return _insert(entry)


def _insert(entry: TimelineEntry) -> TimelineEntry:
    """Stores a new entry; Conflict when its UUID arrived in another incident at the same moment."""
    with stored_once(SENT_BEFORE):
        entry.save(force_insert=True)
    return entry


def stored_before(
    actor: User,
    client_uuid: UUID | None,
    *,
    incident: Incident,
    text: str | None = None,
    facts: Mapping[str, object] = NO_FACTS,
) -> TimelineEntry | None:
    """The entry that came with this UUID before, however it was corrected since. `incident` is locked, merged or not.

    None is for something new: raises Merged where nothing new is taken. Raises Conflict when it came with other words
    (`text`) or for another change (`facts`), or for another incident.
    """
    sent = TimelineEntry.objects.filter(author=actor, client_uuid=client_uuid) if client_uuid else None
    entry = sent.first() if sent is not None else None
    if entry is None:
        refuse_merged(incident)
        return None
    here = incident.pk in {entry.incident_id, entry.merged_from_id}  # it may have moved on with a merge since
    if not here or not (entry.redacted_at or _says(entry, text, facts)):
        raise Conflict(SENT_BEFORE)
    return entry


def _says(entry: TimelineEntry, text: str | None, facts: Mapping[str, object]) -> bool:
    """Whether an entry once held these words and these facts."""
    if any(entry.facts.get(name) != value for name, value in facts.items()):
        return False
    return text is None or entry.text == text or entry.revisions.filter(text=text).exists()


def begin_marks(entry: TimelineEntry, milestones: Iterable[Milestone], *, actor: User, seq: int) -> None:
    """Puts milestones on an entry; a milestone that was on another entry moves here, and its history stays."""
    wanted = set(milestones)
    marks = list(Mark.objects.current().filter(incident=entry.incident_id, milestone__in=wanted))
    moving = [mark for mark in marks if mark.entry_id != entry.pk]
    _end(moving, actor=actor, seq=seq, because=entry)
    kept = {mark.milestone for mark in marks if mark.entry_id == entry.pk}
    Mark.objects.bulk_create(
        Mark(incident_id=entry.incident_id, entry=entry, milestone=milestone, began_seq=seq, began_by=actor)
        for milestone in Milestone
        if milestone in wanted and milestone not in kept
    )


def end_marks(
    incident: Incident,
    milestones: Iterable[Milestone],
    *,
    actor: User,
    seq: int,
    entry: TimelineEntry | None = None,
    because: TimelineEntry | None = None,
) -> None:
    """Ends the current marks of these milestones (on `entry`, or anywhere), citing the entry that ended them."""
    marks = Mark.objects.current().filter(incident=incident, milestone__in=list(milestones))
    if entry is not None:
        marks = marks.filter(entry=entry)
    _end(list(marks), actor=actor, seq=seq, because=because)


def _end(marks: list[Mark], *, actor: User, seq: int, because: TimelineEntry | None) -> None:
    """Ends marks; the entries that lose them have changed to whoever watches, so they get the change's number."""
    if marks:
        ids = [mark.pk for mark in marks]
        Mark.objects.filter(pk__in=ids).update(ended_at=now(), ended_by=actor, ended_seq=seq, ended_for=because)
        TimelineEntry.objects.filter(pk__in={mark.entry_id for mark in marks}).update(changed_seq=seq)


def derive(incident: Incident) -> None:
    """Writes the derived columns of a locked incident: each milestone's instant, and when it began for sorting.

    A milestone is the instant of the entry it is on; without one it is unknown, never another's instant.
    """
    instants = milestone_instants(incident)
    began_at = instants.get(Milestone.IMPACT_STARTED) or min([incident.declared_at, *instants.values()])
    derived = {milestone.column: instants.get(milestone) for milestone in Milestone} | {"began_at": began_at}
    changed = [column for column, value in derived.items() if getattr(incident, column) != value]
    for column in changed:
        setattr(incident, column, derived[column])
    if changed:
        incident.parts_seq = incident.seq
        incident.save(update_fields=[*changed, "parts_seq"])


def milestone_instants(incident: Incident) -> dict[Milestone, datetime]:
    """What the timeline says of each milestone.

    An entry that was struck through does not count. One that was redacted does: its words were the secret, and that
    service came back at 14:45 stays true.
    """
    marks = Mark.objects.counting().filter(incident=incident)
    return {Milestone(name): at for name, at in marks.values_list("milestone", "entry__happened_at")}


def announce_change(incident: Incident, *, actor: User, change: EntryKind, status_before: str | None = None) -> None:
    """Tells the apps above, inside the transaction; without `status_before` the status did not change."""
    incident_changed.send(
        sender=Incident,
        incident=incident,
        actor=actor,
        change=change,
        status_before=status_before or incident.status,
    )
