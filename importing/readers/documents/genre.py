"""Whether a text is a postmortem at all: marks for what one has, and for what other texts have."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from importing.readers.documents.facts import ReadEntry
from importing.readers.documents.lines import Kind, Line
from importing.readers.documents.other_texts import is_form, is_planned, other_kind
from importing.readers.documents.parts import Part
from importing.readers.documents.passages import Passage, is_of_status_page
from importing.readers.documents.tense import points_of_tense

_SAYS_SO = re.compile(
    (
        r"post[ \u2010\u2011-]?mortem|incident|outage|root[ -]cause analysis|\brca\b|service disruption"
        r"|interruption|downtime|degraded|degradation|\bdelays\b|data loss|\bbreach(?:ed)?\b|\bhack(?:ed)?\b|exploit\b"
        r"|\brfo\b|reason for outage|(?:went|goes|gone) wrong|what happened|apolog(?:y|ies)|\bleak(?:ed|s"
        r"|age)?\b|unauthori[sz]ed access|\bwas (?:down|unavailable|offline)\b"
    ),
    re.IGNORECASE,
)
# Titles that name the kind of text.
_NAMES_KIND = re.compile(
    r"post[ \u2010\u2011-]?mortem|(?:incident|outage) (?:report|review|retro(?:spective)?|debrief|summary)"
    r"|^\W*(?:(?:service|security|major|partial) )?(?:incident|outage|downtime|disruption)\s?[:–—]\s?\S"
    r"|root[ -]cause analysis|\brca\b",
    re.IGNORECASE,
)
_KIND_ALONE = re.compile(r"\W*(?:post[ \u2010\u2011-]?mortem|(?:incident|outage) report)s?\W*", re.IGNORECASE)
# What a part of a postmortem is worth, if it holds words.
_WORTH = {
    Part.TIMELINE: 2,
    Part.ROOT_CAUSE: 2,
    Part.CAUSE_AND_RESOLUTION: 3,
    **dict.fromkeys((Part.SUMMARY, Part.IMPACT, Part.DURATION, Part.START, Part.END, Part.DETECTION, Part.TRIGGER), 1),
    **dict.fromkeys((Part.CONTRIBUTING, Part.RESOLUTION, Part.LESSONS, Part.WENT_WELL, Part.WENT_WRONG), 1),
    **dict.fromkeys((Part.MEASURES, Part.REMEDIATION, Part.ACTIONS), 1),
}


_PLACEHOLDER = re.compile(
    (
        r"<(?!/|(?:figure|figcaption|img|a|p|div|span|br|table|thead|tbody|t[rdh]|details|summary"
        r"|https?|mailto|iframe|center|video|sup|sub|code|strong|em|b|i|u|ul|ol|li|h\d"
        r"|hr)\b)[A-Za-z][^<>\n]{2,60}>"
        r"|\[(?:insert|your|name|date|time|add|describe|link|x+|yyyy|hh|owner|service|summary|title|team|tbd"
        r"|enter|write)\b[^\]\n]{0,60}\]"
        r"|\bT0\s?[+-]\s?\d|(?<![\w\]`])\{\{?[^{}\n]{2,60}\}?\}|\b(?:YYYY|HH:MM|hh:mm|TBD|DD/MM|XX:XX)\b|_{4,}"
        r"|(?<![\]!\w])\[(?!(?:initial|final|first|last|update)\b)[A-Za-z@#][^\[\]\n]{2,90}\](?=\s*(?:\||$|\)|,|\.$|;))|\bX{2,}\b"
        r"|lorem ipsum"
    ),
    re.IGNORECASE,
)
# What is no blank: code, and what a builder of pages fills in: `{{< note >}}`, `{% if x %}`, `{{ site.baseurl }}`.
_SPAN = re.compile(
    r"`[^`\n]+`|\{\{?[^\n{}]{0,60}\d[:.]\d\d[^\n{}]{0,60}\}\}?|\{\{?[<%#][^\n{}]{0,200}[>%#]\}\}?"
    r"|\{\{-?\s*(?:site|page|post|layout|url_for|relref|ref|asset|static|include)\b[^\n{}]{0,200}\}\}"
)
_WHOLE_TIME = re.compile(r"\b\d{4}-\d{2}-\d{2}[ T]\d{1,2}:\d{2}")
# A day or a clock time; instructions have none.
_DIGIT_TIMES = re.compile(
    r"\b\d{1,2}:\d{2}\b|\b\d{1,2}\s?[ap]\.?m\b|\b\d{4}-\d{2}-\d{2}\b|\b\d{1,2}[/.]\d{1,2}[/.]\d{2,4}\b"
    r"|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s\d{1,2}|\b\d{1,2}(?:st"
    r"|nd|rd|th)?\s(?:of\s)?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
    r"|\b(?:this|yesterday|last) (?:morning|afternoon|evening|night)\b|\b(?:yesterday|earlier today"
    r"|over the weekend)\b|\b(?:earlier|last|this) week\b|\bon (?:mon|tues|wednes|thurs|fri|satur|sun)day\b"
    r"|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day,? \d{1,2}/\d{1,2}\b"
    r"|\b(?:a few|two|three|several) (?:days|weeks) ago\b|\b(?:in|since|of) (?:early |late )?20\d{2}\b",
    re.IGNORECASE,
)
_EXPLAINS = re.compile(
    r"\b(?:(?:was|were) (?:\w+ )?(?:caused|triggered) by|(?:which|this|that|it) (?:\w+ )?caused"
    r"|turned out (?:to be|that)|(?:was|were|been) (?:\w+ )?traced (?:back )?to"
    r"|the (?:\w+ )?(?:cause|culprit|reason|problem|bug|error|issue) (?:was|were|turned out)|(?:was|were) due to"
    r"|as a result,? (?:of|the|all|our|we)|resulted in|led to)\b",
    re.IGNORECASE,
)
_APOLOGY = re.compile(
    r"\b(?:we (?:sincerely |deeply |truly )?apologi[sz]e|(?:our|my) (?:\w+ )?apologies|apologies (?:for|to)"
    r"|(?:we|i)(?: are|['’]re| am|['’]m) (?:\w+ )?sorry|sorry for|let (?:you|our \w+) down|failed you)\b",
    re.IGNORECASE,
)
_OF_A_STATUS = 2
_ENOUGH, _DOUBTED = 4, 4
_MOST_OF_AN_ADVISORY = 80
# A title that only says what stands there: `Name of the incident, e.g. …`.
_UNNAMED = re.compile(
    r"\b(?:name|title) of (?:the|your) (?:post[ -]?mortem|incident|outage)\b"
    r"|^(?:incident|outage|post[ -]?mortem) title$",
    re.IGNORECASE,
)
_OF_WORK = re.compile(r"\b(?:maintenance|(?:software|firmware|system) (?:update|upgrade)|migration)\b", re.IGNORECASE)
_TO_NAME = re.compile(r"\W*<(?:[\w-]+[ _])?(?:summary|title|name|date)>", re.IGNORECASE)
# The name of a collection: `Post-mortems`, `Shop’s incident reports`.
_SEVERAL = re.compile(r"\W*(?:[\w.'’-]+ ){0,2}(?:post[ -]?mortems|incident reports)\b(?: \[\w+\])?\W*", re.IGNORECASE)
_LONGEST_NAME, _TOP = 80, 6  # characters; lines
_NUMBERED_BY_LETTERS = re.compile(r"\b(?:YYYY|NNN+|XXX+|MM-DD)\b")
_WEAKNESS = re.compile(r"\bCVE-\d|\bvulnerabilit\w+|\badvisor(?:y|ies)\b", re.IGNORECASE)
_UNAFFECTED = re.compile(
    r"\b(?:we|our(?: \w+){1,4}|products?|services?|users|customers|software|clients) (?:is|are|was|were) (?:\w+ )?"
    r"(?:not (?:been )?(?:directly )?(?:affected|impacted|vulnerable|exploitable)|unaffected)\b",
    re.IGNORECASE,
)
_HURT = re.compile(
    r"\b(?:outage|downtime|unavailable|went down|was down|were down|disrupt\w+|root cause|was exploited"
    r"|compromised|leaked)\b",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"\W*(?:describe|list|explain|add|insert|include|write|provide|summari[sz]e|what|how|when|who|why)\b", re.IGNORECASE
)
# What a template says below a heading: what a person should write there.
_INSTRUCTS = re.compile(
    r"\W*(?:(?:briefly|please|here,?) )*(?:describe|list|explain|add|insert|include|write|provide|summari[sz]e|outline"
    r"|document|state|give|note|record|identify|fill in|specify|detail)\s(?:\w+\s){0,3}?(?:the|an?|any|all|each"
    r"|what|how|why|when|who"
    r"|which|where|your|here|in|briefly|details?)\b|\W*(?:an?|one|two|\d)(?: or \w+| to \w+|-\d)? (?:short "
    r"|brief )?(?:sentences?"
    r"|paragraphs?|lines?)\b",
    re.IGNORECASE,
)
_FEWEST_WORDS = 2  # of an answer
_SHARE_BESIDE_TIMES = 0.3
_A_TIMELINE, _MANY_BLANKS, _SHARE_OF_BLANKS, _MOST_FOR_PARTS = 3, 3, 0.12, 6


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether it is a postmortem, and if not: what it seems to be. `is_template`: one without content."""

    is_postmortem: bool
    why_not: str = ""
    is_template: bool = False


