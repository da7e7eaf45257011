"""Adding a batch to the timeline, in pieces under the incident's lock, and undoing it as one.

A piece's lines go in the transaction that writes its entries, so a worker that dies leaves nothing half done and
nothing is written twice.
"""

import logging
import time
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import uuid5

from django.db import transaction
from django.db.models import F, Max, Min, QuerySet

from accounts.models import User
from core import markdown
from core.clock import now
from core.errors import Conflict, DomainError
from importing.enums import BatchState, LineMatch
from importing.models import ImportBatch, ImportLine
from importing.readers.formats import Format, named
from importing.selectors.known_entries import SourceLine, full_names, match_lines, stored_entries
from importing.services.batches import lock_preview
from importing.services.preview_lines import fault_of
from incidents.enums import Milestone, Source
from incidents.models import Incident, Mark, TimelineEntry
from incidents.services import begin_marks, derive, lock, lock_row, next_seq

logger = logging.getLogger(__name__)
MOST_FAILURES = 5  # in a row, then a batch waits for a person instead of trying for ever
NEW, ALIKE, STRUCK = LineMatch.NEW, LineMatch.ALIKE, LineMatch.STRUCK
MOST_ADDED = 8_000  # at once: a timeline with more cannot be overlooked, and is slow
PIECE = 200  # entries written at once, and the most that a request adds by itself


@transaction.atomic
def start_adding(*, batch: ImportBatch, actor: User) -> ImportBatch:
    """Adds the lines that are ticked: at once when they are few, else by a worker, piece by piece. Twice is once.

    What was pasted and is not taken is gone from here on. Raises DomainError, and keeps all of it, when nothing is
    ticked, or a ticked line cannot become an entry; Conflict when the preview was thrown away.
    """
    incident = lock(batch.incident)
    current = ImportBatch.objects.filter(pk=batch.pk).first()
    if current is not None and current.state != BatchState.PREVIEW:
        return current
    locked = lock_preview(batch)
    ticked = locked.lines.filter(is_taken=True)
    if (count := ticked.count()) > MOST_ADDED:
        raise DomainError(
            f"{count:,} lines are ticked, and at most {MOST_ADDED:,} are added at once. Tick only those that matter."
        )
    _check(ticked, named(locked.source))
    locked.lines.filter(is_taken=False).delete()
    total = ticked.count()
    if not total:
        raise DomainError("No line is ticked. Tick the lines to add, then add them.")
    locked.raw, locked.total, locked.state = "", total, BatchState.ADDING
    locked.save(update_fields=["raw", "total", "state"])
    if total <= PIECE:
        _add_piece(incident, locked)
    return locked


def add_waiting(*, seconds: float) -> int:
    """Adds pieces of the batches that wait, for so long at most. Says how many pieces.

    One that fails does not hold the others up: that is logged and counted, and after some attempts it has failed.
    """
    until, pieces = time.monotonic() + seconds, 0
    for pk in ImportBatch.objects.filter(state=BatchState.ADDING).order_by("pk").values_list("pk", flat=True):
        try:
            while time.monotonic() < until and add_piece(batch_id=pk):
                pieces += 1
        except Exception:
            logger.exception("Batch %s could not be added", pk)
            _count_failure(pk)
    return pieces


@transaction.atomic
def add_again(*, batch: ImportBatch, actor: User) -> ImportBatch:
    """A batch that failed is tried again from where it stopped. Twice is once; Merged when the incident was merged."""
    lock(batch.incident)
    locked = ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    if locked.state == BatchState.FAILED:
        locked.state, locked.failures = BatchState.ADDING, 0
        locked.save(update_fields=["state", "failures"])
    return locked


@transaction.atomic
def add_piece(*, batch_id: int) -> bool:
    """Writes the next entries of a batch; False when nothing is left to do, or another worker is at it.

    What was merged into another incident meanwhile waits until that is undone. The incident is locked first, as by
    all who write: a redaction holds it and then wants the batch.
    """
    waiting = ImportBatch.objects.filter(pk=batch_id, state=BatchState.ADDING)
    found = waiting.only("incident").first()
    if found is None:
        return False
    incident = lock_row(found.incident)
    batch = waiting.select_for_update(skip_locked=True, of=("self",)).first()
    if batch is None or incident.duplicate_of_id is not None:
        return False
    _add_piece(incident, batch)
    return True


