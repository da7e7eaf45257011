"""Which words of a line of the original stand in what became of it, and which would be lost."""

import re
from calendar import day_abbr, day_name, month_abbr, month_name
from collections import Counter
from collections.abc import Sequence

from core.zones import ZONE_WORDS
from importing.readers.documents.part_names import part_of
from importing.readers.records import ItemPart, Record
from importing.readers.words import as_said
from incidents.enums import Milestone
from postmortems.enums import FactorKind, MeasureKind
from postmortems.services import MAX_TEXT

LONGEST_TITLE, LONGEST_LINK, LONGEST_AUTHOR = 300, 500, 200
LONGEST_WORDS = 100_000  # of an entry or an action item: of far more PostgreSQL makes no index for the search
_WORD = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"\d+(?:t\d+)?(?:am|pm|[aphzms]|st|nd|rd|th)?")
_NAMES = (*day_name, *day_abbr, *month_name[1:], *month_abbr[1:], *ZONE_WORDS)
_TIMES = frozenset({name.lower() for name in _NAMES} | {"am", "pm", "utc", "gmt", "z", "all", "time", "times", "in"})
_DETAILS = frozenset({"owner", "owners", "assignee", "assigned", "to", "due", "by", "on", "date", "deadline", "status"})
_DETAILS_DONE = frozenset({"done", "closed", "complete", "completed", "fixed", "resolved", "x"})
_OF_TITLES = frozenset({"postmortem", "post", "mortem", "incident", "title"})


def words(text: str) -> Counter[str]:
    """Its words, in small letters."""
    return Counter(_WORD.findall(text.casefold()))


def shortened(text: str, most: int) -> str:
    """At most so long."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def description_of(item: ItemPart, original: str, owner: str) -> str:
    """What of an action item its other fields do not hold: in the end the whole line, where words would be lost."""
    title = " ".join(item.text.split())
    more = [item.note]
    more += [f"Owner in the document: {item.owner_words}" if item.owner_words and not owner else ""]
    more += [f"Tracker: {item.tracker}" if item.tracker and not is_link(item.tracker) else ""]
    more += [item.text if len(title) > LONGEST_TITLE else ""]
    said = words(" ".join((item.text, item.owner_words, item.tracker)))
    lost = {word for word in words(original) - said if word not in _DETAILS}
    if item.due:
        lost = {word for word in lost if not _is_time(word)}
    if item.is_done:
        lost -= _DETAILS_DONE
    more += [f"In the document: {as_said(original.strip())}" if lost else ""]
    return shortened("\n\n".join(filter(None, more)), LONGEST_WORDS)


def is_link(tracker: str) -> bool:
    """Whether it can stand as the link of an action item."""
    return tracker.startswith(("http://", "https://")) and len(tracker) <= LONGEST_LINK


def said_by_line(record: Record, lines: Sequence[str]) -> dict[int, Counter[str]]:
    """For each line that became an entry or a row, the words that stand there."""
    found: dict[int, Counter[str]] = {}
    for entry in record.entries:
        if entry.is_taken:
            labels = [Milestone(name).label for name in entry.milestones]
            said = words(" ".join((shortened(entry.text, LONGEST_WORDS), entry.author[:LONGEST_AUTHOR], *labels)))
            for line in entry.lines:
                found[line] = found.get(line, Counter()) | said
    kinds: dict[int, str] = {
        **{id(row): str(FactorKind(row.kind).label) for row in record.factors if row.kind},
        **{id(row): f"{MeasureKind(row.kind).label} measure" for row in record.measures},
    }
    for row in (*record.factors, *record.lessons, *record.measures):
        if row.is_taken:
            said = words(" ".join((shortened(row.text, MAX_TEXT), row.category, kinds.get(id(row), ""))))
            found[row.line] = found.get(row.line, Counter()) + said
    for item in record.items:
        if item.is_taken and 0 < item.line <= len(lines):
            original = lines[item.line - 1]  # `description_of` has what other fields have not
            found[item.line] = words(original) if len(original) < LONGEST_WORDS // 3 else Counter()
    return found


def is_said(line: str, said: Counter[str]) -> bool:
    """Whether all its words stand there; times stand in fields of their own."""
    return all(_is_time(word) for word in words(line) - said)


def is_name_of_list(line: str, heading: str) -> bool:
    """Whether a line is a heading that only says what kind of list follows."""
    in_brackets = re.findall(r"[(\[]([^()\[\]]*)[)\]]", heading)
    return (
        part_of(heading) is not None
        and is_said(line, words(heading))
        and all(is_said(inner, Counter()) for inner in in_brackets)
    )


def is_said_by_title(line: str, title: str) -> bool:
    """Whether the title has all words of the line it came from."""
    return not (words(line) - words(title)).keys() - _OF_TITLES


def _is_time(word: str) -> bool:
    return _NUMBER.fullmatch(word) is not None or word in _TIMES
