"""What a sentence says of an incident: the words before a time or a length of time, as tables of patterns.

`SURE` words leave no doubt what the time is of. `LIKELY` ones may be about something else of the timeline.
"""

import re
from dataclasses import dataclass

from incidents.readers.record import Said

# In the patterns, words in capitals stand for these.
_PARTS = {
    "INCIDENT": (
        r"(?:(?:the|this|our)\s+(?:\w+\s+){0,2}?)?"
        r"(?:incident|outage|impact|disruption|downtime|interruption|degradation|unavailability)"
    ),
    "VERY": r"(?:(?:first|fully|finally|completely|only|then)\s+)?",
}
# Between such words and the time.
_UP_TO = (
    r"(?:\s*(?:on|at|around|from|by)\b)?(?:\s*the\b)?(?:\s*(?:about|around|approximately|approx\.?|roughly|circa|~|≈))?"
    r"[\s*_(]*$"
)
_SURE = (
    (Said.STARTED, r"\bINCIDENT\s+VERY(?:began|started|begins|starts)"),
    (Said.STARTED, r"\bimpact started"),
    (Said.RESOLVED, r"\bINCIDENT\s+(?:was|is|has been)\s+VERYresolved"),
    (Said.RESOLVED, r"\bINCIDENT\b[^;\n]{0,90}?\band\s+(?:was\s+)?VERYresolved"),
    (Said.ENDED, r"\bINCIDENT\s+VERY(?:ended|ends|stopped)"),
    (Said.ENDED, r"\bINCIDENT\s+(?:was|is)\s+VERYover"),
    (Said.ENDED, r"\bINCIDENT\b[^;\n]{0,90}?\band\s+VERY(?:ended|stopped)"),
    (Said.DETECTED, r"\bINCIDENT\s+(?:was|is)\s+VERY(?:detected|noticed|discovered)"),
    (Said.ACKNOWLEDGED, r"\bINCIDENT\s+was\s+VERYacknowledged"),
    (Said.IDENTIFIED, r"\bthe\s+(?:root\s+)?cause\s+was\s+VERYidentified"),
    (Said.MITIGATED, r"\bINCIDENT\s+was\s+VERYmitigated"),
)
_LIKELY = (
    (Said.DETECTED, r"^\W*it\s+was\s+VERY(?:detected|noticed|discovered)"),
    (Said.DETECTED, r"\bmonitoring\s+(?:noticed|detected)\s+(?:it|this|the\s+(?:incident|outage|problem))"),
    (Said.REPORTED, r"^\W*it\s+was\s+VERYreported"),
    (Said.ACKNOWLEDGED, r"^\W*it\s+was\s+VERYacknowledged"),
    (Said.MITIGATED, r"^\W*it\s+was\s+VERYmitigated"),
    (Said.RESOLVED, r"^\W*it\s+was\s+VERY(?:resolved|solved|fixed)"),
    (Said.STARTED, r"^\W*it\s+VERY(?:began|started)"),
)
# Words for customers say it so; in a postmortem they can be of anything.
_FOR_CUSTOMERS = ((Said.STARTED, r"\bsince"),)
# A line of its own: `- **Resolved:** 13:30 EST`.
_LABELS = (
    (Said.STARTED, r"(?:(?:impact|incident|outage)\s+)?(?:started|start|began)(?:\s+(?:at|time))?"),
    (Said.ENDED, r"(?:(?:impact|incident|outage)\s+)?(?:ended|end)(?:\s+(?:at|time))?"),
    (Said.RESOLVED, r"resolved(?:\s+at)?"),
    (Said.DETECTED, r"detected(?:\s+at)?"),
    (Said.ACKNOWLEDGED, r"acknowledged(?:\s+at)?"),
    (Said.IDENTIFIED, r"(?:root\s+)?cause identified(?:\s+at)?"),
    (Said.MITIGATED, r"mitigated(?:\s+at)?"),
)
_LENGTHS = (
    (Said.LASTED, r"\bINCIDENT\s+VERY(?:lasted|went\s+on\s+for)"),
    (Said.LASTED, r"\b(?:duration|length)\s+of\s+INCIDENT\s+(?:was|is)"),
    (Said.LASTED, r"^\W*(?:(?:total|overall)\s+)?(?:duration|downtime)\W*[:|]"),
    (Said.LASTED, r"^\W*(?:impact|incident|outage)\s+duration\W*[:|]"),
    (Said.TO_DETECT, r"(?:^\W*|[.;]\s)time to detect\W*[:|]"),
    (Said.TO_ACKNOWLEDGE, r"(?:^\W*|[.;]\s)time to acknowledge\W*[:|]"),
    (Said.TO_MITIGATE, r"(?:^\W*|[.;]\s)time to mitigate\W*[:|]"),
    (Said.TO_RESOLVE, r"(?:^\W*|[.;]\s)time to resolve\W*[:|]"),
)
_RANGES = (
    r"\bINCIDENT\s+(?:lasted|ran|was|went\s+on)(?:\s+(?:from|between))?",
    r"^\W*(?:duration|affected|from when to when|(?:impact|incident|outage)(?:\s+period)?)\W*[:|](?:\s*from)?",
)
_OUT_OF_ORDER = re.compile(
    r"\b(?:down|unavailable|not\s+available|unreachable|out\s+of\s+reach|outage|could\s?n[o’']t|cannot|not\s+\w+|unable"
    r"|failed|fail|fails|failing|affected|impacted|disrupted|degraded)\b",
    re.IGNORECASE,
)
# Of another incident, or not a plain statement of what was.
_DOUBTFUL = re.compile(
    r"\b(?:previous|earlier|similar|another|other|second|third|related|if|would|should|might|perhaps|maybe|probably"
    r"|possibly|likely|planned|expected|estimated|scheduled|until\s+now|thought|assumed|believed|suspected|claimed"
    r"|according|unclear|unknown|not\s+known|instead\s+of|rather\s+than|originally|initially|each|every|one\s+of"
    r"|maintenance|drill|INC-\d+|REP-\d+)\b|\?",
    re.IGNORECASE,
)
_OVER = re.compile(r"\b(?:again|works?|working|restored|recovered|back|normal|fixed|solved|available)\b", re.IGNORECASE)
_NOT_OVER = re.compile(r"\b(?:not|cannot|can['’]t|un\w+able|no\s+longer)\b", re.IGNORECASE)
_ENDS_LINE = re.compile(r"[\s*_.|)]*(?:\(.*)?$")