@transaction.atomic
def take_back_batch(*, batch: ImportBatch, actor: User, reason: str) -> ImportBatch:
    """Strikes all live entries of a batch through, with one reason. Twice is once.

    What is left of one that failed is thrown away. Raises DomainError without a reason; Conflict while it
    is being added.
    """
    if not reason.strip():
        raise DomainError("Say why the import is undone; the reason is shown with each entry.", field="reason")
    incident, locked = _lock_added(batch)
    if locked.state == BatchState.TAKEN_BACK:
        return locked
    locked.lines.all().delete()
    locked.taken_back_at, locked.taken_back_by, locked.taken_back_reason = now(), actor, reason.strip()[:300]
    locked.state = BatchState.TAKEN_BACK
    locked.save(update_fields=["state", "taken_back_at", "taken_back_by", "taken_back_reason"])
    live = {"struck_at": None, "redacted_at": None}
    struck = {"struck_at": locked.taken_back_at, "struck_by": actor, "struck_reason": locked.taken_back_reason}
    _change_all(incident, locked, live, struck)
    return locked


@transaction.atomic
def restore_batch(*, batch: ImportBatch, actor: User) -> ImportBatch:
    """Undoes the taking back: what was struck with it counts again, what was struck by itself stays struck."""
    incident, locked = _lock_added(batch)
    if locked.state != BatchState.TAKEN_BACK:
        return locked
    struck = {"struck_at": locked.taken_back_at}
    locked.state, locked.taken_back_at, locked.taken_back_by, locked.taken_back_reason = (
        BatchState.ADDED,
        None,
        None,
        "",
    )
    locked.save(update_fields=["state", "taken_back_at", "taken_back_by", "taken_back_reason"])
    _change_all(incident, locked, struck, {"struck_at": None, "struck_by": None, "struck_reason": ""})
    return locked


def _check(ticked: QuerySet[ImportLine], source: Format) -> None:
    """Names the first line that could not be written: later, with the preview gone, nobody could mend it."""
    for line in ticked.order_by("number").iterator():
        if fault := fault_of(line, source):
            raise DomainError(f"Line {line.number} is ticked and {fault}")


def _lock_added(batch: ImportBatch) -> tuple[Incident, ImportBatch]:
    """The incident that has its entries, locked, also when a merge moved them there; and the batch under it."""
    home = Incident.objects.only("duplicate_of_id").get(pk=batch.incident_id)
    incident = lock(home.duplicate_of or home)
    locked = ImportBatch.objects.get(pk=batch.pk)
    if locked.state not in {BatchState.ADDED, BatchState.FAILED, BatchState.TAKEN_BACK}:
        raise Conflict("It is still being added. Wait until that is done, then undo it.")
    return incident, locked


def _change_all(incident: Incident, batch: ImportBatch, which: dict[str, Any], values: dict[str, Any]) -> None:
    """Changes the batch's entries in one statement; each gets a number of its own, in their order."""
    found = {f"{name}__isnull" if value is None else name: value is None or value for name, value in which.items()}
    entries = batch.entries.filter(incident=incident, **found)
    ends = entries.aggregate(first=Min("seq"), last=Max("seq"))
    if ends["first"] is None:
        return
    last = next_seq(incident, count=ends["last"] - ends["first"] + 1)
    entries.update(**values, changed_seq=F("seq") + (last - ends["last"]))
    derive(incident)


def _add_piece(incident: Incident, batch: ImportBatch) -> None:
    """The next lines become entries; lines that the timeline got meanwhile are left out.

    Of those that it had before, a ticked one is written again where another entry only says the same, and taken up
    again where its own was struck through.
    """
    lines = list(batch.lines.order_by("number")[:PIECE])
    names = full_names({line.author for line in lines if line.author})
    told = [SourceLine(line.happened_at, line.author, line.text, line.external_id) for line in lines]
    there = list(zip(lines, match_lines(incident, told, besides=batch), strict=True))
    fresh = [line for line, found in there if found is NEW or (found is ALIKE and line.is_known)]
    again = [line for line, found in there if found is STRUCK and line.is_known]
    if fresh:
        _write(incident, batch, fresh, names)
    if again:
        _take_up(incident, batch, again)
    batch.lines.filter(pk__in=[line.pk for line in lines]).delete()
    batch.failures = 0
    batch.added += len(fresh) + len(again)
    batch.met += len(lines) - len(fresh) - len(again)
    if len(lines) < PIECE or not batch.lines.exists():
        batch.state, batch.added_at = BatchState.ADDED, now()
    batch.save(update_fields=["added", "met", "failures", "state", "added_at"])


