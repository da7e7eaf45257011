"""The lines of a timeline to its entries, in every layout: lists, plain lines, headings, tables, code."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from core.prose.finds import FoundRange, FoundTime
from core.prose.times import times_in
from core.time_words import Day
from importing.readers.documents.code_words import is_code_word
from importing.readers.documents.entry_lines import apart
from importing.readers.documents.lines import Kind, Line
from importing.readers.documents.moments import Context
from importing.readers.documents.parts import Part
from importing.readers.documents.passages import Passage
from importing.readers.documents.tables import Table, table_entries, tables_of
from importing.readers.documents.times import Head, head_behind, head_of, stated_zone
from importing.readers.documents.updates import update_of

_LABELLED = re.compile(r"(?P<label>[A-Z][^:.]{1,60}?)\s*(?:(?<!\d):|:(?!\d))\s*(?P<rest>\S.*)")
_IN_A_SENTENCE = re.compile(r"(?:since|at|from|between|around|as of|starting|on)\s", re.IGNORECASE)
_ON_A_DAY = re.compile(r"on\s", re.IGNORECASE)
_DOTTED = re.compile(r"\W{0,3}\d{1,2}\.\d{2}\b")
# Below a day: where it is told elsewhere, and how exact its times are.
_POINTER = re.compile(
    r"(?:see(?: also)?:?\s)?(?:https?://\S+(?:\s(?:and|or))?\s*)+|see (?:also )?\S{1,80}|"
    r"(?:all )?(?:times|timestamps) (?:are|were) [^.]{3,60}\.?",
    re.IGNORECASE,
)
_ENOUGH = 2  # times without a colon, or lines with a label, to take them for entries
_LONGEST_STATEMENT = 400  # characters
_A_FULL_LINE = 45  # characters, of an item that goes on below
_FEWEST_WORDS = 6  # of an item that ends with a colon


@dataclass(slots=True)
class Draft:
    """An entry that is still being read."""

    line: Line
    head: Head | None
    words: list[str]
    day: Day | None = None
    lines: list[int] = field(default_factory=list)
    author: str = ""
    begins: bool = False  # it is the first below another heading that names a part

    @property
    def text(self) -> str:
        """Its words, each line of the document on its own."""
        return "\n".join(filter(None, self.words)).strip()

    def more(self, line: Line, words: str) -> None:
        """A further line of it."""
        self.words.append(words)
        self.lines.append(line.number)


@dataclass(slots=True)
class _Walk:
    """Through the lines of one timeline."""

    context: Context
    takes_bare: bool
    takes_code: bool
    takes_inside: bool = False  # no line begins with a time: those that hold one are entries
    has_clocks: bool = False  # lines that are no headings have clock times
    drafts: list[Draft] = field(default_factory=list)
    day: Day | None = None
    is_day_open: bool = False  # nothing has followed the line of that day yet
    is_open: bool = False  # the next line goes on with the last entry
    after_blank: bool = False
    is_past: bool = False  # a sentence below the entries announces another list
    is_named: bool = True  # a heading says that it is a timeline
    unread: list[Line] = field(default_factory=list)


def drafts_of(passages: Sequence[Passage], context: Context) -> list[Draft]:
    """The entries of all passages of a timeline, their times as they stand there."""
    lines = [piece for passage in passages for line in _with_heading(passage) for piece in apart(line)]
    openings = {passage.lines[0].number for passage in passages[1:] if passage.named and passage.lines}
    timed = [line for line in lines if line.kind is not Kind.CODE and has_time(line, context)]
    coded = [line for line in lines if line.kind is Kind.CODE and has_time(line, context)]
    bare = _bare_of(lines, timed, context)
    walk = _Walk(context, len(bare) >= _ENOUGH, not timed and bool(coded))
    has_labels = (
        not coded and not bare and not any(head_of(line.words, month_first=context.month_first) for line in timed)
    )
    walk.takes_inside = has_labels and not timed
    walk.is_named = any(passage.part is Part.TIMELINE for passage in passages)
    walk.has_clocks = any(line.kind is not Kind.HEADING and _has_clock(line, context) for line in timed)
    tables = tables_of(lines)
    for line in lines:
        if table := tables.get(line.number):
            _take_rows(walk, table)
        elif line.kind is not Kind.ROW:
            _take(walk, line, has_labels=has_labels)
    for before, draft in pairwise(walk.drafts):
        draft.begins = any(before.line.number < number <= draft.line.number for number in openings)
    return walk.drafts


def _bare_of(lines: Sequence[Line], timed: Sequence[Line], context: Context) -> list[Line]:
    """The lines that begin with a time without a colon, where few have one: 1405, or 14.05."""
    dotted = (line for line in lines if line.kind in {Kind.TEXT, Kind.ITEM} and _DOTTED.match(line.words))
    told = list(dotted) if timed else lines
    heads = [(line, head_of(line.words, takes_bare=True)) for line in told]
    bare = [line for line, head in heads if head and head.first and head.first.clock is not None]
    return bare if len(bare) > sum(1 for line in timed if _has_clock(line, context)) else []


def _with_heading(passage: Passage) -> Iterator[Line]:
    """The lines of a passage; those below a heading of their own begin with it."""
    if passage.is_update and (update := update_of(passage.heading, passage.told)):
        yield update
        return
    if passage.named is None and passage.heading and passage.line:
        yield Line(passage.line, Kind.HEADING, "", passage.heading, passage.heading, level=passage.level)
    yield from passage.lines


def has_time(line: Line, context: Context) -> bool:
    """Whether a line begins with a time, or with a label and a time."""
    if line.kind in {Kind.BLANK, Kind.ASIDE}:
        return False
    head = head_of(line.words, month_first=context.month_first) or _behind_heading(line, context)
    if head is None and line.kind in {Kind.ITEM, Kind.TEXT} and (label := _LABELLED.fullmatch(line.words)):
        head = head_of(label["rest"], month_first=context.month_first)
    return head is not None


def _behind_heading(line: Line, context: Context) -> Head | None:
    """The time in brackets at the end of a heading, below which its entry stands."""
    is_heading = line.kind is Kind.HEADING or line.is_bold
    return head_behind(line.words, month_first=context.month_first) if is_heading else None


def _has_clock(line: Line, context: Context) -> bool:
    head = head_of(line.words, month_first=context.month_first)
    return head is not None and (
        head.after_start is not None or (head.first is not None and head.first.clock is not None)
    )


def _take(walk: _Walk, line: Line, *, has_labels: bool) -> None:
    if line.kind in {Kind.BLANK, Kind.ASIDE}:
        walk.after_blank = walk.after_blank or line.kind is Kind.BLANK
        return
    is_more = _is_wrapped(walk, line) or _is_below_time(walk, line)
    head = None if (line.kind is Kind.CODE and not walk.takes_code) or is_more else _head(walk, line)
    if head and head.first and _is_day_line(walk, line, head):
        walk.day, walk.is_open, walk.is_day_open = head.first.day, False, True
    elif head:
        walk.is_past = False
        _begin(walk, line, head, head.rest)
    elif walk.is_open and not (has_labels and _is_labelled(line)) and _goes_on(walk, line):
        walk.drafts[-1].more(line, line.words if line.kind is not Kind.CODE else line.text)
    elif not is_code_word(line):
        _take_untimed(walk, line, has_labels=has_labels)
    walk.after_blank = False


def _is_wrapped(walk: _Walk, line: Line) -> bool:
    """Whether a line goes on with the sentence of the item above, though it happens to begin with a time."""
    if not walk.is_open or walk.after_blank or line.kind is not Kind.TEXT:
        return False
    first, above = walk.drafts[-1].line, walk.drafts[-1].words[-1]
    return first.kind is Kind.ITEM and line.indent > first.indent and above[-1:].isalnum() and len(above) > _A_FULL_LINE


def _is_below_time(walk: _Walk, line: Line) -> bool:
    """Whether a line is the sentence of the time alone right above it, though it begins with another one."""
    if not walk.is_open or walk.after_blank or line.kind is not Kind.TEXT or not _IN_A_SENTENCE.match(line.words):
        return False
    last = walk.drafts[-1]
    return last.head is not None and last.line.kind is Kind.TEXT and not any(last.words)


def _is_day_line(walk: _Walk, line: Line, head: Head) -> bool:
    """Whether a line names the day of those below it: alone, or as a heading of its own above times."""
    is_told_above = not walk.is_named and not walk.drafts and _ON_A_DAY.match(line.words)  # prose above the entries
    if head.is_day_alone or (is_told_above and walk.has_clocks and head.first and head.first.clock is None):
        return True
    is_heading = line.kind is Kind.HEADING or (line.is_bold and line.kind is not Kind.ITEM)
    return walk.has_clocks and is_heading and head.first is not None and head.first.clock is None


def _head(walk: _Walk, line: Line) -> Head | None:
    head = head_of(line.words, month_first=walk.context.month_first, takes_bare=walk.takes_bare)
    head = head or _behind_heading(line, walk.context)
    if head or line.kind not in {Kind.ITEM, Kind.TEXT, Kind.HEADING}:
        return head
    label = _LABELLED.fullmatch(line.words)
    found = head_of(label["rest"], month_first=walk.context.month_first) if label else None
    if label is None or found is None or (found.first and found.first.clock is None):
        return None
    return replace(found, rest=f"{label['label']}: {found.rest}" if found.rest else label["label"])


def _begin(walk: _Walk, line: Line, head: Head | None, text: str, *, keeps_day: bool = False) -> None:
    walk.is_day_open = keeps_day
    walk.drafts.append(Draft(line, head, [text], walk.day, [line.number]))
    walk.is_open = True


def _goes_on(walk: _Walk, line: Line) -> bool:
    """Whether a line without a time belongs to the entry above it."""
    first = walk.drafts[-1].line
    if first.kind is Kind.HEADING or not any(walk.drafts[-1].words) or line.kind is Kind.CODE:
        return True
    if line.kind is Kind.HEADING:
        return False
    if line.indent > first.indent:
        return True
    if line.kind is Kind.ITEM:
        return first.kind is Kind.TEXT or line.is_numbered != first.is_numbered
    if first.kind is Kind.TEXT and not walk.drafts[-1].head:
        return walk.drafts[-1].words[-1].endswith(":")
    return not walk.after_blank or _is_headed_by_times(walk)


def _is_headed_by_times(walk: _Walk) -> bool:
    """Whether each time stands on a line of its own, so that paragraphs follow it."""
    first = walk.drafts[-1]
    return first.head is not None and not first.head.rest


def _is_labelled(line: Line) -> bool:
    """Whether a line begins with a label, or is one."""
    return line.kind is Kind.TEXT and _LABELLED.fullmatch(f"{line.words} …") is not None


def _take_untimed(walk: _Walk, line: Line, *, has_labels: bool) -> None:
    """An item of a list without its time; where nothing has a time, a line with a label, too."""
    if walk.is_day_open and _POINTER.fullmatch(line.words.strip()):
        return
    if walk.is_day_open and walk.day and line.kind in {Kind.TEXT, Kind.ITEM} and not stated_zone(line.words):
        _begin(walk, line, Head("", FoundTime(0, 0, walk.day)), line.words, keeps_day=line.kind is Kind.ITEM)
        return
    is_item = line.kind is Kind.ITEM and (not walk.drafts or walk.drafts[-1].line.kind is Kind.ITEM)
    if (
        (has_labels and _is_labelled(line))
        or (walk.takes_inside and _holds_clock(line))
        or (_is_between_paragraphs(walk, line) and _holds_clock(line, with_day=True))
        or (
            is_item
            and not walk.is_past
            and not stated_zone(line.words)
            and not (line.words.endswith(":") and len(line.words.split()) < _FEWEST_WORDS)
        )
    ):
        _begin(walk, line, None, line.words)
    else:
        walk.unread.append(line)
        walk.is_open = False
        if line.kind is Kind.TEXT and not line.indent:
            timed = sum(1 for draft in walk.drafts if draft.head)
            walk.is_past = timed >= _ENOUGH and (line.words.endswith(":") or not walk.is_named)


def _is_between_paragraphs(walk: _Walk, line: Line) -> bool:
    """Whether a line is a paragraph of a timeline whose entries are paragraphs: their time can stand inside."""
    if not (walk.is_named and walk.after_blank and line.kind is Kind.TEXT and not line.words.endswith(":")):
        return False
    return bool(walk.drafts) and walk.drafts[-1].line.kind is Kind.TEXT and not walk.is_past


def _holds_clock(line: Line, *, with_day: bool = False) -> bool:
    if line.kind is not Kind.TEXT or len(line.words) > _LONGEST_STATEMENT:
        return False
    return any(
        not isinstance(found, FoundRange) and found.clock is not None and (found.day or not with_day)
        for found in times_in(line.words)
    )


def _take_rows(walk: _Walk, table: Table) -> None:
    rows = list(table_entries(table, month_first=walk.context.month_first))
    if walk.has_clocks and walk.drafts and not any(row.head for row in rows):  # another table, such as one of lengths
        walk.is_open = False
        return
    walk.day = table.day or walk.day
    for row in rows:
        if row.head and row.head.is_day_alone and not row.text and row.head.first:
            walk.day = row.head.first.day
            continue
        walk.drafts.append(Draft(row.line, row.head, [row.text], walk.day, [row.line.number], row.author))
    walk.is_open = False
