"""Which lines are headings, and which begin with a label: marked ones, and those that only look like it."""

import re
from dataclasses import dataclass, replace

from importing.readers.documents.lines import Kind, Line
from importing.readers.documents.part_names import LONGEST_NAME, part_of
from importing.readers.documents.parts import LABELS, Part
from importing.readers.documents.plain import plain
from importing.readers.documents.times import head_of

_CAPITALS, BOLD, _COLON, _RUN_IN = 4, 5, 6, 7  # levels of headings without `#`
_MOST_WORDS = 8
_A_FULL_LINE = 50  # characters
_FEWEST_LETTERS = 4
_WORDS_OF_A_NAME = 4
# Parts whose names are common words, so that a line must be marked to be their heading.
_WEAK = LABELS | {Part.OTHER, Part.NARRATIVE, Part.MITIGATORS}
# Parts that a label in a line can begin: `Root cause: the cache was full.`
_NO_RUN_IN = frozenset({Part.OTHER, Part.NARRATIVE})
# Inside these, a list speaks of many things: `Detection: alert on errors` is one of its items.
_LISTS = frozenset(
    {Part.MEASURES, Part.ACTIONS, Part.LESSONS, Part.WENT_WELL, Part.WENT_WRONG, Part.GOT_LUCKY, Part.SURPRISED,
     Part.TIMELINE, Part.CONTRIBUTING, Part.REMEDIATION}
)  # fmt: skip
# Parts whose names end a timeline, also as an item of its list: `- Action items:`.
_BEHIND_A_TIMELINE = (_LISTS - {Part.TIMELINE}) | {
    Part.ROOT_CAUSE,
    Part.CAUSE_AND_RESOLUTION,
    Part.IMPACT,
    Part.SUMMARY,
}
_LABEL = re.compile(
    r"(?P<mark>\*\*|__)?(?P<name>[A-Z\d][^:*_|\n]{0,70}?)(?:(?P<colon>\s?:)(?P<after>\*\*"
    r"|__)?|(?P<closed>\*\*|__)(?:\s?[:·]|\s[-–—·])?)"
    r"(?:\s+|$|(?<=[:*_])(?=[^\s/\d]))(?P<rest>.*)"
)
_BEHIND_LABEL = re.compile(r"\s?(?:\([^()]{0,60}\)(?=\s?:))?\s?[:·]?\s*(?:[-–—·]\s)?\s*")
_STATE = re.compile(
    r"\W*(?:yes|no|done|implemented|completed?|finished|pending|in progress|planned|tbd)\W*", re.IGNORECASE
)
# A sign before and behind: `📉 What it cost: 📉`.
_FRAMED = re.compile(
    r"(?P<sign>[\u2600-\u27bf\U0001f300-\U0001faff]\ufe0f?)\s*(?P<words>[^\n]{3,80}?)\s*:?\s*(?P=sign)"
)
_BREAK = re.compile(r"(?<=\S)\s*<br ?/?>\s*(?=\S)", re.IGNORECASE)
_INNER = re.compile(
    r"(?<=[.:;,)!?])\s(?=(?:Impact|Root [Cc]ause|Duration|Start [Tt]ime|End [Tt]ime|Start|End|Detection"
    r"|Resolution|Summary|Severity|Status|Date):\s)"
)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading, or a label with the `rest` of its line. `part` is None for a name that is not known."""

    words: str
    part: Part | None
    level: int
    rest: Line | None = None

    @property
    def is_run_in(self) -> bool:
        """Whether its text begins on the same line."""
        return self.rest is not None


def heading_of(line: Line, part: Part | None, before: Line | None, after: Line | None) -> Heading | None:
    """The heading that a line is, inside a part, between two lines that are not blank; None for other lines."""
    if line.kind is Kind.HEADING:
        return _marked(line)
    if line.kind is Kind.ROW:
        return _row(line, part)
    if line.kind not in {Kind.TEXT, Kind.ITEM} or not line.words:
        return None
    if (before is not None and _goes_on(before, line)) or _says_how_far(line):
        return None
    if part is Part.TIMELINE and after is not None and (_begins_with_clock(after) or _is_group(line, after)):
        return None if _is_group(line, after) else _alone(line, part, after)
    return _alone(line, part, after) or _run_in(line, part, before)


def _is_group(line: Line, after: Line) -> bool:
    """Whether a line is the name of a group of entries: `- Actions taken:`, with a list below it."""
    is_above = line.kind is Kind.ITEM is after.kind and after.indent > line.indent
    is_behind = part_of(line.words.rstrip(" :")) in _BEHIND_A_TIMELINE
    return is_above and (_begins_with_clock(after) or not is_behind)


def _begins_with_clock(line: Line) -> bool:
    """Whether a line is a further entry, so that the one above it is a part of the one before."""
    head = head_of(line.words)
    return head is not None and head.first is not None and head.first.clock is not None


def _says_how_far(line: Line) -> bool:
    """Whether a line says of a list how far it is, and does not begin it: `Preventive measures: done`."""
    label, colon, state = line.words.partition(":")
    return bool(colon) and _STATE.fullmatch(state) is not None and part_of(label) in _LISTS


def _row(line: Line, within: Part | None) -> Heading | None:
    """A row of a table of facts: `| Start | 14:05 UTC |`."""
    cells = [cell for cell in line.cells if cell]
    if len(cells) != len(("label", "fact")) or within in _LISTS:
        return None
    part = part_of(cells[0])
    if part is None or part in _NO_RUN_IN or {part, part_of(cells[1])} == {Part.START, Part.END}:  # the head of a table
        return None
    return Heading(cells[0], part, _RUN_IN, replace(line, kind=Kind.TEXT, text=cells[1], words=cells[1], cells=()))


def _goes_on(before: Line, line: Line) -> bool:
    """Whether a line goes on with the sentence of the line above it."""
    if line.kind is not Kind.TEXT or before.kind not in {Kind.TEXT, Kind.ITEM} or line.is_bold:
        return False
    return line.words[:1].islower() and len(before.words) > _A_FULL_LINE and before.words[-1] not in ".!?:;)”\"’'*`]…"


def _marked(line: Line) -> Heading:
    named = part_of(line.words)
    if named is None and (match := _LABEL.fullmatch(line.text)) and match["rest"]:
        part = part_of(match["name"])
        is_time = match["name"].lower().strip() in {"future", "next"}  # `### Future: a second belt`
        if part is not None and part not in _NO_RUN_IN | {Part.ABOUT} and not is_time:
            return Heading(match["name"].strip(), part, line.level, _rest(line, match))
    return Heading(line.words, named, line.level)


def _alone(line: Line, within: Part | None, after: Line | None) -> Heading | None:
    if line.kind is Kind.TEXT and (framed := _FRAMED.fullmatch(line.words)):
        return Heading(framed["words"], part_of(framed["words"]), BOLD)
    words = line.words.rstrip(" :").strip()
    if len(words) > LONGEST_NAME or line.words.endswith((".", ",", ";")):
        return None
    named = part_of(words)
    if line.kind is Kind.ITEM:
        is_name = named is not None and named is not Part.OTHER and ":" not in words
        return _item_alone(line, words, named, within, after) if named and is_name else None
    level = _level_alone(line, words, named, within)
    return Heading(words, named, level) if level else None


def _level_alone(line: Line, words: str, named: Part | None, within: Part | None) -> int:
    """The level of a heading that has a line of its own; 0 for what is none."""
    if line.is_bold:
        return BOLD
    if line.words.rstrip().endswith(":"):
        return _COLON if named and not words[:1].islower() else 0
    is_short = len(words.split()) <= _MOST_WORDS
    letters = sum(letter.isalpha() for letter in words)
    if words.isupper() and words[-1] != ">" and letters >= _FEWEST_LETTERS and is_short:
        return _CAPITALS if named or _is_alone(line, words) else 0
    is_named = named is not None and (named not in _WEAK or line.words.endswith("?"))
    if is_named and words[:1].isupper() and is_short and not _is_one_of_many(named, within, words):
        return _CAPITALS
    return 0


def _is_alone(line: Line, words: str) -> bool:
    """Whether capitals are a heading: several letters, no code."""
    return line.indent == 0 and re.fullmatch(r"[A-Z][A-Z '’&/-]{5,}", words) is not None


def _is_one_of_many(named: Part | None, within: Part | None, words: str) -> bool:
    """Whether a name without any mark is more likely a line of the list it stands in."""
    return within in _LISTS and named in {Part.IMPACT, Part.DETECTION, Part.TRIGGER} and len(words.split()) > 1


def _is_long_work(words: str, named: Part, within: Part | None) -> bool:
    """Whether a numbered line of a list of work is work itself: `7. Bring in all the prevention measures`."""
    works = {Part.MEASURES, Part.ACTIONS, Part.REMEDIATION}
    return within in works and named in works and len(words.split()) > _WORDS_OF_A_NAME


def _item_alone(line: Line, words: str, named: Part, within: Part | None, after: Line | None) -> Heading | None:
    """`1. Timeline`, and `- Duration:` above what stands below it."""
    if line.is_checked is not None:
        return None
    is_marked = line.words.endswith(":") or line.is_bold
    if words.isupper() and not line.indent and named not in LABELS:  # `- TIMELINE OF EVENTS`
        return Heading(words, named, _CAPITALS)
    if line.is_numbered and (is_marked or named not in _WEAK):
        return None if _is_long_work(words, named, within) and not is_marked else Heading(words, named, _CAPITALS)
    has_more = after is not None and (after.indent > line.indent or after.raw.lstrip()[:1] != line.raw.lstrip()[:1])
    return (
        Heading(words, named, _COLON) if is_marked and has_more and after and after.kind is not Kind.HEADING else None
    )


def _run_in(line: Line, within: Part | None, before: Line | None) -> Heading | None:
    match = _LABEL.fullmatch(line.words if line.text[:1] in "*_" and line.text[:2] not in {"**", "__"} else line.text)
    if match is None or not match["rest"] or (match["closed"] and not match["mark"]):
        return None
    if match["mark"] and not (match["after"] or match["closed"]) and match["rest"].count(match["mark"]) % 2 == 0:
        return None
    part = part_of(match["name"])
    is_question = match["mark"] is not None and match["name"].endswith("?")
    if part is None or (part in _NO_RUN_IN and not is_question):
        return None
    if within in _LISTS and (
        line.kind is Kind.ITEM or before is not None or part in LABELS | {Part.IMPACT, Part.DETECTION}
    ):
        return None
    return Heading(match["name"].strip(), part, _RUN_IN, _rest(line, match))


def _rest(line: Line, match: re.Match[str]) -> Line:
    """What stands behind the label of a line."""
    name, words = match["name"].strip(), line.words
    if words.startswith(name):
        said = _BEHIND_LABEL.sub("", words[len(name) :], count=1)
    else:
        said = words.split(":", 1)[-1].lstrip() if ":" in words else words
    return replace(line, kind=Kind.TEXT, text=match["rest"].strip(), words=said, level=0, is_bold=False)


def _piece(line: Line, text: str) -> Line:
    return replace(line, text=text, words=plain(text, set()), is_bold=False)


def inner_labels(line: Line) -> list[Line]:
    """A line that holds several labels, cut before each of them."""
    if _BREAK.search(line.text):
        return [piece for each in _BREAK.split(line.text) for piece in inner_labels(_piece(line, each))]
    pieces = _INNER.split(line.text)
    if len(pieces) == 1:
        return [line]
    words = _INNER.split(line.words)
    if len(words) != len(pieces):
        return [line]
    return [replace(line, kind=Kind.TEXT, text=text, words=said) for text, said in zip(pieces, words, strict=True)]
