"""What a document tells in words: impact, detection, cause, resolution, factors, lessons, measures."""

import re
from collections.abc import Iterable, Sequence
from itertools import takewhile

from core.prose.shares import shares_in
from importing.readers.documents.code_words import is_code_word
from importing.readers.documents.facts import (
    Detection,
    Impact,
    ReadEntry,
    Sureness,
    Told,
)
from importing.readers.documents.lines import Kind
from importing.readers.documents.parts import Part
from importing.readers.documents.passages import Passage

_AFFECTED = re.compile(
    (
        r"\b(?:affect(?:ed|ing)|impact(?:ed|ing)?|unable|could(?: not|n't|n’t)|unavailable"
        r"|inaccessible|outage|unreachable|down\b|disrupt\w*|degrad\w*|errors?|fail(?:ed|ures?"
        r"|ing)|prevented|slow)"
    ),
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?<=[.!?])[\"”’)]*\s+(?=[\"“(]?[A-Z\d])|\n")
# Where, in one part about both, the cause ends and the resolution begins.
_FIXED = re.compile(
    r"\b(?:to (?:resolve|fix|address|mitigate|remedy|solve|correct) (?:the|this|it)|(?:was"
    r"|were|been|is|got) (?:\w+ly )?(?:resolved|fixed|mitigated|solved|addressed|remedied"
    r"|corrected|reverted|rolled back|restored)"
    r"|(?:team|engineers?|we|developers?|they|it|solution|resolution|fix)\b.{0,80}?\b(?:fixed"
    r"|reverted|rolled back|resolved|restarted|deployed (?:a )?(?:fix|patch)|restor(?:ed|ing)"
    r"|increas(?:ed|ing) the|patched|corrected|adjusted|updat(?:ed|ing)|switched"
    r"|was to (?:create|increase|revert|restart))"
    r"|solution (?:was|is)|resolution (?:was|is|involved)|resolved by|fixed by|mitigated by)\b",
    re.IGNORECASE,
)
_SOURCES: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "partner",
        re.compile(
            (
                r"\b(?:partners?|vendor|supplier|provider|third[- ]party|upstream)\b.{0,60}\b(?:notif"
                r"|report|alert|inform|told|contact)"
            ),
            re.IGNORECASE,
        ),
    ),
    (
        "monitoring",
        re.compile(
            (
                r"\b(?:monitor(?:ing|s)?|alert(?:s|ed|ing)?|alarms?|pag(?:ed|er|erduty)|datadog|nagios"
                r"|prometheus|grafana|cloudwatch|uptime check|health ?checks?|synthetic|pingdom|new relic"
                r"|sentry|automated|metrics?)\b"
            ),
            re.IGNORECASE,
        ),
    ),
    (
        "customer",
        re.compile(
            r"\b(?:customers?|users?|clients?|students?|community|merchants?|visitors?|subscribers?"
            r"|tickets?|tweets?|twitter|complain\w*)\b.{0,80}\b(?:report\w*|complain\w*|notic\w*"
            r"|contact\w*|inform\w*|notif\w*|rais\w*|ticket|tweet\w*|initial detection)"
            r"|\b(?:report(?:ed|s)?|complaints?|tickets?|feedback)\b.{0,40}\b(?:by"
            r"|from)\b.{0,30}\b(?:customers?|users?|clients?|students?|community)|customer complaint",
            re.IGNORECASE,
        ),
    ),
    (
        "employee",
        re.compile(
            r"\b(?:engineers?|team|developers?|staff|employees?|colleagues?|sales|support|member"
            r"|operator|admin\w*|sre|person who|we)\b.{0,60}\b(?:notic\w*|report\w*|detect\w*"
            r"|discover\w*|observ\w*|found|spotted|saw|blocked)"
            r"|\b(?:report(?:ed)?|noticed|detected|discovered|found"
            r"|spotted)\b.{0,20}\bby\b.{0,30}\b(?:team|engineers?|developers?|staff|employees?|sales"
            r"|support|person|member|administrator)",
            re.IGNORECASE,
        ),
    ),
)
_DETECTS = re.compile(
    (
        r"\b(?:detect\w*|notic\w*|alert\w*|alarm\w*|reported|report(?:s|ing)? (?:of|from|that)"
        r"|discover\w*|pag(?:ed|er)|observed|aware|spotted)\b"
    ),
    re.IGNORECASE,
)


