"""What a sentence says of an incident: the words before a time or a length of time, as tables of patterns.

`SURE` words leave no doubt what the time is of. `LIKELY` ones may be about something else of the timeline.
"""

import re
from dataclasses import dataclass

from core.prose.sentences import HIDDEN
from incidents.readers.record import FactKind

WINDOW = 200  # characters before a time or a length of time in which such words can stand
# In the patterns, words in capitals stand for these. An outage of a provider, a first outage, an outage in Europe is
# another one than the incident: nothing stands in front of it or between it and its verb.
_PARTS = {
    "INCIDENT": (
        r"(?:BEGIN|;\s*)(?:(?:the|this|our)\s+(?:whole\s+|entire\s+)?"
        r"(?:incident|outage|impact|disruption|downtime|interruption|degradation|unavailability)|impact|outage)"
    ),
    "BEGIN": rf"^[^\w{HIDDEN}]*",
    "VERY": r"(?:(?:fully|finally|completely|only|then)\s+)?",
    "AND": r"(?:(?!\b(?:for|in|of)\b)[^;\n]){0,90}?\band\s+",
}
# Between such words and the time.
_UP_TO = (
    r"(?:\s*(?:on|at|around|from|by)\b)?(?:\s*the\b)?(?:\s*(?:about|around|approximately|approx\.?|roughly|circa|~|≈))?"
    r"[\s*_(]*$"
)
_SURE = (
    (FactKind.STARTED, r"INCIDENT\s+(?:first\s+)?VERY(?:began|started|begins|starts)"),
    (FactKind.RESOLVED, r"INCIDENT\s+(?:was|is|has been)\s+VERYresolved"),
    (FactKind.RESOLVED, r"INCIDENT\s+(?:began|started|was|lasted)\bAND(?:was\s+)?VERYresolved"),
    (FactKind.ENDED, r"INCIDENT\s+VERY(?:ended|ends|stopped)"),
    (FactKind.ENDED, r"INCIDENT\s+(?:was|is)\s+VERYover"),
    (FactKind.ENDED, r"INCIDENT\s+(?:began|started|was)\bANDVERY(?:ended|stopped)"),
    (FactKind.DETECTED, r"INCIDENT\s+(?:was|is)\s+(?:first\s+)?(?:detected|noticed|discovered)"),
    (FactKind.ACKNOWLEDGED, r"INCIDENT\s+was\s+VERYacknowledged"),
    (FactKind.IDENTIFIED, r"BEGINthe\s+(?:root\s+)?cause\s+was\s+VERYidentified"),
    (FactKind.MITIGATED, r"INCIDENT\s+was\s+VERYmitigated"),
)
_LIKELY = (
    (FactKind.DETECTED, r"BEGINit\s+was\s+(?:first\s+)?(?:detected|noticed|discovered)"),
    (FactKind.DETECTED, r"\bmonitoring\s+(?:noticed|detected)\s+(?:it|this|the\s+(?:incident|outage|problem))"),
    (FactKind.REPORTED, r"BEGINit\s+was\s+(?:first\s+)?reported"),
    (FactKind.ACKNOWLEDGED, r"BEGINit\s+was\s+VERYacknowledged"),
    (FactKind.MITIGATED, r"BEGINit\s+was\s+VERYmitigated"),
    (FactKind.RESOLVED, r"BEGINit\s+was\s+VERY(?:resolved|solved|fixed)"),
    (FactKind.STARTED, r"BEGINit\s+(?:first\s+)?(?:began|started)"),
)
# Words for customers say it so, beside words of loss; in a postmortem they can be of anything.
_FOR_CUSTOMERS = ((FactKind.STARTED, r"\bsince"),)
# A line of its own: `- **Resolved:** 13:30 EST`.
_LABELS = (
    (FactKind.STARTED, r"(?:(?:impact|incident|outage)\s+)?(?:started|start|began)(?:\s+(?:at|time))?"),
    (FactKind.ENDED, r"(?:(?:impact|incident|outage)\s+)?(?:ended|end)(?:\s+(?:at|time))?"),
    (FactKind.RESOLVED, r"resolved(?:\s+at)?"),
    (FactKind.DETECTED, r"detected(?:\s+at)?"),
    (FactKind.ACKNOWLEDGED, r"acknowledged(?:\s+at)?"),
    (FactKind.IDENTIFIED, r"(?:root\s+)?cause identified(?:\s+at)?"),
    (FactKind.MITIGATED, r"mitigated(?:\s+at)?"),
)
_LENGTHS = (
    (FactKind.LASTED, r"INCIDENT\s+VERY(?:lasted|went\s+on\s+for)"),
    (
        FactKind.LASTED,
        r"BEGIN(?:the\s+)?(?:duration|length)\s+of\s+(?:the|this)\s+(?:incident|outage|impact)\s+(?:was|is)",
    ),
    (FactKind.LASTED, r"BEGIN(?:(?:total|overall)\s+)?(?:duration|downtime)\W*[:|]"),
    (FactKind.LASTED, r"BEGIN(?:impact|incident|outage)\s+duration\W*[:|]"),
    (FactKind.TO_DETECT, r"(?:BEGIN|[.;]\s)time to detect\W*[:|]"),
    (FactKind.TO_ACKNOWLEDGE, r"(?:BEGIN|[.;]\s)time to acknowledge\W*[:|]"),
    (FactKind.TO_MITIGATE, r"(?:BEGIN|[.;]\s)time to mitigate\W*[:|]"),
    (FactKind.TO_RESOLVE, r"(?:BEGIN|[.;]\s)time to resolve\W*[:|]"),
)
_RANGES = (
    r"INCIDENT\s+(?:lasted|ran|was|went\s+on)(?:\s+(?:from|between))?",
    r"BEGIN(?:duration|affected|from when to when|(?:impact|incident|outage)(?:\s+period)?)\W*[:|](?:\s*from)?",
)
_OUT_OF_ORDER = re.compile(
    r"\b(?:down|unavailable|not\s+available|unreachable|out\s+of\s+reach|outage|could\s?n[o’']t|cannot|not\s+\w+|unable"
    r"|failed|fail|fails|failing|affected|impacted|disrupted|degraded)\b",
    re.IGNORECASE,
)
# Of another incident, or not a plain statement of what was.
_DOUBTFUL = re.compile(
    r"\b(?:(?:first|last|next|final)\s+(?:incident|outage|impact|disruption|interruption|one|part|phase|wave)|previous|earlier|similar|another|other|second|third|related|if|would|should|might|perhaps|maybe|probably"
    r"|possibly|likely|planned|expected|estimated|scheduled|until\s+now|thought|assumed|believed|suspected|claimed"
    r"|according|confirmed|said|says|stated|announced|told|wrote|nightly|daily|hourly|weekly|usually|always|unclear|unknown|not\s+known|instead\s+of|rather\s+than|originally|initially|each|every|one\s+of"
    r"|maintenance|drill|INC-\d+|REP-\d+)\b|\?",
    re.IGNORECASE,
)
_OVER = re.compile(r"\b(?:again|works?|working|restored|recovered|back|normal|fixed|solved|available)\b", re.IGNORECASE)
_NOT_OVER = re.compile(r"\b(?:not|cannot|can['’]t|un\w+able|no\s+longer)\b", re.IGNORECASE)
_ENDS_LINE = re.compile(r"[\s*_.|)]*$")
# Behind a value: it is that of a part.
_OF_A_PART = re.compile(
    r"[\s*_,]*(?:\(|(?!in\s+(?:total|all)\b)(?:for|in|of|on|at|with|within|among|per|to|under|by|longer|shorter|more|less|where|there|here)\b)",
    re.IGNORECASE,
)
_OF_SOME = re.compile(r"\b(?:most|some|few|others|in|on|of|for\s+(?!many|all\b|every))\b", re.IGNORECASE)
_PART_BEFORE = re.compile(r"\b(?:in|on|at|among|for|of)\b", re.IGNORECASE)
_STILL = re.compile(r"\b(?:still|by|after|remained|remaining|left|at\s+first|later|then)\b", re.IGNORECASE)
_CLAUSE = re.compile(r"[,;:()–—]|\b(?:and|but|so|while|because)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Claim:
    """What a time is said to be of; not `is_sure`: it may be of something else."""

    said: FactKind
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
_LABELLED = tuple((Claim(said, is_sure=True), _compiled(rf"BEGIN(?:{label})\W*[:|]")) for said, label in _LABELS)
_LASTED = tuple((said, _compiled(pattern)) for said, pattern in _LENGTHS)
_SURE_RANGES = tuple(_compiled(pattern) for pattern in _RANGES)
_FROM = _compiled(r"\b(?:from|between)")
_FROM_ALONE = _compiled(r"BEGINfrom")


def is_doubtful(sentence: str) -> bool:
    """Whether a sentence may be about something else than what was."""
    return _DOUBTFUL.search(sentence) is not None


def time_claim(before: str, after: str, *, for_customers: bool) -> Claim | None:
    """What a time is of by the words of its sentence before and after it; None where they do not say."""
    if is_of_a_part(after):
        return None
    for claim, pattern in _TIMES:
        if _ends_in(before, pattern):
            return claim
    for claim, pattern in _LABELLED if _ENDS_LINE.match(after) else ():
        if _ends_in(before, pattern):
            return claim
    for claim, pattern in _SINCE if for_customers else ():
        if _ends_in(before, pattern) and _is_lost_since(before, after):
            return claim
    return None


def _ends_in(before: str, pattern: re.Pattern[str]) -> bool:
    """Whether such words stand right before something."""
    return pattern.search(before, max(0, len(before) - WINDOW)) is not None


def _is_lost_since(before: str, after: str) -> bool:
    """Whether the same clause says that something does not work, and none that it works again."""
    clause = f"{_CLAUSE.split(before)[-1]} {_CLAUSE.split(after.lstrip(' ,'))[0]}"
    return speaks_of_loss(clause) and not _says_it_is_over(before + after)


def _says_it_is_over(sentence: str) -> bool:
    return _OVER.search(sentence) is not None and _NOT_OVER.search(sentence) is None


def is_of_a_part(after: str) -> bool:
    """Whether the words behind a value make it that of a part: `for most users`, `(EU)`."""
    return _OF_A_PART.match(after) is not None


def share_is_claimed(before: str, sentence: str, after: str) -> bool:
    """Whether a share is that of all who were affected, not of a part and not at a later time."""
    is_of_all = not (_PART_BEFORE.search(before) or is_of_a_part(after))
    return is_of_all and speaks_of_loss(sentence) and not _STILL.search(sentence)


def length_claim(before: str, after: str) -> FactKind | None:
    """What a length of time is of."""
    said = next((said for said, pattern in _LASTED if _ends_in(before, pattern)), None)
    return None if said is FactKind.LASTED and is_of_a_part(after) else said


def range_claim(before: str, sentence: str, after: str, *, for_customers: bool) -> bool | None:
    """Whether a range is surely that of the impact; False where it may be a part of it, else None."""
    if is_of_a_part(after):
        return None
    if any(_ends_in(before, pattern) for pattern in _SURE_RANGES):
        return True
    if for_customers and _ends_in(before, _FROM_ALONE) and not after.strip(" .*_\n"):
        return True
    is_likely = _ends_in(before, _FROM) and speaks_of_loss(sentence) and not _OF_SOME.search(before)
    return False if is_likely else None


def speaks_of_loss(sentence: str) -> bool:
    """Whether it says that something did not work."""
    return _OUT_OF_ORDER.search(sentence) is not None
