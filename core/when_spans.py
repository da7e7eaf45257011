"""What stands around the time of an entry: `about` before it, and the end of a span behind it."""

import re

from core.when_grammar import WhenError, scan

LONGEST = 120  # characters of a typed time; more is no time
_ABOUT = r"(?:about|around|approximately|approx\b\.?|circa|ca\b\.?|~)"
LEADING_ABOUT = re.compile(rf"\s*{_ABOUT}\s*", re.IGNORECASE)
FROM = re.compile(r"\s*from\s+", re.IGNORECASE)
SPAN_END = re.compile(
    rf"\s*(?:[-–—−]|to\b|until\b|till\b)\s*(?P<about>{_ABOUT}\s*)?"
    r"(?P<end>\d{1,2}:\d{2}(?::\d{2})?(?:\s*[ap]m\b)?|\d{1,2}\s*[ap]m\b)(?=\s|$|[,:;.](?:\s|$))",
    re.IGNORECASE,
)


def says_about(text: str) -> bool:
    """Whether a typed time begins with `about`, `around`, `ca.` or `~`."""
    return LEADING_ABOUT.match(text) is not None


def split_span(when: str, until: str) -> tuple[str, str]:
    """The two fields of a span. `13:00-14:00` in the first one fills both, where the second one is empty."""
    if until or not when or len(when) > LONGEST:
        return when, until
    start = after(FROM, when)
    try:
        spoken = scan(when[after(LEADING_ABOUT, when, start) :], loose=True)
    except WhenError:
        return when, until
    end = after(LEADING_ABOUT, when, start) + spoken.end
    match = SPAN_END.fullmatch(when.rstrip(" ."), end) if spoken.clock is not None else None
    return (when[start:end].strip(), match["end"]) if match else (when, until)


def after(pattern: re.Pattern[str], text: str, at: int = 0) -> int:
    """Where a match of the pattern ends; `at` itself where there is none."""
    match = pattern.match(text, at)
    return match.end() if match else at