def verdict_of(
    title: str,
    lines: Sequence[Line],
    passages: Sequence[Passage],
    timeline: Sequence[ReadEntry],
    *,
    has_instant: bool,
    front: Mapping[str, str],
) -> Verdict:
    """What the marks for and against say."""
    told = [line for line in lines if line.kind not in {Kind.BLANK, Kind.ASIDE, Kind.CODE}]
    if not told:
        return Verdict(is_postmortem=False, why_not="It holds no words.")
    timed = sum(1 for entry in timeline if entry.at and entry.at.clock is not None)
    answered = {
        passage.line: passage.part is not None for passage in passages if any(_answers(line) for line in passage.told)
    }
    unanswered = [
        line
        for line in told
        if _has_blank(line) or not (answered.get(line.number) or (line.number in answered and line.words.endswith("?")))
    ]
    if _is_unfilled(unanswered, timed) or _is_of_instructions(passages):
        return Verdict(
            is_postmortem=False, why_not="It seems to be a template that nobody has filled in.", is_template=True
        )
    whole = next((line.words for line in told if title and title in line.words), title)
    named = f"{front.get('title', '')}\n{whole}"
    points = _points(named, told, passages, timed, has_instant=has_instant)
    points += _OF_A_STATUS if is_of_status_page(front) else 0
    is_told = timed >= _A_TIMELINE or has_instant
    why_not = _why_not(title, told, passages, points, front, is_told=is_told)
    return Verdict(is_postmortem=not why_not, why_not=why_not)


