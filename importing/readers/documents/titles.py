"""The title of a document: its first heading or line that says more than that it is a postmortem."""

import re
from collections.abc import Iterator
from html import unescape

from core.prose.finds import FoundRange
from core.prose.times import times_in
from importing.readers.documents.facts import Sureness, Told
from importing.readers.documents.headings import heading_of
from importing.readers.documents.lines import Kind, Line, Lines
from importing.readers.documents.part_names import part_of
from importing.readers.documents.parts import Part

_FRONT_KEYS = ("title", "heading", "headline", "subject", "name")
_LOOKED_AT = 20  # lines that hold words
_LONGEST, _MOST_WORDS = 200, 24
_KIND_OF_DOCUMENT = (
    r"(?:(?:public|blameless|incident|outage|service|security|production|project|technical|full|final|draft|the|an?"
    r"|our|my|first) )*"
    r"(?:post[ -]?mor?t\w{1,6}|post[ -]incident (?:report|summary|review|analysis)"
    r"|incident reports?|outage reports?|incident|outage|rca"
    r"|root cause analysis|reasons? for (?:the )?outage(?: \(rfo\))?|rfo|retrospective|retro|report)"
    r"(?: (?:report|analysis|review|summary|disclosure|document|post|postmortem|post-mortem|incident|outage"
    r"|title|name))*(?: (?:of|for|on|about)(?= INC-\d)| INC-\d+| of INC-\d+)?"
)
_PREFIX = re.compile(rf"(?:{_KIND_OF_DOCUMENT}\s*(?:[:|]|\s[-–—·]\s)|\[{_KIND_OF_DOCUMENT}\])\s*(?=\S)", re.IGNORECASE)
# `005 - Postmortem for …`, `PM-0002: …`.
_CODE = re.compile(r"^(?:(?:PM|INC|RCA|IR)[- ]?\d{1,6}(?:-\d{1,6})?|0\d{2})\s*(?:[:|]|\s[-–—])\s+(?=\S)")
_KIND = re.compile(rf"{_KIND_OF_DOCUMENT}\s+", re.IGNORECASE)
_OF_INCIDENT = re.compile(r"Postmortem of [A-Z]{2,10}-\d+:\s*")
_RETROSPECTIVE = re.compile(r"retrospective:\s*\S", re.IGNORECASE)
_INCIDENT_ALONE = re.compile(r"(?:incident|outage) (?:on|of) \d{4}-\d{2}-\d{2}", re.IGNORECASE)
# What the document is behind its title: `Slow logins - RCA`, `Slow logins postmortem`, but not `Nobody saw the report`.
_SUFFIX = re.compile(
    r"\s*(?:[-–—:|,(]\s*(?:an? )?(?:report|root cause analysis|rca|(?:post[ -]?mor?t\w{1,6}|incident (?:report|review))"
    r"(?: (?:report|analysis|review|post[ -]?mortem))?)\)?"
    r"|(?<!\bthe)(?<!\ban)(?<!\ba)(?<!\bour)(?<!\bin)(?<!\bof)(?<!\bwith)(?<!\bto)(?<!\bfor)(?<!\band) "
    r"(?:an? )?(?:post[ -]?mor?t\w{1,6}(?: (?:report|analysis|review))?|incident (?:report|review)(?: post[ -]?mortem)?"
    r"|(?<=outage )report|(?<=failure )report))\.?$",
    re.IGNORECASE,
)
# `Postmortem for the queue outage`, where something is left behind it.
_POSTMORTEM_OF = re.compile(
    r"(?:(?:public|blameless|technical) )?(?:post[ -]?mortem|incident report|root cause analysis)"
    r"(?: (?:report|analysis))?"
    r" (?:for|of|on|about) (?:(?:the|an?|our) )?(?=\S)",
    re.IGNORECASE,
)
_OF_READERS = re.compile(r"^\[(?:public|internal|external|resolved|closed)\]\s*", re.IGNORECASE)
_OPEN_END = re.compile(r"(?<=\w) (?:(?:incident|outage) )?(?:report )?(?:for|of|on|from)$", re.IGNORECASE)
_DATE_BEHIND = re.compile(r"[\s,:|(–—-]+(?:(?:on|of|from)\s+(?:the\s+)?)?$", re.IGNORECASE)
# Words that need the date behind them: `Failed logins since 20 June`.
_NEEDS_DATE = re.compile(r"\b(?:since|until|till|and|to|at|before|after|between|by|through|valid|as)$", re.IGNORECASE)
_SIGNS_BEHIND = re.compile(r"[^\w\s)\]\"”'’?!.%]+$")
_CODE_BEHIND = re.compile(r"\s*[(\[](?:PM|INC|RCA|IR)[- ]?[\d-]{1,12}[)\]]$")
_FAILURE_REPORT = re.compile(
    r"(?!.*\bof the\b)(.*\b(?:outage|failure|collapse|crash|breakdown|downtime)\b.*)(?<!\bthe)(?<!ly)(?<!\bof) report$",
    re.IGNORECASE,
)
_MOST = 300  # characters of a title that is looked at
_DECORATION = re.compile(r"^[^\w\[(\"“]+")
_OF_A_TAG = re.compile(r"\b[a-z-]+=[\"'][^\"']*[\"']|/>|<[a-z/]")  # a piece of HTML
_SIGN = re.compile(r":[a-z][a-z0-9_+-]{2,40}:")  # :seedling:
_INCIDENT_ON = re.compile(r"(?:incident|outage) (?:on|of|at)\s+(?=\d|[A-Z])", re.IGNORECASE)
_NO_TITLE = (
    "post mortem mortems postmortem postmortems incident incidents report reports outage outages issue "
    "issues summary analysis review the a an of for on root cause rca blameless document documentation "
    "title name 0x19 project template task inc postincident q1 q2 q3 q4 month overview introduction "
    "reason rfo details about and to my our by date first disclosure retro retrospective"
)
_GENERIC = frozenset(_NO_TITLE.split())
_SAYS_SO = re.compile(r"post[ -]?mortem|incident|outage|downtime|root cause analysis|\brca\b", re.IGNORECASE)
_NAMES_OUTAGE = re.compile(
    r"post[ -]?mortem|incident|outages?\b|downtime|interruption|disruption|degrad|unavailab|root cause|\brca\b|failure"
    r"|\brfo\b|delays?\b|breach|\bdown\b|offline",
    re.IGNORECASE,
)
_IS_SENTENCE = re.compile(r"[.!?]$|\b(?:we|i|our team) (?:have|had|were|was|are|experienced)\b", re.IGNORECASE)
# `Summary of the queue event in the northern region`, which is the title and no part.
_SUMMARY_OF = re.compile(
    r"(?:executive )?summary of (?:the|our|an?) (?!(?:incident|outage|issue|event|problem)\W*$)\w", re.IGNORECASE
)
# `Root cause analysis: slow logins` or `Reason for outage 3 May, rack 8` at the head of a document.
_OF_OUTAGE = re.compile(
    r"(?:reason for (?:the )?outage|rfo|cause of (?:the |an? )?(?:outage|incident)|root cause analysis"
    r"|rca)\b.{0,20}[^\W_]",
    re.IGNORECASE,
)
_OF_MAIL = re.compile(r"(?:From|To|Cc|Date|Sent|Reply-To|Message-ID|List-Id):\s", re.IGNORECASE)
_DATE_BEFORE = re.compile(r"(?:/\d{1,2})?(?:\s*[-–—:,|]\s*|\s+(?=[A-Za-z]\S+ \w))")
_BREADCRUMB = re.compile(
    r"[^/\u203a\u00bb>]{1,40}(?:\s[/\u203a\u00bb>]\s[^/\u203a\u00bb>]{1,40}){2,}"
)  # `Home / Operations / Incidents`
_IN_BRACKETS = re.compile(r"\s*[(\[](?P<inner>[^()\[\]]{4,40})[)\]]\s*$")