def paragraphs(passages: Iterable[Passage]) -> list[tuple[str, int]]:
    """The paragraphs of a part as plain text with the line each begins on; items of lists stand alone."""
    found: list[tuple[str, int]] = []
    for passage in passages:
        words: list[str] = []
        first = 0
        for line in (*passage.lines, None):
            is_text = line is not None and line.kind is Kind.TEXT and not is_code_word(line)
            if not is_text and words and not (line is not None and line.kind is Kind.ASIDE and not line.text):
                found.append((" ".join(words), first))
                words = []
            if line is not None and is_text:
                first = first if words else line.number
                words.append(line.words)
            elif line is not None and line.kind in {Kind.ITEM, Kind.ROW}:
                words, first = [line.words], line.number
    return found


def text_of(passages: Iterable[Passage]) -> Told | None:
    """All of a part in words."""
    said = paragraphs(passages)
    return Told("\n\n".join(text for text, _ in said), said[0][1]) if said else None


# Names of parts about the cause and the resolution, those first that say most clearly that they are.
_BEST: dict[Part, tuple[re.Pattern[str], ...]] = {
    Part.ROOT_CAUSE: (re.compile(r"root[ -]?cause|\brca\b", re.IGNORECASE),),
    Part.RESOLUTION: (
        re.compile(r"resol|\bfix|solution", re.IGNORECASE),
        re.compile(r"steps taken|actions? taken", re.IGNORECASE),
        re.compile(r"recover|mitigat|restor", re.IGNORECASE),
        re.compile(r"(?!.*(?:work ?around|response))", re.IGNORECASE),
    ),
}


def best_named(passages: Sequence[Passage], part: Part) -> list[Passage]:
    """Of several sections about the same, those whose heading says it most clearly, and that hold words."""
    told = {passage.section for passage in passages if passage.told}
    for pattern in _BEST[part]:
        best = {
            passage.section
            for passage in passages
            if passage.section in told and passage.named is part and pattern.search(passage.heading)
        }
        if best and len(told) > len(best):
            return [passage for passage in passages if passage.section in best]
    return list(passages)


def sentences(text: str) -> list[str]:
    """The sentences of a text."""
    return [each for each in (part.strip() for part in _SENTENCE.split(text)) if each]


def cause_and_resolution(passages: Sequence[Passage]) -> tuple[Told | None, Told | None]:
    """One part about both, split where it comes to the fix; both are all of it where that is not said."""
    said = paragraphs(passages)
    if not said:
        return None, None
    causes: list[tuple[str, int]] = []
    fixes: list[tuple[str, int]] = []
    for text, line in said:
        for each in sentences(text):
            (fixes if fixes or (causes and _FIXED.search(each[:_LOOKED_AT])) else causes).append((each, line))
    if not fixes:
        whole = Told("\n\n".join(text for text, _ in said), said[0][1], Sureness.LIKELY)
        return whole, whole
    return tuple(Told(" ".join(text for text, _ in part), part[0][1], Sureness.LIKELY) for part in (causes, fixes))  # type: ignore[return-value]


SAYS_CAUSE = re.compile(
    r"\b(?:root )?cause (?:(?:of|for|behind) .{1,60} )?(?:was|were|is)\b"
    r"(?! (?:not|still|unknown|unclear|being|under)\b)"
    r"|^(?:this|the|that) (?:\w+ ){0,2}(?:outage|incident|problem|issue|failure|downtime|disruption|interruption)"
    r" (?:was|were) (?:caused by|due to|the result of)\b",
    re.IGNORECASE,
)


