"""Other kinds of text than postmortems: what they are called, and patterns of their titles and lines."""

import re
from dataclasses import dataclass

from importing.readers.documents.lines import Kind, Line


@dataclass(frozen=True, slots=True)
class Other:
    """Another kind of text: what it is called, and patterns of its title and of its lines.

    It takes `fewest` such lines, and this `share` of all; so many as are `certain` decide alone.
    """

    name: str
    title: str
    lines: str
    fewest: int
    share: float = 0.0
    certain: int = 1_000


_OTHERS = (
    Other(
        "a guide, process or template",
        (
            r"^\W*(?:security )?(?:incident|outage|emergency) (?:response|management|handling|severity levels?"
            r"|roles)\b(?!.*\d)"
            r"|^\W*how (?:we|to|i) (?:run|do|handle|manage|conduct|write|respond|prepare|learn|approach|organi[sz]e)\b"
            r"|\b(?:templates?|guide(?:lines?)?|how[ -]to|process(?:es)?|playbook|handbook|polic(?:y"
            r"|ies)|checklist|best practices|procedures?|runbook|tutorial|course|lesson|workshop"
            r"|training|faq|introduction to|what is|why you|definitions?|glossary|difference between"
            r"|service level agreement|terms of (?:service|use)|\bvs\.?|tips"
            r"|culture|writing (?:a |your )?post)\b"
        ),
        (
            r"\b(?:you should|your (?:team|organi[sz]ation|company|service)|you (?:can|may|must|need"
            r"|want)|fill (?:in|out)|describe (?:the|what|how)"
            r"|\[?insert\b|this template|a (?:good|great) post[ -]?mortem|post[ -]?mortems? (?:should"
            r"|are|is|help|can|must)|(?:should|must) be (?:written|filled|completed|scheduled)"
            r"|e\.g\.,? \w+|blameless post[ -]?mortems?)"
        ),
        4,
        0.12,
    ),
    Other(
        "a changelog or release notes",
        r"\b(?:version|release) \d[\d.]* (?:is (?:out|here|available)|released|announce)|\b(?:change ?log"
        r"|release notes?|what'?s new|releases|notable changes)\b",
        (
            r"^(?:#+\s*)?\[?v?\d+\.\d+(?:\.\d+)?\]?\b|^(?:added|fixed|changed|removed|deprecated"
            r"|bug fixes|features|security|breaking changes)$"
        ),
        4,
        0.03,
    ),
    Other(
        "an assignment",
        r"^0x[0-9a-f]{2}\. |^project will start\b",
        (
            r"\b(?:must contain|read or watch|your responsibility|mandatory|for this (?:project|task)"
            r"|manual qa review|must end by|project (?:will start|over)|^weight: \d"
            r"|by your peers|intranet|learning objectives|in this (?:project|task"
            r"|exercise))\b"
        ),
        2,
        0.03,
        4,
    ),
    Other(
        "a report on a period",
        r"\b(?:monthly|quarterly|weekly|annual|yearly)\b.{0,40}\b(?:report|review|summary|update|newsletter|recap)\b",
        r"\b(?:uptime|availability)\b.{0,30}\d ?%",
        3,
        0.1,
    ),
    Other(
        "a readme",
        r"^readme\b",
        (
            r"^(?:installation|installing|usage|getting started|license|contributing|requirements"
            r"|prerequisites|features|quick ?start|documentation|badges?|build(?:ing)?|api reference"
            r"|configuration|examples?)$"
        ),
        3,
    ),
    Other(
        "a decision or a proposal",
        r"\b(?:adr[- ]?\d+|(?:architecture|architectural|technical) decision|decision record|rfc[- ]?\d+|proposal)\b",
        (
            r"^(?:decision(?: outcome| drivers?)?|consequences|alternatives(?: considered)?|(?:considered )?options"
            r"|pros(?: and cons)?|cons|motivation|drawbacks|unresolved questions|proposal|prior art"
            r"|non[- ]?goals|deciders)$"
        ),
        2,
    ),
    Other(
        "a runbook",
        r"\b(?:runbook|playbook|standard operating procedure|sop|on[ -]?call guide)\b",
        (
            r"^(?:\$ |sudo |kubectl |run |check (?:the|that|if|whether) |if (?:the|this|it|you) "
            r"|verify |ssh |restart the |make sure |open the |log in|escalate to)"
        ),
        6,
        0.2,
    ),
)
_COMPILED = tuple(
    (other, re.compile(other.title, re.IGNORECASE), re.compile(other.lines, re.IGNORECASE)) for other in _OTHERS
)
# A text that says itself that it is a form, or that shows an example of one.
_IS_FORM = re.compile(
    r"\b(?:post[ -]?mortem|incident|outage|rca|retrospective)s? templates?\b(?!.*\d{4})"
    r"|\btemplates? (?:for|of) (?:(?:a|an|the|your|our|blameless) )*(?:post[ -]?mortem|incident|outage"
    r"|rca\b|retrospective)"
    r"|\b(?:copy|use|duplicate|fill (?:in|out)) (?:this|the following) (?:template|form)\b"
    r"|\bthis is (?:a|the)(?: \w+)? template(?=\s*(?:[.:!*]|$))",
    re.IGNORECASE,
)
_EXAMPLE = re.compile(
    r"\W*(?:an? )?(?:example|sample)s?(?: of)?(?: an?)? (?:\w+ )?(?:incident|outage|post[ -]?mortem|timeline|report)s?"
    r"(?: (?:report|timeline|entry|entries|update))?s?\W*",
    re.IGNORECASE,
)
_LINKS = ((8, 0.5), (5, 0.6))  # lines of a list, and how many of them are links
_LINK = re.compile(r"https?://|\]\(")
_LOOKED_AT = 80  # lines
# A text that says before what will be done, and words of one that tells what went wrong all the same.
_WORK = r"(?:downtime|maintenance|outage|works?|reboots?|upgrade|migration|interruption)"
_PLANNED = re.compile(
    rf"\b(?:planned|scheduled|upcoming|announced|advance|next week|tomorrow)\b.{{0,60}}\b{_WORK}\b"
    rf"|\b{_WORK} (?:is |has been |will be )?(?:announced|scheduled|planned)\b|\bmaintenance (?:notice|window)\b"
    r"|\b(?:shutdown|maintenance) (?:\w+ ){0,4}(?:this|next) (?:week|weekend|month|\w+day)\b",
    re.IGNORECASE,
)
_WILL_BE = re.compile(
    r"\b(?:(?:will|['’]ll) (?:\w+ )?(?:be|take place|have|need|experience|shut\w*)|there will|are planning)\b",
    re.IGNORECASE,
)
# The head of a status page above the updates of planned work.
_REPORTS_PLANNED = re.compile(r"\bscheduled maintenance report for\b", re.IGNORECASE)
_MAY_BE = re.compile(r"\b(?:may|might|will|would|should|if)\b|['’]ll\b", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=[.!?])\s|\n")
_WENT_WRONG = re.compile(
    r"\b(?:fail\w*|unexpected\w*|crash\w*|broke\w*|post[ -]?mortem|root cause|longer than|overr[ua]n|apologi\w+)\b",
    re.IGNORECASE,
)