def title_of(lines: Lines) -> Told | None:
    """The title with the line it stands on; the line is 0 where the front matter says it."""
    front = next((lines.front[key] for key in _FRONT_KEYS if lines.front.get(key)), "")
    if front and (title := _cleaned(unescape(front))):
        return Told(title, next((line.number for line in lines.all if front in line.raw), 0))
    found = [(line, sureness) for line, sureness in _candidates(lines) if _cleaned(line.words)]
    if not found:
        return None
    line, sureness = found[0]
    if line.kind is Kind.TEXT and (better := _below_banner(lines, line)):
        line = better
    return Told(_cleaned(line.words), line.number, sureness)


def _below_banner(lines: Lines, first: Line) -> Line | None:
    """The line of its own that names an outage, below a first one that says nothing of it."""
    if _NAMES_OUTAGE.search(first.words):
        return None
    told = [line for line in lines.all if line.kind not in {Kind.BLANK, Kind.ASIDE, Kind.CODE}]
    at = next((at for at, line in enumerate(told) if line.number == first.number), 0)
    after = told[at + 1] if at + 1 < len(told) else None
    blank = {line.number for line in lines.all if line.kind is Kind.BLANK}
    if after is None or not {after.number - 1, after.number + 1} <= blank or after.kind is not Kind.TEXT:
        return None
    is_title = _could_be(after, is_first=True, label="") and not _IS_SENTENCE.search(after.words)
    return after if is_title and _NAMES_OUTAGE.search(after.words) and _cleaned(after.words) else None


