"""What looks like a time in a text and is not read as one, so that a person can be told before sending it."""

import re

from core.amounts import COUNT
from core.time_words import DAYS
from core.when_grammar import WhenError, scan

LOOKED_AT = 120  # characters of a text
_UNIT = r"(?:h|hrs?|hours?|m|mins?|minutes?|s|secs?|seconds?)"
_WEEKDAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_TIME_LIKE = re.compile(
    r"(?:from\s+)?(?:about\s+|around\s+|approx\.?\s+|ca\.?\s+|~\s*)?"
    r"(?:\d{1,2}[:h]\d{2}(?![\d/])"
    r"|\d{1,2}\.\d{2}(?=\s+(?!percent|seconds?|ms\b|[kmgt]b\b)[a-z])"
    r"|(?:[01]\d|2[0-3])[0-5]\d(?:h\b|(?=\s*[:–-]\s)|(?=\s+[a-z]+ed\b))"
    r"|(?:yesterday|today|tomorrow|tonight|last\s+night|this\s+(?:morning|afternoon|evening)|(?:at\s+)?(?:noon|midnight)"
    rf"|next\s+(?:week|{_WEEKDAY})|in\s+(?:about\s+)?{COUNT}(?:days?|{_UNIT}|weeks?)(?!-|\s+of\b))"
    r"(?!['’])\b)",
    re.IGNORECASE,
)
_AGO_WITHIN = re.compile(
    rf"(?<!\w)(?:about\s+)?(?:(?:a\s+)?(?:few|couple(?:\s+of)?|several|some)\s+|{COUNT})"
    r"(?:days?|h|hrs?|hours?|m|mins?|minutes?|secs?|seconds?|weeks?)\s+ago\b",
    re.IGNORECASE,
)

_CLOCK = re.compile(r"(?:\s|,|at\b)*\d{1,2}:\d{2}(?::\d{2})?(?=\s|$|[,;.:]\s)", re.IGNORECASE)
# Only what can hardly tell of the past: `in 5m` alone, or before `it restarts`, `we will`; not `In 2 hours we lost`.
_FUTURE = re.compile(
    rf"(in\s+(?:about\s+)?\d{{1,6}}\s*{_UNIT})(?:\W*$|,?\s+(?:it\s+(?!was\b|has\b)\w+s\b|(?:\w+\s+){{1,3}}will\b))",
    re.IGNORECASE,
)


def time_problem(text: str) -> str:
    """What is wrong with the time at the start of a text: one no clock shows (`25:99`), or a future one (`in 5m`)."""
    head = text[:LOOKED_AT].lstrip()
    if future := _FUTURE.match(head):
        return f"“{future[1]}” is in the future."
    day = next((match for pattern in DAYS if (match := pattern.match(head))), None)
    if _CLOCK.match(head, day.end() if day else 0):
        try:
            scan(head, loose=False)
        except WhenError as error:
            return f"“{head[: day.end()].strip()}”: {error.message}" if day else error.message
    return ""


def unread_time(text: str) -> str:
    """What looks like a time in a text in which `read_leading_when` found none; else nothing."""
    head = text[:LOOKED_AT]
    match = _TIME_LIKE.match(head) or _AGO_WITHIN.search(head)
    return match[0] if match else ""
