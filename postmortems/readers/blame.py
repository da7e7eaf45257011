"""Words of blame and of hindsight in prose, each with its sentence and a better way to say it.

The tables below are all there is to it. What is not sure stays unmarked: a job that *failed to start* is a fact, a team
that *failed to notice* is a judgement. Code, quotations and what others said (`> …`, “…”) are not the writer's words.
"""

import re
from collections import deque
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from core.prose.sentences import MarkedSentence, masked, sentences

LONGEST = 50_000  # characters of one text that are read
NAMED = "\ue000"  # stands for each letter of a person's name while a text is read


class Manner(StrEnum):
    """What kind of words they are."""

    COUNTERFACTUAL = "counterfactual"
    JUDGEMENT = "judgement"
    PERSON = "person"


INSTEAD = {
    Manner.COUNTERFACTUAL: (
        "Say what did happen, and what made it seem right at the time. What you wish for next time is a measure."
    ),
    Manner.JUDGEMENT: (
        "Say what people saw and did, and what made that reasonable: what the page showed, what was missing, what was "
        "alike."
    ),
    Manner.PERSON: (
        "Say what was done and what allowed it, without saying who: the next person in that place would do the same."
    ),
}

# In the patterns, words in capitals stand for these.
PARTS = {
    "WHO": (
        r"(?:\b(?:we|they|he|she|I|engineers?|developers?|operators?|administrators?|admins?|technicians?|programmers?|"
        r"colleagues?|employees?|interns?|reviewers?|managers?|responders?|person|people|staff|teams?|somebody|someone|"
        rf"nobody|anybody|everybody|humans?)\b|{NAMED}+)"
    ),
    "ADVERBS": (
        r"(?: (?:also|again|simply|never|just|clearly|repeatedly|initially|even|really|completely|apparently|easily))*"
    ),
    "DONE": (
        r"(?:been|seen|known|done|noticed|gone|caught|told|taken|written|read|run|kept|found|made|put|set|thought|given|"
        r"begun|sent|had|come|chosen|understood|shut|\w{2,}ed)\b"
    ),
    "FORESEEN": r"(?:prevented|avoided|noticed|caught|spotted|detected|foreseen|anticipated)\b",
    "PERCEIVE": (
        r"(?:notice|reali[sz]e|recogni[sz]e|anticipate|foresee|escalate|communicate|double-check|"
        r"follow (?:(?:the|our|a) )?(?:procedures?|process(?:es)?|runbooks?|checklists?|instructions?|rules?|policy))\b"
    ),
    "LAPSED": r"(?:forgot|neglected|ignored|overlooked|disregarded|misjudged|messed up|screwed up|botched)\b",
    "HAVE": r"(?: have|['’]ve)",
}
TABLE: tuple[tuple[Manner, str], ...] = (
    (Manner.COUNTERFACTUAL, r"\b(?:should|ought to)(?: not|n['’]t| never)?HAVEADVERBS DONE"),
    (Manner.COUNTERFACTUAL, r"\b(?:could|would|might)ADVERBSHAVEADVERBS(?: been)?ADVERBS FORESEEN"),
    (Manner.COUNTERFACTUAL, r"\bif only\b"),
    (Manner.COUNTERFACTUAL, r"\bif (?:the )?WHO had(?: not|n['’]t)? DONE"),
    (Manner.COUNTERFACTUAL, r"\bhad (?:we|they|he|she|I)(?: not)? DONE"),
    (Manner.JUDGEMENT, r"WHO(?: ha[sd]| have)?ADVERBS failed to\b"),
    (Manner.JUDGEMENT, r"\bfail(?:ed|ure) to PERCEIVE"),
    (Manner.JUDGEMENT, r"\b(?:human|operator) (?:errors?|mistakes?|failures?)\b"),
    (Manner.JUDGEMENT, r"\b(?:careless(?:ly|ness)?|negligen(?:ce|t|tly)|incompeten(?:ce|t))\b"),
    (Manner.JUDGEMENT, r"\b(?:stupid(?:ly|ity)?|sloppy|sloppiness|laziness|inattention|common sense)\b"),
    (Manner.JUDGEMENT, r"\black of (?:attention|care|diligence|discipline)\b"),
    (Manner.JUDGEMENT, r"\b(?:known?|knew) better\b"),
    (Manner.JUDGEMENT, r"\b(?:be|been|being) more careful\b"),
    (Manner.JUDGEMENT, r"\bpa(?:y|id|ying) (?:more|closer|better) attention\b"),
    (Manner.JUDGEMENT, r"\b(?:did not|didn['’]t) (?:bother|care) to\b"),
    (Manner.JUDGEMENT, r"\b(?:made|makes?|making) (?:a|the|this) (?:\w{1,20} )?mistake\b"),
    (Manner.JUDGEMENT, r"WHOADVERBS LAPSED"),
    (Manner.PERSON, r"\b(?:caused by|because of|due to) (?:(?:an?|the|one|our|some) )?(?:\w{1,20}[ -]){0,2}WHO"),
    (Manner.PERSON, r"WHO(?:['’]s|['’]) (?:own )?(?:mistakes?|errors?|faults?|negligence|oversight)\b"),
    (Manner.PERSON, r"\b(?:my|his|her|their|our) (?:own )?(?:mistakes?|faults?|negligence|oversight)\b"),
    (Manner.PERSON, r"WHO (?:caused|broke(?! down)) (?:it|this|the|our|production)\b"),
    (Manner.PERSON, r"WHO (?:is|was|were|are) (?:to blame|at fault)\b"),
)