def _candidates(lines: Lines) -> Iterator[tuple[Line, Sureness]]:
    """Lines that could be the title, until the first part begins."""
    told = [line for line in lines.all if line.kind not in {Kind.BLANK, Kind.ASIDE, Kind.CODE, Kind.ROW}][:_LOOKED_AT]
    is_first, after_kind = True, False  # behind a first line that names no more than the kind of document
    for at, line in enumerate(told):
        if _OF_MAIL.match(line.words):
            continue
        after = told[at + 1] if at + 1 < len(told) else None
        heading = heading_of(line, None, None, after)
        label = heading.words if heading else ""
        if line.kind is Kind.HEADING and _RETROSPECTIVE.match(line.words):
            yield line, Sureness.STATED
        elif at == 0 and (_SUMMARY_OF.match(line.words) or _names_outage(line)):
            yield line, Sureness.LIKELY
        elif heading and heading.part is Part.TITLE and heading.rest:
            yield heading.rest, Sureness.STATED
        elif line.kind is Kind.HEADING and (heading is None or heading.part is None or _SAYS_SO.search(line.words)):
            if part_of(line.words) in {None, Part.ABOUT, Part.NARRATIVE, Part.OTHER}:
                yield line, Sureness.STATED
        elif heading and heading.part not in {None, Part.ABOUT, Part.NARRATIVE, Part.OTHER, Part.PEOPLE, Part.DATE}:
            return
        else:
            begins = after_kind and _begins_with_date(line.words)
            is_dated = bool(at and after) and _is_dated_line(told[at - 1], line, told[at + 1])
            if is_dated or _could_be(line, is_first=is_first or begins, label=label):
                yield line, Sureness.LIKELY
        is_first = is_first and (line.words.startswith("http") or _is_date(line.words))
        after_kind = at == 0 and not _cleaned(line.words)


def _names_outage(line: Line) -> bool:
    """Whether a line says which outage the document gives the cause of, and not what the cause was."""
    is_short = len(line.words) <= _LONGEST and len(line.words.split()) <= _MOST_WORDS
    return is_short and _OF_OUTAGE.match(line.words) is not None and not line.words.endswith((".", ":", ","))