def is_planned(title: str, told: list[Line]) -> bool:
    """Whether it says what will be done, and nothing of what went wrong."""
    words = "\n".join(line.words[:600] for line in told[:_LOOKED_AT])
    top = [line.words[:300] for line in told[:2]]
    is_said = _PLANNED.search(title or top[0]) and _WILL_BE.search(words)
    if not is_said and not any(_REPORTS_PLANNED.search(line) for line in top):
        return False
    return not any(_WENT_WRONG.search(each) and not _MAY_BE.search(each) for each in _SENTENCE.split(words))


def is_form(title: str, told: list[Line], *, first_part: float) -> bool:
    """Whether it says itself that it is to be copied and filled in, or shows an example.

    `first_part` is the line of the first part of a postmortem: what an example is called stands above it.
    """
    if any(_IS_FORM.search(each) for each in (title, *(line.words[:120] for line in told[:3]))):
        return True
    above = [line for line in told if line.number < first_part and line.kind in {Kind.HEADING, Kind.TEXT}]
    return any(_EXAMPLE.fullmatch(line.words[:100]) for line in above)


def other_kind(title: str, told: list[Line], *, is_told: bool) -> str:
    """What another kind of text it seems to be; empty for none. `is_told`: it has a timeline or an instant."""
    words = [line.words[:400] for line in told]
    top = title or words[0][:120]
    for other, of_title, of_lines in _COMPILED:
        hits = sum(1 for line in words if of_lines.search(line))
        is_titled = of_title.search(top) is not None and not (
            is_told and re.search(r"post[ -]?mortem|outage|incident", top, re.IGNORECASE)
        )
        if (
            is_titled
            or hits >= other.certain
            or (hits >= other.fewest and hits / len(words) >= other.share and not is_told)
        ):
            return other.name
    links = sum(1 for line in told if _LINK.search(line.raw[:400]) and len(line.words) < 200)  # noqa: PLR2004 - a short line
    if not is_told and any(len(told) >= fewest and links / len(told) > share for fewest, share in _LINKS):
        return "a list of links"
    return ""
