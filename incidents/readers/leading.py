"""The words by which somebody is said to have led the incident, and not something else."""

import re

from core.prose.sentences import HIDDEN

_LED_BY = re.compile(
    rf"^[^\w{HIDDEN}]*(?:the\s+)?incident\s+lead(?:\s+was|\W*[:|])\W*$"
    rf"|^[^\w{HIDDEN}]*(?:the|this|our)\s+(?:incident\s+)?(?:incident|response|outage)\s+was\s+led\s+by\W*$",
    re.IGNORECASE,
)
_LEAD_LINE = re.compile(rf"^[^\w\n{HIDDEN}]*lead[^\w\n]*[:|][^\w\n]*$", re.IGNORECASE)
_LED = re.compile(
    r"\s+(?:led\s+(?:the\s+)?(?:incident\s+)?(?:response|incident)|was\s+(?:the\s+)?incident\s+lead)(?=\s*(?:[.,;!)]|and\b|$))"
)


def is_said_to_lead(line: str, before: str, after: str) -> bool:
    """By the words of the line and of the sentence before a name, and those after it."""
    return bool(_LED_BY.search(before) or _LEAD_LINE.search(line) or _LED.match(after))
