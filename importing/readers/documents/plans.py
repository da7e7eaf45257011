"""Lists of what will be done that stand under no such name: the sentence above them says that they are."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from importing.readers.documents.items import Item, items_of
from importing.readers.documents.lines import Kind, Line
from importing.readers.documents.parts import Part
from importing.readers.documents.passages import Passage
from importing.readers.documents.tables import tables_of

# `Here is what we plan to do:`, `To keep this from happening again we are taking these steps:`.
_ANNOUNCES = re.compile(
    r"\b(?:(?:we|i)(?:['’](?:ll|re|m)| will| are| am)\b.{0,60}\b(?:do|doing|tak(?:e|ing)|mak(?:e|ing)|chang(?:e|ing)"
    r"|implement\w*|improv\w*|add\w*|introduc\w*|going to)|(?:we|i) (?:plan|intend|have decided|commit) to"
    r"|(?:to|will) (?:help )?(?:prevent|avoid|reduce|minimi[sz]e)|(?:from|not) happen(?:ing)? again"
    r"|(?:measures|safeguards|changes) in(?:to)? place"
    r"|(?:next|following|further|additional|these) (?:steps|actions|measures|improvements|changes))\b",
    re.IGNORECASE,
)
# Of what was done while it lasted, or of how to read the text.
_TELLS = re.compile(
    r"\b(?:took|(?:were|was|been) taken|resolve|restore|mitigate|recover|workaround"
    r"|in this (?:post|report|document)|you can|reproduce"
    r"|investigat\w+|attack\w*|exploit\w*|happened)\b",
    re.IGNORECASE,
)
_PARTS = frozenset({None, Part.SUMMARY, Part.NARRATIVE, Part.RESOLUTION, Part.CONCLUSION, Part.ROOT_CAUSE})
_NO_PLANS = frozenset({Part.TIMELINE, Part.LESSONS})
_ACTION_ITEM = re.compile(r"action items?|to ?dos?|follow ?ups?")
_OF_LESSONS = re.compile(r"\W*(?:\d+\W+)?(?:lessons?|learnings?|takeaways?)\b", re.IGNORECASE)


def work_in(passages: Sequence[Passage]) -> list[Item]:
    """The items of a section about work; of one about lessons, too, those that are announced as work where any are."""
    is_of_lessons = any(passage.named and _OF_LESSONS.match(passage.heading) for passage in passages)
    work = [item for passage in passages for item in _announced_in(passage)] if is_of_lessons else []
    return work or items_of(passages, takes_prose=True)


def announced(passages: Sequence[Passage]) -> list[Item]:
    """The items of the lists below such sentences."""
    return [item for passage in passages if passage.part in _PARTS for item in _announced_in(passage)]


def tabled(passages: Sequence[Passage]) -> list[Item]:
    """The items of tables whose first column is called so, in whatever part they stand: `| Action item | Owner |`."""
    found: list[Item] = []
    for passage in passages:
        rows = [line for line in passage.lines if line.kind in {Kind.ROW, Kind.ASIDE}]
        headers = (table.header for table in tables_of(rows).values())
        if passage.part not in _NO_PLANS and any(header and _ACTION_ITEM.fullmatch(header[0]) for header in headers):
            found += items_of([replace(passage, lines=rows)])
    return found


def _announced_in(passage: Passage) -> Iterator[Item]:
    lines: list[Line] = []
    is_open = False
    for line in (*passage.lines, None):
        is_text = line is not None and line.kind is Kind.TEXT and not line.indent
        if line is not None and (line.kind in {Kind.ITEM, Kind.BLANK} or (lines and not is_text)):
            lines += [line] if is_open else []
            continue
        if lines:
            yield from items_of([replace(passage, lines=lines)])
        lines = []
        is_open = line is not None and line.words.endswith(":") and _says_plan(line.words)


def _says_plan(words: str) -> bool:
    """Whether the last sentence of a line announces what will be done."""
    last = re.split(r"[.!?]\s", words[-400:])[-1]
    return _ANNOUNCES.search(last) is not None and _TELLS.search(last) is None