def _take_up(incident: Incident, batch: ImportBatch, lines: Sequence[ImportLine]) -> None:
    """Takes the striking-through of these lines' entries back."""
    entries = list(stored_entries(incident, [line.external_id for line in lines]).order_by("seq"))
    first = next_seq(incident, is_entry_alone=True, count=len(entries)) - len(entries) + 1
    for seq, entry in enumerate(entries, start=first):
        entry.struck_at, entry.struck_by, entry.struck_reason, entry.changed_seq = None, None, "", seq
    TimelineEntry.objects.bulk_update(entries, ["struck_at", "struck_by", "struck_reason", "changed_seq"])
    batch.entries.add(*entries)
    derive(incident)


def _count_failure(batch_id: int) -> None:
    waiting = ImportBatch.objects.filter(pk=batch_id, state=BatchState.ADDING)
    waiting.update(failures=F("failures") + 1)
    waiting.filter(failures__gte=MOST_FAILURES).update(state=BatchState.FAILED)


def _write(incident: Incident, batch: ImportBatch, lines: Sequence[ImportLine], names: dict[str, str]) -> None:
    source = named(batch.source)
    first = next_seq(incident, is_entry_alone=True, count=len(lines)) - len(lines) + 1
    entries = [
        _entry(incident, batch, line, source, names.get(line.author, line.author), first + at)
        for at, line in enumerate(lines)
    ]
    TimelineEntry.objects.bulk_create(entries)
    batch.entries.add(*entries)
    _begin_marks(incident, batch, lines, entries)


def _entry(
    incident: Incident, batch: ImportBatch, line: ImportLine, source: Format, told_by: str, seq: int
) -> TimelineEntry:
    text = source.markdown(line.text)
    rendered = markdown.render(text)
    further = line.further
    struck = str(further.get("struck", ""))[:300]
    until = datetime.fromisoformat(further["until"]) if further.get("until") else None
    assert line.happened_at is not None  # noqa: S101 - ticked lines have one
    return TimelineEntry(
        incident=incident,
        source=Source.IMPORTED,
        external_id=line.external_id,
        seq=seq,
        changed_seq=seq,
        author=batch.started_by,
        told_by=told_by,
        happened_at=line.happened_at,
        until_at=until if until and until >= line.happened_at else None,
        is_about=bool(further.get("is_about")),
        is_starred=bool(further.get("is_starred")),
        text=text,
        html=rendered.html,
        renderer=rendered.version,
        struck_at=now() if struck else None,
        struck_by=batch.started_by if struck else None,
        struck_reason=struck,
        client_uuid=uuid5(batch.client_uuid, str(line.number)),
    )


def _begin_marks(
    incident: Incident, batch: ImportBatch, lines: Sequence[ImportLine], entries: Sequence[TimelineEntry]
) -> None:
    """Milestones of a timeline's own file, where there is none yet: an import never moves one."""
    wanted = [
        (line.further["milestones"], entry)
        for line, entry in zip(lines, entries, strict=True)
        if "milestones" in line.further
    ]
    if not wanted:
        return
    taken = set(Mark.objects.current().filter(incident=incident).values_list("milestone", flat=True))
    for told, entry in wanted:
        milestones = [each for each in Milestone if each.value in told and each.value not in taken]
        if milestones and entry.struck_at is None and entry.happened_at <= now():
            begin_marks(entry, milestones, actor=batch.started_by, seq=entry.seq)
            taken |= {each.value for each in milestones}
    incident.parts_seq = incident.seq
    incident.save(update_fields=["parts_seq"])
    derive(incident)