def _why_not(
    title: str,
    told: list[Line],
    passages: Sequence[Passage],
    points: int,
    front: Mapping[str, str],
    *,
    is_told: bool,
) -> str:
    """Why it is none, though it is no template; empty for a postmortem."""
    has_cause = any(passage.named is Part.ROOT_CAUSE for passage in passages)
    is_notice = front.get("informational") == "true" and _OF_WORK.search(title) and not has_cause
    if is_notice or is_planned(title, told):
        return "It seems to announce planned work."
    parts = [passage.line for passage in passages if passage.named in _WORTH and passage.told]
    if is_form(title, told, first_part=min(parts, default=math.inf)):
        return "It seems to be a guide, process or template."
    other = other_kind(title, told, is_told=is_told)
    if other and points < _ENOUGH + _DOUBTED:
        return f"It seems to be {other}."
    if not is_told and not parts and _SEVERAL.fullmatch(told[0].words[:_LONGEST_NAME]):
        return "It seems to be about postmortems."
    if not _SAYS_SO.search(title) and not has_cause and _is_unaffected(told):
        return "It seems to be an advisory that says who is not affected."
    return "It tells neither of an incident’s timeline nor of its cause." if points < _ENOUGH else ""


def _is_unfilled(told: list[Line], timed: int) -> bool:
    """Whether blanks and questions make up a good part of it."""
    if any(_UNNAMED.search(line.words[:200]) for line in told[:_TOP]) or (told and _TO_NAME.match(told[0].raw[:200])):
        return True
    is_unnamed = bool(told) and _NUMBERED_BY_LETTERS.search(told[0].words[:200])
    inside = {line.number + step for line in told if line.kind is Kind.TEXT for step in (-1, 1)}  # a paragraph
    blanks = sum(1 for line in told if _has_blank(line) or (line.words.endswith("?") and not _is_said(line, inside)))
    share = _SHARE_OF_BLANKS if timed < _A_TIMELINE else _SHARE_BESIDE_TIMES
    if is_unnamed and blanks > 1 and not timed:
        return True
    return blanks >= _MANY_BLANKS and blanks / len(told) > share


