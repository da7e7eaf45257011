"""Importing text into a timeline: it is read and previewed before any entry is written."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import transaction

from accounts.models import User
from core.clock import now
from core.errors import Conflict, DomainError
from core.once import stored_once
from importing.enums import NOT_ADDED, BatchState
from importing.models import ImportBatch, ImportLine
from importing.readers.formats import MOST_LINES, named
from importing.services.preview_lines import fit_lines, is_too_long, mend_note
from incidents.models import Incident

MOST_CHARACTERS = 5_000_000
KEPT = timedelta(days=2)
EMPTY = "Paste the text, or choose a file."
OVER = "This was already added. Import the rest separately."
BEING_READ = "The text is being read. Its preview comes in a moment."
CHANGED = ("is_taken", "is_chosen", "is_timed", "note", "happened_at", "author", "text")


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """How a text is to be read: as what, on which clocks, and when its first line was where it does not say."""

    source: str = ""
    zone: str = "UTC"
    zone_word: str = ""
    day: date | None = None
    clock: time | None = None


@dataclass(frozen=True, slots=True)
class LineEdit:
    """What a person made of one line of the preview. `is_meant`: they were asked about its time, and said so."""

    pk: int
    is_taken: bool
    happened_at: datetime | None
    author: str
    text: str
    is_meant: bool = False


@dataclass(frozen=True, slots=True)
class DecodedFile:
    """The file that a text came from, and what was guessed about its letters."""

    name: str = ""
    note: str = ""


NO_FILE = DecodedFile()  # the text was pasted


@transaction.atomic
def begin_import(
    *,
    incident: Incident,
    actor: User,
    text: str,
    options: ImportOptions,
    client_uuid: UUID | None = None,
    file: DecodedFile = NO_FILE,
) -> ImportBatch:
    """Keeps a text for the worker, which reads it into a preview. The same UUID returns the first batch.

    Raises DomainError for a text without words, or one of too many characters or lines.
    """
    if stored := _stored(incident, actor, client_uuid):
        return stored
    batch = ImportBatch(
        incident=incident,
        started_by=actor,
        source=options.source,
        file_name=file.name[:200],
        decoding_note=file.note[:300],
        raw=_checked(text.replace("\x00", "")),
        day=options.day,
        first_clock=options.clock,
        zone=options.zone,
        zone_word=options.zone_word,
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
    return batch


def _stored(incident: Incident, actor: User, client_uuid: UUID | None) -> ImportBatch | None:
    """The batch that this form made before; Conflict when that was for another incident."""
    sent = ImportBatch.objects.filter(started_by=actor, client_uuid=client_uuid) if client_uuid else None
    stored = sent.first() if sent is not None else None
    if stored is not None and stored.incident_id != incident.pk:
        raise Conflict("This form was already sent for another incident. Open it again.")
    return stored


@transaction.atomic
def read_again(*, batch: ImportBatch, actor: User, options: ImportOptions) -> ImportBatch:
    """The worker reads the text anew: as another format from the start, on other clocks with the choices kept."""
    locked = lock_preview(batch)
    if locked.source != options.source:
        locked.lines.all().delete()
    locked.state, locked.source, locked.day, locked.first_clock = (
        BatchState.READING,
        options.source,
        options.day,
        options.clock,
    )
    locked.zone, locked.zone_word, locked.touched_at = options.zone, options.zone_word, now()
    locked.save(update_fields=["state", "source", "day", "first_clock", "zone", "zone_word", "touched_at"])
    return locked


@transaction.atomic
def save_lines(*, batch: ImportBatch, actor: User, edits: Iterable[LineEdit]) -> None:
    """Keeps what a person chose and changed on one page of the preview."""
    locked = lock_preview(batch)
    source = named(locked.source)
    wanted = {edit.pk: edit for edit in edits}
    changed = [line for line in locked.lines.filter(pk__in=wanted) if _change(line, wanted[line.pk])]
    for line in changed:
        mend_note(line, source)
    ImportLine.objects.bulk_update(changed, CHANGED)
    _touch(locked)


@transaction.atomic
def tick_all(*, batch: ImportBatch, actor: User, taken: bool) -> None:
    """Takes every line that can become an entry and is not there yet, or none."""
    locked = lock_preview(batch)
    if taken:
        fit_lines(locked.lines.all(), named(locked.source)).update(is_taken=True, is_chosen=True)
    else:
        locked.lines.update(is_taken=False, is_chosen=True)
    _touch(locked)


@transaction.atomic
def tick_only(*, batch: ImportBatch, actor: User, first: int, last: int) -> None:
    """Takes those lines from one number to another that can become entries and are not there yet, and no others."""
    locked = lock_preview(batch)
    locked.lines.update(is_taken=False, is_chosen=True)
    chosen = locked.lines.filter(number__gte=first, number__lte=last)
    fit_lines(chosen, named(locked.source)).update(is_taken=True)
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
        raise DomainError("There is no previous line to join it to.")
    before.text = f"{before.text}\n{line.text}"
    if is_too_long(before.text, named(locked.source)):
        raise DomainError("Together these lines are longer than one entry can be.")
    before.save(update_fields=["text"])
    line.delete()
    _touch(locked)


@transaction.atomic
def drop_import(*, batch: ImportBatch, actor: User) -> None:
    """Throws away what is not added yet, with the text. Conflict in the seconds in which the worker reads it."""
    found = ImportBatch.objects.filter(pk=batch.pk, state__in=NOT_ADDED)
    locked = found.select_for_update(of=("self",), skip_locked=True).first()
    if locked is None:
        raise Conflict("It is being read just now. Try again in a moment." if found.exists() else OVER)
    locked.delete()


def drop_old_previews() -> int:
    """Throws away what nobody looked at for two days: a pasted text may hold secrets. Says how many."""
    return ImportBatch.objects.filter(state__in=NOT_ADDED, touched_at__lt=now() - KEPT).delete()[0]


def lock_preview(batch: ImportBatch) -> ImportBatch:
    """The batch's row, locked; Conflict when it is no preview any more."""
    locked = ImportBatch.objects.select_for_update(of=("self",)).filter(pk=batch.pk).first()
    if locked is None:
        raise Conflict("This preview was discarded. Paste the text again.")
    if locked.state != BatchState.PREVIEW:
        raise Conflict(BEING_READ if locked.state in NOT_ADDED else OVER)
    return locked


