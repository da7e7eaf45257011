"""Any other text: a line that begins with a time begins an entry, and perhaps a name follows it."""

import re

from core.zones import ZONE_WORDS, fixed_offset
from importing.readers.messages import Collected, Message, Stamp, numbered
from importing.readers.stamps import CLOCK, day_of, is_month_first, stamp_of

NAME, LABEL = "text", "Other text"

_ZONE = "|".join(sorted((word for word in ZONE_WORDS if fixed_offset(word)), key=len, reverse=True))
_END = r"\d{1,2}:\d{2}(?![\d:])"
_HEAD = re.compile(
    rf"\s*+(?:[-*•]\s++)?(?P<bracket>[\[(])?"
    rf"(?P<stamp>(?:[\w/., -]{{1,30}}?[ T,])?{CLOCK}(?:\s?(?P<zone>{_ZONE})\b)?)[\])]?"
    rf"(?P<span>\s?[-–—]\s?{_END}|\s(?:to|until)\s{_END})?"
    r"\s*+(?:[-–—:|,]\s+|(?<=\s)|$)(?P<text>.*)"
)
_NAMED = re.compile(r"(?P<name>[A-Z][\w.'-]*(?: [A-Z][\w.'-]*){0,3}):\s+(?P<text>.+)")
# Behind a time in brackets, as chats write it, a name may be small: `[11:50 PM] anna: checkout is slow`.
_NICKED = re.compile(
    r"(?!(?:error|warn(?:ing)?|info|debug|fatal|critical|note|update|status|fix|todo|impact|next|result)\b)"
    r"(?P<name>@?[^\W\d_][\w.'-]*(?: [^\W\d_][\w.'-]*){0,3}):\s+(?P<text>.+)",
    re.IGNORECASE,
)


def read(text: str) -> list[Message]:
    """The entries of a text."""
    found = Collected()
    month_first = is_month_first(text.split("\n"))
    for number, line in numbered(text):
        match = _HEAD.fullmatch(line)
        stamp = stamp_of(match["stamp"].removesuffix(match["zone"] or ""), month_first=month_first) if match else None
        if match and stamp:
            named = (_NICKED if match["bracket"] else _NAMED).fullmatch(match["text"])
            words = f"{_span_of(match)}{(named or match)['text']}"
            found.begin(number, _in_zone(stamp, match), named["name"] if named else "", words)
        elif day := day_of(line, month_first=month_first):
            found.day(day)
        else:
            found.add(number, line)
    return found.all(ends_at_gap=True, ends_at_line=True)


def score(text: str) -> int:
    """How many lines begin with a time."""
    matches = (_HEAD.fullmatch(line) for line in text.split("\n"))
    return sum(1 for match in matches if match and stamp_of(match["stamp"].removesuffix(match["zone"] or "")))


def _span_of(match: re.Match[str]) -> str:
    """A span as it stands before the words, which keep it: an entry that is imported has a start alone."""
    return f"{match['stamp'].strip()}{match['span']} " if match["span"] else ""


def _in_zone(stamp: Stamp, match: re.Match[str]) -> Stamp:
    return Stamp(stamp.clock, stamp.day, fixed_offset(match["zone"])) if match["zone"] else stamp