def _is_said(line: Line, inside: set[int]) -> bool:
    """Whether a question is one that the author asks himself within a paragraph, and nobody should answer."""
    return line.kind is Kind.TEXT and not line.is_bold and line.number in inside


def _is_of_instructions(passages: Sequence[Passage]) -> bool:
    """Whether most parts hold but the instruction what to write there: `Describe how it was noticed.`."""
    firsts = [passage.told[0] for passage in passages if passage.part in _WORTH and passage.named and passage.told]
    asking = sum(1 for line in firsts if _INSTRUCTS.match(line.words))
    return asking >= _MANY_BLANKS and asking * 2 > len(firsts)


def _has_blank(line: Line) -> bool:
    """Whether a line leaves something to be filled in; code in it is what it is, and so is a row of a log."""
    if line.kind is Kind.ROW and _WHOLE_TIME.search(line.raw[:400]):
        return False
    return _PLACEHOLDER.search(_SPAN.sub(" ", line.raw[:2_000])) is not None


def _is_unaffected(told: list[Line]) -> bool:
    """Whether it tells of a weakness of some program, and that nobody was hurt by it."""
    words = "\n".join(line.words[:600] for line in told[:_MOST_OF_AN_ADVISORY])
    return bool(_WEAKNESS.search(words) and _UNAFFECTED.search(words)) and not _HURT.search(words)


def _answers(line: Line) -> bool:
    """Whether a line can be the answer to a heading that is a question."""
    words = line.words[:2_000]
    if _ASKS.match(words):
        return False
    return len(words.split()) >= _FEWEST_WORDS and not words.endswith("?") and not _has_blank(line)


def _points(title: str, told: list[Line], passages: Sequence[Passage], timed: int, *, has_instant: bool) -> int:
    named = {passage.part for passage in passages if passage.named and passage.told}
    points = min(_MOST_FOR_PARTS, sum(worth for part, worth in _WORTH.items() if part in named))
    top = " ".join(line.words[:300] for line in told[:4])
    if _NAMES_KIND.search(title) or (told[0].kind is Kind.HEADING and _KIND_ALONE.fullmatch(told[0].words)):
        points += 3
    else:
        points += 2 if _SAYS_SO.search(title) else 1 if _SAYS_SO.search(top) else 0
    points += 1 if any(_APOLOGY.search(line.words[:2_000]) for line in told) else 0
    points += min(2, sum(1 for line in told if _EXPLAINS.search(line.words[:2_000])))
    points += min(_A_TIMELINE, timed) + (2 if has_instant else 0)
    is_dated = _DIGIT_TIMES.search(title) or any(_DIGIT_TIMES.search(line.words[:2_000]) for line in told)
    points -= 0 if is_dated or timed or has_instant else 4
    return points + points_of_tense(told)
