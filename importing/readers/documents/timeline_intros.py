"""What a timeline says of all its times: in its heading, and before its first entry."""

from collections.abc import Sequence
from datetime import date

from core.prose.finds import FoundRange
from core.prose.times import times_in
from importing.readers.documents.lines import Kind, Line
from importing.readers.documents.moments import Context, date_of
from importing.readers.documents.parts import Part
from importing.readers.documents.passages import Passage
from importing.readers.documents.timeline import has_time
from importing.readers.documents.times import head_of, stated_zone, zone_in

_LONGEST_INTRO, _LONGEST_STATEMENT = 12, 400


def day_of_heading(passages: Sequence[Passage], near: date | None) -> date | None:
    """The day that the heading of a timeline names: `Timeline of 3 May 2023`."""
    for passage in passages:
        if passage.named is None:
            continue
        for found in times_in(passage.heading[:_LONGEST_STATEMENT]):
            if (day := (found.first if isinstance(found, FoundRange) else found).day) and (known := date_of(day, near)):
                return known
    return None


def intros_of(passages: Sequence[Passage]) -> list[str]:
    """What a timeline says of all its times before its first entry, each paragraph on one line."""
    found: list[str] = []
    for passage in passages:
        words: list[str] = []
        for line in passage.lines[:_LONGEST_INTRO]:
            if line.kind not in {Kind.TEXT, Kind.BLANK, Kind.ASIDE} or (line.words and head_of(line.words)):
                break
            if line.kind is Kind.TEXT:
                words.append(line.words)
            elif words:
                found.append(" ".join(words)[:_LONGEST_STATEMENT])
                words = []
        if words:
            found.append(" ".join(words)[:_LONGEST_STATEMENT])
    return found


def zone_of_timeline(passages: Sequence[Passage]) -> str:
    """The zone that a timeline names for all its times; empty where it names none."""
    for passage in passages:
        if passage.named in {Part.TIMELINE, Part.NARRATIVE} and (zone := zone_in(passage.heading)):
            return zone
    for intro in intros_of(passages):
        if zone := stated_zone(intro):
            return zone
    for line in (line for passage in passages for line in passage.told[:3]):
        if line.kind is Kind.ROW and not has_time(line, Context()) and (zone := zone_in(" ".join(line.cells))):
            return zone
        if zone := stated_zone(line.words) or _zone_of_day(line):
            return zone
    return ""


def zone_of_headings(passages: Sequence[Passage]) -> str:
    """The zone in brackets at the end of any heading, such as that of a table of facts: `Key times (UTC)`."""
    zones = (zone_in(passage.heading) for passage in passages if passage.heading.endswith(")") and not passage.is_label)
    return next((zone for zone in zones if zone), "")


def _zone_of_day(line: Line) -> str:
    """The zone beside a day on a line of its own: `Sept 15, 2020 (PDT)`."""
    head = head_of(line.words)
    return head.first.zone if head and head.is_day_alone and head.first else ""
