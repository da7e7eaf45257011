"""Lengths of time in running text: `3 hours and 30 minutes`, `90 min`, `about an hour`, `45-minute`."""

import re

from core.amounts import COUNTED, amounts_of
from core.prose.finds import FoundDuration

_NUMBER = r"\d{1,6}(?:[.,]\d{1,2})?"
_LONG = r"(?:weeks?|days?|hours?|hrs?|minutes?|mins?|seconds?|secs?)"
_ONE = (
    rf"(?:{_NUMBER}(?:\s?-?\s?{_LONG}\b|\s?(?-i:h|d|m|s|H|M)(?![\w/]|\.\d))"
    rf"|(?:half\s+an?|(?:three[\s-])?(?:a\s+)?quarters?\s+of\s+an?|an?|{COUNTED})(?:\s+and\s+a\s+half)?[\s-]{_LONG}\b)"
    r"(?:\s+and\s+a\s+half\b)?"
)
_JOIN = r"(?:\s?,\s?(?:and\s)?|\s?&\s?|\s+and\s+|\s)?"
_GLUED = r"\d{1,4}\s?h(?:ours?|rs?)?\s?\d{1,2}\s?m(?:in(?:ute)?s?)?(?:\s?\d{1,2}\s?s)?"
_WORDS = re.compile(rf"(?<![\w.:/$€£+-])(?:{_GLUED}|{_ONE}(?:{_JOIN}{_ONE}){{0,3}})(?![\w])", re.IGNORECASE)
_CLOCK_LIKE = re.compile(
    (
        r"(?<![\w.:/-])(?P<h>\d{1,3}):(?P<m>[0-5]\d)(?::(?P<s>[0-5]\d))?\s?(?:hours?|hrs?|h\b"
        r"|\((?:hh?:mm|h:mm:ss|hh:mm:ss)\))"
    ),
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"(?:about|around|approximately|approx\.?|roughly|circa|some|nearly|almost|over|more than|at least|less than|under"
    r"|just over|up to|~|≈)\s*$",
    re.IGNORECASE,
)
_LEADING = 20
_NOT_A_LENGTH = re.compile(r"\s+(?:ago|old|later|earlier)\b", re.IGNORECASE)


def durations_in(text: str) -> list[FoundDuration]:
    """The lengths of time that a text names, in order. `5 minutes ago` is none, for it is an instant."""
    found = [_clock_like(match, text) for match in _CLOCK_LIKE.finditer(text)]
    taken = {(each.start, each.end) for each in found}
    for match in _WORDS.finditer(text):
        if _NOT_A_LENGTH.match(text, match.end()) or any(start <= match.start() < end for start, end in taken):
            continue
        try:
            span = amounts_of(match[0])
        except (OverflowError, ValueError):
            continue
        found.append(FoundDuration(match.start(), match.end(), span, _is_about(text, match.start())))
    return sorted(found, key=lambda each: each.start)


def _clock_like(match: re.Match[str], text: str) -> FoundDuration:
    span = amounts_of(f"{match['h']} h {match['m']} m {match['s'] or 0} s")
    return FoundDuration(match.start(), match.end(), span, _is_about(text, match.start()))


def _is_about(text: str, at: int) -> bool:
    return _ABOUT.search(text[max(0, at - _LEADING) : at]) is not None
