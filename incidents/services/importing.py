"""Bringing text from elsewhere into a timeline: it is read and looked through before anything stands."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.models import User
from core.clock import now
from core.errors import Conflict, DomainError
from core.once import stored_once
from incidents.enums import BatchState
from incidents.importing.formats import MOST_LINES, detect, named, tidied
from incidents.importing.messages import Further
from incidents.importing.placing import Clocks, Placed, first_day_told, place
from incidents.models import ImportBatch, ImportLine, Incident
from incidents.selectors.known_entries import Told, known

MOST_CHARACTERS = 5_000_000
LONGEST_TEXT = 200_000  # characters of one entry
KEPT = timedelta(days=2)
KNOWN = "On the timeline already."
NO_TIME = "No time: type one, or choose above when the first line was."
TOO_LONG = "Longer than one entry takes."
EMPTY = "Paste the text, or choose a file."
OVER = "This was added already. Bring the rest in anew."


@dataclass(frozen=True, slots=True)
class Reading:
    """How a text is to be read: as what, on which clocks, and when its first line was where it does not say."""

    source: str = ""
    zone: str = "UTC"
    zone_word: str = ""
    day: date | None = None
    clock: time | None = None


@dataclass(frozen=True, slots=True)
class LineEdit:
    """What a person made of one line of the preview."""

    pk: int
    is_taken: bool
    happened_at: datetime | None
    author: str
    text: str


@transaction.atomic
def begin_import(
    *,
    incident: Incident,
    actor: User,
    text: str,
    reading: Reading,
    client_uuid: UUID | None = None,
    file_name: str = "",
    note: str = "",
) -> ImportBatch:
    """Reads a text into a preview; nothing stands in the timeline yet. The same UUID returns the first preview.

    Raises DomainError for a text without words, or one of too many characters or lines.
    """
    if stored := _stored(incident, actor, client_uuid):
        return stored
    clean = _checked(tidied(text))
    batch = ImportBatch(
        incident=incident,
        started_by=actor,
        source=reading.source or detect(clean).name,
        file_name=file_name[:200],
        decoding_note=note[:300],
        raw=clean,
        day=reading.day,
        first_clock=reading.clock,
        zone=reading.zone,
        zone_word=reading.zone_word,
    )
    if client_uuid:
        batch.client_uuid = client_uuid
    try:
        with transaction.atomic(), stored_once():
            batch.save(force_insert=True)
    except Conflict:  # it arrived twice at the same moment, and the other one was faster
        if stored := _stored(incident, actor, client_uuid):
            return stored
        raise
    _write_lines(batch)
    return batch


def _stored(incident: Incident, actor: User, client_uuid: UUID | None) -> ImportBatch | None:
    """The preview that this form made before; Conflict when that was for another incident."""
    sent = ImportBatch.objects.filter(started_by=actor, client_uuid=client_uuid) if client_uuid else None
    stored = sent.first() if sent is not None else None
    if stored is not None and stored.incident_id != incident.pk:
        raise Conflict("This form was sent before, for another incident. Open it anew.")
    return stored


@transaction.atomic
def read_again(*, batch: ImportBatch, actor: User, reading: Reading) -> ImportBatch:
    """Reads the text anew: as another format from the start, on other clocks with the choices kept."""
    locked = lock_preview(batch)
    kept = {} if locked.source != reading.source else {line.number: line for line in locked.lines.all()}
    locked.source, locked.day, locked.first_clock = reading.source, reading.day, reading.clock
    locked.zone, locked.zone_word, locked.touched_at = reading.zone, reading.zone_word, now()
    locked.save(update_fields=["source", "day", "first_clock", "zone", "zone_word", "touched_at"])
    if kept:
        _place_anew(locked, kept)
    else:
        locked.lines.all().delete()
        _write_lines(locked)
    return locked


@transaction.atomic
def save_lines(*, batch: ImportBatch, actor: User, edits: Iterable[LineEdit]) -> None:
    """Keeps what a person chose and changed on one page of the preview."""
    locked = lock_preview(batch)
    wanted = {edit.pk: edit for edit in edits}
    changed = []
    for line in locked.lines.filter(pk__in=wanted):
        edit = wanted[line.pk]
        if (edit.is_taken, edit.happened_at, edit.author, edit.text) == _held(line):
            continue
        line.is_timed = line.is_timed or edit.happened_at != line.happened_at
        line.note = "" if line.note == NO_TIME and edit.happened_at else line.note
        line.is_taken, line.happened_at, line.author, line.text = (
            edit.is_taken,
            edit.happened_at,
            edit.author,
            edit.text,
        )
        changed.append(line)
    ImportLine.objects.bulk_update(changed, ["is_taken", "is_timed", "note", "happened_at", "author", "text"])
    _touch(locked)


@transaction.atomic
def tick_all(*, batch: ImportBatch, actor: User, taken: bool) -> None:
    """Takes every line that has a time and words and is not there yet, or none."""
    locked = lock_preview(batch)
    if taken:
        lines = locked.lines.filter(is_known=False, is_understood=True, happened_at__isnull=False)
        lines.exclude(text="").update(is_taken=True)
    else:
        locked.lines.update(is_taken=False)
    _touch(locked)


@transaction.atomic
def join_line(*, batch: ImportBatch, actor: User, line_id: int) -> None:
    """Puts a line's words under those of the line before; DomainError without one, or when they grow too long."""
    locked = lock_preview(batch)
    line = locked.lines.filter(pk=line_id).first()
    if line is None:
        return  # joined before
    before = locked.lines.filter(number__lt=line.number).last()
    if before is None:
        raise DomainError("There is no line before this one to join it to.")
    before.text = f"{before.text}\n{line.text}"
    if len(before.text) > LONGEST_TEXT:
        raise DomainError("Together these lines are longer than one entry takes.")
    before.save(update_fields=["text"])
    line.delete()
    _touch(locked)