_LEADING = re.compile(r"(?:[-*+#>\s]|\d{1,3}[.)]\s)*")
_ASKING = re.compile(r"(?:what|when|where|which|who|why|how)\b[^?]*\?", re.IGNORECASE)
_HANDLE = re.compile(r"(?<!\w)@[a-z][\w.]*\w")


@dataclass(frozen=True, slots=True)
class Remark(MarkedSentence):
    """Some words of a sentence, and what kind of words they are."""

    manner: Manner

    @property
    def instead(self) -> str:
        """A better way to say it."""
        return INSTEAD[self.manner]


def remarks(text: str, names: Collection[str] = ()) -> list[Remark]:
    """The first doubtful words of each sentence; `names` are the people who took part."""
    text = text[:LONGEST]
    plain = masked(text)
    first_names = {name.split(" ")[0] for name in names}
    if known := "|".join(re.escape(name) for name in sorted({*names, *first_names}, key=len, reverse=True) if name):
        plain = re.sub(rf"\b(?:{known})\b", lambda found: NAMED * len(found[0]), plain)
    hits = [(found.start(), found.end(), manner) for manner, rule in _rules() for found in rule.finditer(plain)]
    return list(_remarks(text, plain, hits))


def names_in(text: str, names: Collection[str]) -> list[Remark]:
    """Where a factor names a person, by their full name or their @name: it names who, and not what."""
    plain = masked(text)
    full = "|".join(re.escape(name) for name in names if " " in name.strip())
    found = [*_HANDLE.finditer(plain), *(re.finditer(rf"\b(?:{full})\b", plain) if full else ())]
    return list(_remarks(text, plain, [(each.start(), each.end(), Manner.PERSON) for each in found]))


@cache
def _rules() -> tuple[tuple[Manner, "re.Pattern[str]"], ...]:
    return tuple((manner, re.compile(_spelled_out(pattern), re.IGNORECASE)) for manner, pattern in TABLE)


def _spelled_out(pattern: str) -> str:
    for word, part in PARTS.items():
        pattern = pattern.replace(word, part)
    return pattern


def _remarks(text: str, plain: str, hits: list[tuple[int, int, Manner]]) -> Iterator[Remark]:
    waiting = deque(sorted(hits, key=lambda hit: (hit[0], -hit[1])))
    for start, end in sentences(plain):
        while waiting and waiting[0][0] < start:
            waiting.popleft()
        if not waiting or waiting[0][0] >= end:
            continue
        lead = _LEADING.match(plain, start, end)
        begin = lead.end() if lead else start
        first, last, manner = waiting[0]
        if not _ASKING.match(plain, begin, end) and first >= begin:
            yield Remark(text[begin:end], first - begin, last - begin, manner)
