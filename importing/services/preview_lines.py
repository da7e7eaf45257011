"""The lines of a preview: as they were read, or read anew on other clocks, and what keeps one from being an entry."""

from dataclasses import asdict
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import Length

from core import markdown
from core.clock import now
from core.wall_clock import SLACK
from importing.enums import LineMatch
from importing.models import ImportBatch, ImportLine
from importing.readers.formats import Format, named
from importing.readers.messages import Further
from importing.readers.placing import BatchClocks, Placed, first_day_told, place
from importing.selectors.known_entries import SourceLine, external_ids, match_lines

SURELY_SHORT = 30_000  # characters: as Markdown none takes more than 6 bytes, and the fence of code twice as many
KNOWN = "Already on the timeline."
STRUCK = "On the timeline, struck through. Tick it to restore it."
NO_TIME = "No time: type one, or choose the time of the first line above."
TOO_LONG = "Longer than one entry can be."
AHEAD = "In the future: check the day and the zone above."


def fault_of(line: ImportLine, source: Format) -> str:
    """Why a line cannot become an entry, as what follows "is ticked and"; empty when it can."""
    if line.happened_at is None:
        return f"has no time. {NO_TIME}"
    if line.is_ahead:
        return "is in the future. Check the day and the zone above, type its time, or untick it."
    return fault_of_words(line.text, source)


def fit_lines(lines: "QuerySet[ImportLine]", source: Format) -> "QuerySet[ImportLine]":
    """Those that are news and have no `fault_of`, without reading them all."""
    ahead = Q(happened_at__gt=now() + SLACK, is_timed=False)
    fit = lines.filter(is_known=False, is_understood=True, happened_at__isnull=False).exclude(ahead)
    fit = fit.exclude(text__regex=r"^\s*$")
    long = fit.annotate(length=Length("text")).filter(length__gt=SURELY_SHORT)
    return fit.exclude(pk__in=[line.pk for line in long if is_too_long(line.text, source)])


def fault_of_words(text: str, source: Format) -> str:
    """What is wrong with the words alone; see `fault_of`."""
    if not text.strip():
        return "has no words. Type them, or untick it."
    if is_too_long(text, source):
        return f"has more than the {markdown.LONGEST // 1024} kB that one entry can have. Shorten it, or untick it."
    return ""


def is_too_long(text: str, source: Format) -> bool:
    """Whether words are more than one entry takes, in bytes, once they are Markdown."""
    if len(text) <= SURELY_SHORT:
        return False
    return len(source.markdown(text).encode("utf-8", "surrogatepass")) > markdown.LONGEST


def write_lines(batch: ImportBatch) -> None:
    """The lines of the text, each with its time, and what the timeline has of it."""
    source, placed = named(batch.source), _placed(batch)
    told = [SourceLine(each.at, each.message.author, each.message.text, own_id) for each, own_id in placed]
    lines = (
        _line(batch, each, source, own_id, match)
        for (each, own_id), match in zip(placed, match_lines(batch.incident, told), strict=True)
    )
    ImportLine.objects.bulk_create(lines, batch_size=1000)


def place_anew(batch: ImportBatch, kept: dict[int, ImportLine]) -> None:
    """Other clocks: times that nobody typed move, everything else stays as it was chosen."""
    source = named(batch.source)
    # What is not kept was joined to another line.
    found = [
        (kept[each.message.number], each, own_id) for each, own_id in _placed(batch) if each.message.number in kept
    ]
    for line, _, own_id in found:
        line.external_id = own_id
    moved = [(line, each) for line, each, _ in found if not line.is_timed]
    sources = [SourceLine(each.at, line.author, line.text, line.external_id) for line, each in moved]
    for (line, each), match in zip(moved, match_lines(batch.incident, sources), strict=True):
        _put(line, each, source, match)
    changed = ["external_id", "happened_at", "note", "is_taken", "is_chosen", "is_known"]
    # Several times as fast as `bulk_update`, which asks of each row which of five hundred it is.
    ImportLine.objects.bulk_create(
        [line for line, _, _ in found],
        batch_size=1000,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=changed,
    )


def mend_note(line: ImportLine, source: Format) -> None:
    """Takes away what is no longer so, once somebody changed a line."""
    gone = {
        NO_TIME: line.happened_at is not None,
        AHEAD: not line.is_ahead,
        TOO_LONG: not is_too_long(line.text, source),
    }
    for note, is_gone in gone.items():
        if is_gone and note in line.note:
            line.note = " ".join(line.note.replace(note, "").split())


def _placed(batch: ImportBatch) -> list[tuple[Placed, str]]:
    """The messages of the text with their instants, each with its external id."""
    zone = batch.time_zone
    messages = named(batch.source).read(batch.raw)
    clocks = BatchClocks(zone, now().astimezone(zone).date(), batch.day, batch.first_clock)
    if batch.day is None and first_day_told(messages, clocks) is None:
        began = batch.incident.began_at.astimezone(zone).date()
        clocks = BatchClocks(zone, clocks.today, began, batch.first_clock)
    placed = place(messages, clocks)
    ids = external_ids(SourceLine(each.at, each.message.author, each.message.text) for each in placed)
    return list(zip(placed, ids, strict=True))


def _line(batch: ImportBatch, placed: Placed, source: Format, external_id: str, match: LineMatch) -> ImportLine:
    message = placed.message
    line = ImportLine(
        batch=batch,
        number=message.number,
        author=message.author[:200],
        text=message.text,
        further=_further(message.further),
        external_id=external_id,
        is_understood=message.is_understood,
    )
    _put(line, placed, source, match)
    return line


def _put(line: ImportLine, placed: Placed, source: Format, match: LineMatch) -> None:
    """Gives a line its time and its note, and its tick, unless a person chose that.

    A tick goes all the same once the timeline has the line, or it lies in the future.
    """
    is_known = match is not LineMatch.NEW
    is_news = is_known and not line.is_known
    line.happened_at, line.is_known = placed.at, is_known
    line.note = _note(line, placed, source, match)
    if line.is_taken and (is_news or line.is_ahead):
        line.is_chosen = False
    if not line.is_chosen:
        line.is_taken = placed.message.is_offered and not is_known and not fault_of(line, source)


def _note(line: ImportLine, placed: Placed, source: Format, match: LineMatch) -> str:
    too_long = TOO_LONG if is_too_long(line.text, source) else ""
    missing = NO_TIME if placed.at is None and placed.message.is_offered else ""
    ahead = AHEAD if line.is_ahead else ""
    may_be_taken_up = match is LineMatch.STRUCK and not line.further.get("struck")
    known = STRUCK if may_be_taken_up else KNOWN if line.is_known else ""
    notes = (too_long, known, placed.message.note, placed.note, ahead, missing)
    return " ".join(note for note in notes if note)[:300]


def _further(further: Further) -> dict[str, Any]:
    """What is not usual of an entry, as JSON."""
    until = further.until.isoformat() if further.until else None
    return {name: value for name, value in (asdict(further) | {"until": until}).items() if value}