SAYS_FIX = re.compile(
    (
        r"\b(?:to (?:resolve|fix|address|solve) (?:the|this|it)|solution (?:was|is)|(?:was"
        r"|were) (?:resolved|fixed|solved) by|(?:resolved|fixed|solved) by)\b"
    ),
    re.IGNORECASE,
)


def says_fix(text: str) -> bool:
    """Whether a part about the cause also says in so many words how it was resolved."""
    return SAYS_FIX.search(text[:_MOST]) is not None


_LOOKED_AT = 1_000  # characters of a sentence


def impact_of(own: Sequence[Passage], summaries: Sequence[Passage]) -> Impact | None:
    """What users felt: the part about it, else the sentence of the summary that says so."""
    said = paragraphs(own)
    if said:
        text = "\n\n".join(text for text, _ in said)
        shares = _shares(text) or [share for told, _ in paragraphs(summaries) for share in _shares(told)]
        percent, of = shares[0] if shares else (None, "")
        return Impact(text, said[0][1], percent, of)
    told = [(each, line) for text, line in paragraphs(summaries) for each in sentences(text)]
    affected = [(each, line) for each, line in told if _AFFECTED.search(each[:_LOOKED_AT])]
    if not affected:
        return None
    shares = [share for each, _ in affected for share in _shares(each)]
    shares = shares or [share for each, _ in told if _PERCENT.search(each[:_LOOKED_AT]) for share in _shares(each)]
    percent, of = shares[0] if shares else (None, "")
    return Impact(_run(told, affected[0]), affected[0][1], percent, of, Sureness.LIKELY)


_PERCENT = re.compile(r"\d\s?(?:%|per ?cent\b)", re.IGNORECASE)


def _run(told: list[tuple[str, int]], first: tuple[str, int]) -> str:
    """The sentence that tells of the impact, and those right behind it that do."""
    rest = told[told.index(first) :]
    return " ".join(
        text
        for text, line in takewhile(lambda each: each[1] == first[1] and _AFFECTED.search(each[0][:_LOOKED_AT]), rest)
    )


def _shares(text: str) -> list[tuple[float, str]]:
    """The shares of users or of what they do; those of disks and processors are none of it."""
    people = (
        r"users?|customers?|clients?|visitors?|requests?|traffic|sessions?|calls?|orders?"
        r"|subscribers?|tenants?|merchants?|accounts?|students?|transactions?|population"
        r"|user ?base|people|employees|api"
    )
    found = shares_in(text[:_MOST])
    of_people = [
        (share.percent, share.of) for share in found if re.search(rf"\b(?:{people})\b", share.of, re.IGNORECASE)
    ]
    near = [
        (share.percent, share.of)
        for share in found
        if re.search(
            r"\b(?:affect|impact|user|customer|(?:error|failure)[ -]rate)",
            text[max(0, share.start - 60) : share.end + 60],
            re.IGNORECASE,
        )
    ]
    return of_people or near


_MOST = 20_000  # characters of a part that are looked through for shares


def source_of(text: str) -> str:
    """Who or what noticed it; empty where the words do not say."""
    found = {name: match.start() for name, pattern in _SOURCES if (match := pattern.search(text[:_LOOKED_AT]))}
    if "monitoring" in found:
        return "monitoring"
    return min(found, key=lambda name: found[name], default="")


def detection_of(
    own: Sequence[Passage], summaries: Sequence[Passage], timeline: Sequence[ReadEntry]
) -> Detection | None:
    """How it was noticed: the part about it, a sentence of the summary, or the entry that says so."""
    if said := paragraphs(own):
        text = "\n\n".join(text for text, _ in said)
        return Detection(text, said[0][1], source_of(text), Sureness.STATED)
    detected = [entry for entry in timeline if "detected" in entry.milestones or "reported" in entry.milestones]
    if detected:
        return Detection(detected[0].text, detected[0].line, source_of(detected[0].text), Sureness.GUESSED)
    for text, line in paragraphs(summaries):
        for each in sentences(text):
            if _DETECTS.search(each[:_LOOKED_AT]) and (source := source_of(each)):
                return Detection(each, line, source, Sureness.GUESSED)
    return None