@dataclass(frozen=True, slots=True)
class Claim:
    """What a time is said to be of; not `is_sure`: it may be of something else."""

    said: Said
    is_sure: bool


def _compiled(pattern: str, end: str = _UP_TO) -> re.Pattern[str]:
    for word, part in _PARTS.items():
        pattern = pattern.replace(word, part)
    return re.compile(rf"(?:{pattern}){end}", re.IGNORECASE)


_TIMES = (
    *((Claim(said, is_sure=True), _compiled(pattern)) for said, pattern in _SURE),
    *((Claim(said, is_sure=False), _compiled(pattern)) for said, pattern in _LIKELY),
)
_SINCE = tuple((Claim(said, is_sure=False), _compiled(pattern)) for said, pattern in _FOR_CUSTOMERS)
_LABELLED = tuple((Claim(said, is_sure=True), _compiled(rf"^\W*(?:{label})\W*[:|]")) for said, label in _LABELS)
_LASTED = tuple((said, _compiled(pattern)) for said, pattern in _LENGTHS)
_SURE_RANGES = tuple(_compiled(pattern) for pattern in _RANGES)
_FROM = _compiled(r"\b(?:from|between)")
_FROM_ALONE = _compiled(r"^\W*from")


def is_doubtful(sentence: str) -> bool:
    """Whether a sentence may be about something else than what was."""
    return _DOUBTFUL.search(sentence) is not None


def time_claim(before: str, after: str, *, for_customers: bool) -> Claim | None:
    """What a time is of by the words of its sentence before and after it; None where they do not say."""
    for claim, pattern in _TIMES:
        if pattern.search(before):
            return claim
    for claim, pattern in _LABELLED:
        if pattern.search(before) and _ENDS_LINE.match(after):
            return claim
    for claim, pattern in _SINCE if for_customers else ():
        if pattern.search(before) and not _says_it_is_over(before + after):
            return claim
    return None


def _says_it_is_over(sentence: str) -> bool:
    return _OVER.search(sentence) is not None and _NOT_OVER.search(sentence) is None


def length_claim(before: str) -> Said | None:
    """What a length of time is of."""
    return next((said for said, pattern in _LASTED if pattern.search(before)), None)


def range_claim(before: str, sentence: str, after: str, *, for_customers: bool) -> bool | None:
    """Whether a range is surely that of the impact; False where it may be a part of it, else None."""
    if any(pattern.search(before) for pattern in _SURE_RANGES):
        return True
    if for_customers and _FROM_ALONE.search(before) and not after.strip(" .*_\n"):
        return True
    is_likely = _FROM.search(before) is not None and speaks_of_loss(sentence)
    return False if is_likely else None


def speaks_of_loss(sentence: str) -> bool:
    """Whether it says that something did not work."""
    return _OUT_OF_ORDER.search(sentence) is not None
