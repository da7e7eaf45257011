"""Amounts of time in digits and words: `5m`, `an hour and a half`, `twenty-five minutes`."""

import re
from datetime import timedelta

_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "ninety": 90}
_TEENS = ("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
_ONES = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", *_TEENS)
COUNTED = rf"(?:{'|'.join(_TENS)})(?:[\s-](?:{'|'.join(_ONES[:9])}))?|{'|'.join(reversed(_ONES))}"
COUNT = (
    rf"(?:\d{{1,6}}(?:[.,]\d{{1,2}})?[\s-]*+|(?:half(?:\s+an?)?|(?:a\s+)?quarter\s+of\s+an?|an?|{COUNTED})(?:[\s-])++)"
)
_HALF_MORE = r"\s+and\s+a\s+half\b"
AMOUNT = rf"{COUNT}(?:d|days?|h|hrs?|hours?|m|mins?|minutes?|s|secs?|seconds?)\b(?:{_HALF_MORE})?"
_ONE_AMOUNT = re.compile(
    rf"(?P<count>{COUNT})(?P<between>and\s+a\s+half\s+)?(?P<unit>[wdhms])[a-z]*(?P<more>{_HALF_MORE})?", re.IGNORECASE
)
_UNITS = {"w": "weeks", "d": "days", "h": "hours", "m": "minutes", "s": "seconds"}


def amounts_of(text: str) -> timedelta:
    """All amounts of a text together."""
    total = timedelta()
    for match in _ONE_AMOUNT.finditer(text):
        count = count_of(match["count"].lower()) + (0.5 if match["more"] or match["between"] else 0)
        total += timedelta(**{_UNITS[match["unit"].lower()]: count})
    return total


def count_of(word: str) -> float:
    """The number that digits or words say: `90`, `1.5`, `an`, `half an`, `twenty-five`."""
    if word[0].isdigit():
        return float(word.strip(" \t\n-").replace(",", "."))
    parts = word.replace("-", " ").split()
    if parts[0] == "half":
        return 0.5
    if "quarter" in parts:
        return 0.25
    return sum(_TENS.get(part) or (1 if part in {"a", "an"} else _ONES.index(part) + 1) for part in parts)