@transaction.atomic
def drop_import(*, batch: ImportBatch, actor: User) -> None:
    """Throws a preview away, with the text."""
    lock_preview(batch).delete()


def drop_old_previews() -> int:
    """Throws away what nobody looked at for two days: a pasted text may hold secrets. Says how many."""
    return ImportBatch.objects.filter(state=BatchState.PREVIEW, touched_at__lt=now() - KEPT).delete()[0]


def lock_preview(batch: ImportBatch) -> ImportBatch:
    """The batch's row, locked; Conflict when it is no preview any more."""
    locked = ImportBatch.objects.select_for_update(of=("self",)).filter(pk=batch.pk).first()
    if locked is None or locked.state != BatchState.PREVIEW:
        raise Conflict(OVER if locked else "This preview was thrown away. Paste the text again.")
    return locked


def _checked(text: str) -> str:
    if not text.strip():
        raise DomainError(EMPTY, field="text")
    lines = text.count("\n") + 1
    if len(text) > MOST_CHARACTERS or lines > MOST_LINES:
        raise DomainError(
            f"This is too much at once: {lines:,} lines, {len(text):,} characters. Bring it in in parts of at most "
            f"{MOST_LINES:,} lines and {MOST_CHARACTERS:,} characters, or attach it as a file.",
            field="text",
        )
    return text


def _write_lines(batch: ImportBatch) -> None:
    """The lines of the text, each with its time, and whether the timeline has it."""
    placed = _placed(batch)
    there = known(batch.incident, [_told(each) for each in placed])
    ImportLine.objects.bulk_create(
        (_line(batch, each, is_known=is_known) for each, is_known in zip(placed, there, strict=True)), batch_size=1000
    )


def _place_anew(batch: ImportBatch, kept: dict[int, ImportLine]) -> None:
    """Other clocks: times that nobody typed move, everything else stays as it was chosen."""
    moved = []
    for each in _placed(batch):
        line = kept.get(each.message.number)
        if line is None or line.is_timed:
            continue  # joined to another one, or timed by hand
        was_without, line.happened_at = line.happened_at is None, each.at
        line.note = _note(each, is_known=line.is_known)
        line.is_taken = line.is_taken or (was_without and each.at is not None and each.message.is_offered)
        moved.append(line)
    for line, is_known in zip(moved, known(batch.incident, [_held_told(line) for line in moved]), strict=True):
        if line.is_known != is_known:
            line.is_known, line.is_taken = is_known, not is_known
    ImportLine.objects.bulk_update(moved, ["happened_at", "note", "is_taken", "is_known"], batch_size=500)


def _placed(batch: ImportBatch) -> list[Placed]:
    zone = batch.time_zone
    messages = named(batch.source).read(batch.raw)
    clocks = Clocks(zone, now().astimezone(zone).date(), batch.day, batch.first_clock)
    if batch.day is None and first_day_told(messages, clocks) is None:
        began = batch.incident.began_at.astimezone(zone).date()
        clocks = Clocks(zone, clocks.today, began, batch.first_clock)
    return place(messages, clocks)


def _line(batch: ImportBatch, placed: Placed, *, is_known: bool) -> ImportLine:
    message = placed.message
    is_fit = message.is_offered and placed.at is not None and len(message.text) <= LONGEST_TEXT
    return ImportLine(
        batch=batch,
        number=message.number,
        happened_at=placed.at,
        author=message.author[:200],
        text=message.text,
        further=_further(message.further),
        note=_note(placed, is_known=is_known),
        is_taken=is_fit and not is_known,
        is_understood=message.is_understood,
        is_known=is_known,
    )


def _note(placed: Placed, *, is_known: bool) -> str:
    if len(placed.message.text) > LONGEST_TEXT:
        return TOO_LONG
    missing = NO_TIME if placed.at is None and placed.message.is_offered else ""
    notes = (KNOWN if is_known else "", placed.message.note, placed.note, missing)
    return " ".join(note for note in notes if note)[:300]


def _further(further: Further) -> dict[str, Any]:
    """What is not usual of an entry, as JSON."""
    until = further.until.isoformat() if further.until else None
    return {name: value for name, value in (asdict(further) | {"until": until}).items() if value}


def _told(placed: Placed) -> Told:
    return Told(placed.at, placed.message.author, placed.message.text)


def _held_told(line: ImportLine) -> Told:
    return Told(line.happened_at, line.author, line.text)


def _held(line: ImportLine) -> tuple[bool, datetime | None, str, str]:
    return line.is_taken, line.happened_at, line.author, line.text


def _touch(batch: ImportBatch) -> None:
    batch.touched_at = now()
    batch.save(update_fields=["touched_at"])