def _is_dated_line(before: Line, line: Line, after: Line) -> bool:
    """Whether a line of its own begins with a day and names what happened then: `3 May 2024: Slow searches`."""
    is_alone = before.number + 1 < line.number and line.number + 1 < after.number
    return is_alone and _begins_with_date(line.words) and _could_be(line, is_first=True, label="")


def _begins_with_date(words: str) -> bool:
    return _without_date(words) != words


def _could_be(line: Line, *, is_first: bool, label: str) -> bool:
    words = line.words
    if _BREADCRUMB.fullmatch(words):
        return False
    if line.kind is not Kind.TEXT or len(words) > _LONGEST or len(words.split()) > _MOST_WORDS or "://" in words:
        return False
    if line.is_bold:
        return True
    ends = words.endswith(".") and (len(words.split()) > 8 or not is_first)  # noqa: PLR2004 - a short name with a full stop
    if ends or words.endswith((":", ",", ";")) or label.lower() in {"date", "author"}:
        return False
    return is_first or _PREFIX.match(words) is not None


def _cleaned(words: str) -> str:
    """The title without what kind of document it is, and without a date around it; empty for what says no more."""
    words = " ".join(words.split())
    if len(words) > _MOST:
        return words
    words = _CODE_BEHIND.sub("", _SIGNS_BEHIND.sub("", words).strip())
    title = _OF_INCIDENT.sub("", _DECORATION.sub("", _SIGN.sub("", words).strip(" *_#\"'")), count=1)
    title = _SUFFIX.sub("", _cut_date(_CODE.sub("", title, count=1)))
    if report := _FAILURE_REPORT.fullmatch(title):
        title = report[1]
    while prefix := _PREFIX.match(title) or _POSTMORTEM_OF.match(title):
        title = title[prefix.end() :]
    if (
        (kind := _KIND.match(title))
        and not _OF_OUTAGE.match(title)
        and (rest := _without_date(title[kind.end() :])) != title[kind.end() :]
    ):
        title = rest  # `Incident report 3 May 2024 - Slow searches`
    title = _SUFFIX.sub("", _cut_date(_OF_READERS.sub("", title.strip())))
    if (match := _INCIDENT_ON.match(title)) and (rest := _without_date(title[match.end() :])) != title[match.end() :]:
        title = rest
    if _RETROSPECTIVE.match(words.strip()) or _INCIDENT_ALONE.fullmatch(title):
        return title
    if _OF_A_TAG.search(title) or _is_date(title):
        return ""
    letters = re.findall(r"[^\W_]+", title.lower())
    if not [word for word in letters if word not in _GENERIC and word[:7] != "postmor" and not word.isdigit()]:
        return ""
    return title if part_of(title) not in {Part.SUMMARY, Part.TIMELINE} or _SUMMARY_OF.match(title) else ""


def _cut_date(title: str) -> str:
    """Without a date around it, and without the `on` or `report for` that is left where one was."""
    rest = _without_date(title)
    return title if rest == title else _OPEN_END.sub("", rest)


def _is_date(title: str) -> bool:
    """Whether it is a day alone."""
    found = times_in(title[:80])
    return len(found) == 1 and found[0].start == 0 and not title[found[0].end :].strip(" .:,")


def _without_date(title: str) -> str:
    if (match := _IN_BRACKETS.search(title)) and times_in(match["inner"]):
        title = title[: match.start()]
    found = times_in(title[:80])
    if found and found[0].start == 0 and (gap := _DATE_BEFORE.match(title, found[0].end)) and title[gap.end() :]:
        return title[gap.end() :].strip("\"' ")
    last = found[-1] if found else None
    if (
        last
        and not isinstance(last, FoundRange)
        and last.day
        and not title[last.end :].strip(" .)")
        and (gap := _DATE_BEHIND.search(title[: last.start]))
        and gap.start()
        and not _NEEDS_DATE.search(title[: gap.start()])
    ):
        return title[: gap.start()]
    return title
