"""Clock times of digits that only the words before them make such: `until 1300`, `at about 9.25`."""

import re

# Behind `until`, four digits alone are a clock time: `until about 1300, when`. Those of a year are not.
_UNTIL_BEFORE = re.compile(r"\b(?:until|till)\s+(?:(?:about|around|approximately|roughly)\s+|~\s?)?$", re.IGNORECASE)
_UNTIL_CLOCK = re.compile(r"(?P<h>[01]\d|2[0-3])(?P<m>[0-5]\d)(?<!20\d\d)(?<!19\d\d)(?=[,.;)]?(?:\s|$))(?!\s\w+s\b)")
# Behind `at`, two numbers with a full stop between them are a clock time: `at about 9.25, when`.
_AT_BEFORE = re.compile(
    r"(?<!\bstood )(?<!\bstayed )(?<!\bpeaked )(?<!\bremained )(?<!\brate )(?<!\bload )(?<!\blevel )"
    r"\b(?:at|around)\s+(?:(?:about|around|approximately|approx\.?|roughly|exactly|precisely)\s+|~\s?)?$",
    re.IGNORECASE,
)
_DOT_CLOCK = re.compile(
    r"(?P<h>[01]?\d|2[0-3])\.(?P<m>[0-5]\d)"
    r"(?=[,;:)]|\.?(?:\s*$|\n)|\.\s|\s(?:and|on|in the|we|our|the|this|that|when|today|yesterday|until|to|[–—-])\s)",
    re.IGNORECASE,
)
# Four digits, the first of which is 0: `from 0905 to 0930`. `From 1000 to 1400 users` tells no time.
_FROM_BEFORE = re.compile(r"\b(?:from|between)\s+$", re.IGNORECASE)
_FROM_CLOCK = re.compile(r"(?P<h>0\d)(?P<m>[0-5]\d)(?=\s?(?:to|and|until|till|[–—-])\s?(?:[01]\d|2[0-3])[0-5]\d\b)")
_FROM_TO_BEFORE = re.compile(r"\b(?:from|between)\s+0\d[0-5]\d\s?(?:to|and|until|till|[–—-])\s?$", re.IGNORECASE)
_TO_CLOCK = re.compile(r"(?P<h>[01]\d|2[0-3])(?P<m>[0-5]\d)\b")
_AFTER = (
    (_UNTIL_BEFORE, _UNTIL_CLOCK),
    (_AT_BEFORE, _DOT_CLOCK),
    (_UNTIL_BEFORE, _DOT_CLOCK),
    (_FROM_BEFORE, _FROM_CLOCK),
    (_FROM_TO_BEFORE, _TO_CLOCK),
)
_LEADING = 30


def digit_clocks(text: str, at: int) -> list[re.Pattern[str]]:
    """The patterns of clock times that the words right before a place allow there."""
    before = text[max(0, at - _LEADING) : at]
    return [clock for words, clock in _AFTER if words.search(before)]