def _checked(text: str) -> str:
    if not text.strip():
        raise DomainError(EMPTY, field="text")
    lines = text.count("\n") + 1
    if len(text) > MOST_CHARACTERS or lines > MOST_LINES:
        raise DomainError(
            f"This is too much at once: {lines:,} lines, {len(text):,} characters. Import it in parts of at most "
            f"{MOST_LINES:,} lines and {MOST_CHARACTERS:,} characters, one after the other: lines that two parts share "
            "are added once. Or attach it as a file.",
            field="text",
        )
    return text


def _change(line: ImportLine, edit: LineEdit) -> bool:
    """Makes a line what a person made of it; False when that is what it was."""
    held = (line.is_taken, line.happened_at, line.author, line.text, line.is_timed)
    is_timed = line.is_timed or edit.is_meant or edit.happened_at != line.happened_at
    if held == (edit.is_taken, edit.happened_at, edit.author, edit.text, is_timed):
        return False
    line.is_chosen = line.is_chosen or edit.is_taken != line.is_taken
    line.is_taken, line.happened_at, line.is_timed = edit.is_taken, edit.happened_at, is_timed
    line.author, line.text = edit.author, edit.text
    return True


def _touch(batch: ImportBatch) -> None:
    batch.touched_at = now()
    batch.save(update_fields=["touched_at"])
