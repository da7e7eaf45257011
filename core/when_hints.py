"""What looks like a time in a text and is not read as one, so that a person can be told before sending it."""

import re

from core.when_grammar import COUNT

LOOKED_AT = 120  # characters of a text
_TIME_LIKE = re.compile(
    r"(?:about\s+|around\s+|approx\.?\s+|ca\.?\s+|~\s*)?"
    r"(?:\d{1,2}[:h]\d{2}(?![\d/])"
    r"|\d{1,2}\.\d{2}(?=\s+(?!percent|seconds?|ms\b|[kmgt]b\b)[a-z])"
    r"|(?:yesterday|today|tonight|last\s+night|this\s+(?:morning|afternoon|evening)|(?:at\s+)?(?:noon|midnight))"
    r"(?!['’])\b)",
    re.IGNORECASE,
)
_AGO_WITHIN = re.compile(
    rf"(?<!\w)(?:about\s+)?(?:(?:a\s+)?(?:few|couple(?:\s+of)?|several|some)\s+|{COUNT})"
    r"(?:days?|h|hrs?|hours?|m|mins?|minutes?|secs?|seconds?|weeks?)\s+ago\b",
    re.IGNORECASE,
)

_CLOCK = re.compile(r"\s*(?:at\s+)?(?P<said>(\d{1,2}):(\d{2})(?::(\d{2}))?)(?=\s|$|[,;.:]\s)", re.IGNORECASE)
_MOST = (23, 59, 59)


def impossible_time(text: str) -> str:
    """The impossible clock time at the start of a text, such as `25:99`; else nothing."""
    match = _CLOCK.match(text[:LOOKED_AT])
    if match is None:
        return ""
    numbers = [int(digits or 0) for digits in match.group(2, 3, 4)]
    return match["said"] if any(number > most for number, most in zip(numbers, _MOST, strict=True)) else ""


def unread_time(text: str) -> str:
    """What looks like a time in a text in which `read_leading_when` found none; else nothing."""
    head = text[:LOOKED_AT]
    match = _TIME_LIKE.match(head) or _AGO_WITHIN.search(head)
    return match[0] if match else ""
