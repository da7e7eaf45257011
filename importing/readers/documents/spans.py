"""From when to when it was: what is stated, with the day and the zone that stand elsewhere in the document."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from core.prose.finds import FoundRange
from core.prose.times import times_in
from importing.readers.documents.facts import Moment, ReadEntry, Sureness, ToldMoment
from importing.readers.documents.moments import Context, after, date_of, moment_of
from importing.readers.documents.stated import At, Stated
from importing.readers.documents.timeline import Draft

_FIRST_ENTRIES = 12
_LOOKED_AT = 500  # characters of an entry
_FAILS = re.compile(
    (
        r"\b(?:fail\w*|errors?|down|outage|unavailable|inaccessible|slow\w*|unable|degrad\w*"
        r"|drops?|dropped|crash\w*|5\d\d|5xx|time(?:d )?outs?|ran out|out of memory|killed|halt\w*|cannot"
        r"|could not|no new"
        r"|stops?|stopped|affected|unreachable|40[134]|expires?|expired|stall\w*|hung|hangs|accidental\w*"
        r"|deleted|overwrote"
        r"|erased|unauthori[sz]ed|malicious|compromised?|unresponsive|broken?|breaks|wrong(?:ly)?|exceeded"
        r"|lost|outages?|spike\w*|delay(?:ed|s)?|stuck|unhealthy|overload\w*|full|exhausted|disrupt\w*"
        r"|missing)\b|\b0 ?%"
    ),
    re.IGNORECASE,
)
# Behind a recovery, fewer words say that it failed again, and not why it had failed.
_FAILS_AGAIN = re.compile(
    (
        r"\b(?:fail(?:s|ed|ing|ures?)?|errors?|(?:is|are|was|were|goes|went) down|outage|unavailable|inaccessible"
        r"|slow\w*|degrad\w*|crash\w*"
        r"|5\d\d|5xx|time(?:d )?outs?|still|unreachable|unresponsive|recur\w*|reappear\w*|overload\w*"
        r"|exhaust\w*|stops?|stopped"
        r"|lost)\b|errors? returns?"
    ),
    re.IGNORECASE,
)
_EXPLAINS = re.compile(
    (
        r"\b(?:root cause|post[ -]?mortem|because|caused by|due to|determin\w+|discover\w+|found|clean\w* up|announc\w*"
        r"|follow[ -]?up|retrospective|review\w*|confirm\w*|monitor\w*)\b"
    ),
    re.IGNORECASE,
)
_PREPARES = re.compile(
    r"\b(?:deploy\w*|merged?|release[ds]?|upgrad\w*|plan\w*|migrat\w*|prepar\w*|created|enabled|rolled out)\b",
    re.IGNORECASE,
)
_DONE = re.compile(
    (
        r"\b(?:resolved?|restored?|recover\w*|normal\w*|fixed|back|working|complete[ds]?|healthy"
        r"|stable|online|operational|closed|up and running|successful\w*|solved|available"
        r"|resum\w+)\b"
    ),
    re.IGNORECASE,
)
_OVER = re.compile(
    (
        r"\b(?:restored|resolved|recovered)\b|\bback (?:online|to normal|to work|in service)|outage to an end"
        r"|recovery (?:is |was )?(?:completed?|confirmed|done)|natural resolution|regained|steady state|recovers\b"
        r"|\b(?:is|are|was|were|came|comes|all|everything) back\b|no (?:more|further) errors|\bresum(?:es|ed)\b"
        r"|errors? (?:stop\w*|drop\w*|subsid\w*|clear\w*|disappear\w*)"
        r"|\b(?:site|services?|everything|systems?|api|servers?|network) (?:is|are|was|were) (?:now )?"
        r"(?:up|live|online|healthy|working|stable|available|fine|ok)\b"
        r"|working (?:as (?:intended|expected|designed)|again|normally|fine|properly)|(?:fully|now|systems?"
        r"|services?) operational"
        r"|return(?:s|ed)? to normal|normal (?:operations?|service|functioning)|up and running|everything works"
        r"|self-heals"
        r"|(?:accessible|available|healthy|responding|reachable|passing|shipping|running) again|all (?:is )?clear"
        r"|incident (?:is |was )?(?:over|closed)|(?:start(?:ed|s)?|resum\w+) .{0,40}\bagain\b|is up again"
    ),
    re.IGNORECASE,
)
# Words that say so less clearly: what was done, and not what came of it.
_MENDED = re.compile(
    r"\bback up\b|deployed (?:on|to|in) production|fix (?:was |is )?deployed|(?:fully|been) reverted|reverted the",
    re.IGNORECASE,
)
_NOT_OVER = re.compile(
    (
        r"\b(?:partial\w*|not (?:yet |been )?(?:resolved|restored|working|back)|un(?:resolved|available)|still"
        r"|attempt\w*|tried|trying|try to|if\b|should be|begins? to|starting to|until|temporar\w+|briefly"
        r"|for a (?:moment|while|few|short)"
        r"|some (?:of|services))\b"
    ),
    re.IGNORECASE,
)
_BEGAN_AT = re.compile(
    (
        r"\b(?:issues?|outages?|impact|problems?|errors?|failures?|incident|symptoms?) (?:had |have )?(?:first )?"
        r"(?:started|began|occurred) (?:on |at |around |from |about )*"
    ),
    re.IGNORECASE,
)
_ENDED = re.compile(
    (
        r"\b(?:outage|impact|downtime|disruption) (?:is |has |was )?(?:ends?|ended|over)\b"
        r"|\bend of (?:the )?(?:outage|impact|downtime)\b|^(?:resolved|ended)\W{1,3}\d"
    ),
    re.IGNORECASE,
)
_NOTICED = re.compile(
    (
        r"\b(?:alert\w*|alarm\w*|page[dr]?|notic\w*|report\w*|detect\w*|ticket\w*|complain\w*"
        r"|aware|notif\w*|discover\w*|investigat\w*|observ\w*|identif\w*)\b"
    ),
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Span:
    """Start and end as far as they are stated, and the zone word that holds for them."""

    started: ToldMoment | None = None
    ended: ToldMoment | None = None
    zone_word: str = ""
    is_guessed: bool = False
    is_day_of_front: bool = False  # the day is the one of the front matter


def near_day(stated: Stated, drafts: Sequence[Draft], title_days: Sequence[date]) -> date | None:
    """A day that is near to all others: of the start, of any full date in the text, of the title, of the timeline."""
    if stated.start and (day := date_of(stated.start.found.day, None)):
        return day
    if stated.days:
        return stated.days[0][0]
    if title_days:
        return title_days[0]
    days = (date_of(draft.head.first.day, None) for draft in drafts if draft.head and draft.head.first)
    return next((day for day in days if day), None)


def zone_word_of(stated: Stated, of_timeline: str, of_text: str, drafts: Sequence[Draft]) -> str:
    """The zone that holds where none stands beside a time."""
    for at in (stated.start, stated.end):
        if at and at.found.zone:
            return at.found.zone
    if of_timeline or of_text:
        return of_timeline or of_text
    if stated.zones:
        return stated.zones[0][0]
    words = [draft.head.first.zone for draft in drafts if draft.head and draft.head.first and draft.head.first.zone]
    return words[0] if words else ""


def span_of(stated: Stated, context: Context, zone_word: str) -> Span:
    """Start and end with their days: an end without a day is on the day of the start, or past midnight."""
    if stated.start is None and stated.end is None:
        return Span(zone_word=zone_word)
    start = _told(stated.start, context)
    end = _told(stated.end, context)
    if start and end and stated.end and stated.end.found.day is None and start.moment.clock is not None:
        end = replace(end, moment=after(end.moment, start.moment))
    return Span(start, end, zone_word)


def _told(at: At | None, context: Context) -> ToldMoment | None:
    if at is None:
        return None
    return ToldMoment(moment_of(at.found, context), at.line, at.sureness)


def with_timeline(span: Span, entries: Sequence[ReadEntry], stated: Stated) -> Span:
    """What is not stated, from the entries whose words say that it began or was over."""
    if stated.has_several:
        return span
    timed = [entry for entry in entries if entry.at and entry.at.clock is not None]
    started = (
        _stated(span.started)
        or _told_inside(timed)
        or _marked(entries, "impact_started")
        or _first_failure(timed)
        or _with_clock(span.started)
        or span.started
    )
    ended = (
        _stated(span.ended)
        or _ending(timed)
        or _recovery(timed, started)
        or _marked(entries, "resolved")
        or _last(timed)
        or _with_clock(span.ended)
        or span.ended
    )
    if started is span.started and ended is span.ended:
        guesses = any(told and told.sureness is Sureness.GUESSED for told in (started, ended))
        return replace(span, is_guessed=True) if guesses else span
    if started and ended and _is_before(ended.moment, started.moment):
        return span
    return replace(span, started=started, ended=ended, is_guessed=True)


def _stated(told: ToldMoment | None) -> ToldMoment | None:
    return _with_clock(told) if told and told.sureness is not Sureness.GUESSED else None


def _with_clock(told: ToldMoment | None) -> ToldMoment | None:
    return told if told and told.moment.clock is not None else None


def _ending(entries: Sequence[ReadEntry]) -> ToldMoment | None:
    """The entry that says in so many words that the outage ended."""
    return _guess(next((entry for entry in entries if _ENDED.search(entry.text[:_LOOKED_AT])), None))


def _recovery(entries: Sequence[ReadEntry], started: ToldMoment | None) -> ToldMoment | None:
    """The first entry that says that all works again, behind the last one that tells of a failure."""
    later = [entry for entry in entries if not (started and entry.at and _is_before(entry.at, started.moment))]
    over = [at for at, entry in enumerate(later) if _says(_OVER, entry)]
    over = over or [at for at, entry in enumerate(later) if _says(_MENDED, entry)]
    if not over:
        return None
    failing = max(
        (at for at, entry in enumerate(later[: over[-1]]) if at not in over and _says_failing(entry)), default=-1
    )
    return _guess(later[next(at for at in over if at > failing)])


def _says(pattern: re.Pattern[str], entry: ReadEntry) -> bool:
    words = entry.text[:_LOOKED_AT]
    return pattern.search(words) is not None and _NOT_OVER.search(words) is None


def _says_failing(entry: ReadEntry) -> bool:
    words = entry.text[:_LOOKED_AT]
    return _FAILS_AGAIN.search(words) is not None and _DONE.search(words) is None and not _EXPLAINS.search(words)


def _last(entries: Sequence[ReadEntry]) -> ToldMoment | None:
    """The last entry, if it says that something works again."""
    return _guess(entries[-1]) if entries and _DONE.search(entries[-1].text[:_LOOKED_AT]) else None


def _told_inside(entries: Sequence[ReadEntry]) -> ToldMoment | None:
    """The time of the start that a later entry tells: `10:02: the errors began at 9:40`."""
    for entry in entries:
        match = _BEGAN_AT.search(entry.text[:_LOOKED_AT])
        found = times_in(entry.text[match.end() : _LOOKED_AT])[:1] if match else []
        if not match or not found or found[0].start > 0 or entry.at is None or isinstance(found[0], FoundRange):
            continue
        if found[0].clock is not None:
            context = Context(entry.at.zone, entry.at.day, entry.at.day)
            return ToldMoment(moment_of(found[0], context), entry.line, Sureness.GUESSED)
    return None


def _first_failure(entries: Sequence[ReadEntry]) -> ToldMoment | None:
    """The first entry that tells of a failure or of how one was noticed, behind those that only prepare a change."""
    for entry in entries[:_FIRST_ENTRIES]:
        words = entry.text[:_LOOKED_AT]
        if _FAILS.search(words) or (_NOTICED.search(words) and not _PREPARES.search(words)):
            return _guess(entry)
    return None


def _guess(entry: ReadEntry | None) -> ToldMoment | None:
    return ToldMoment(entry.at, entry.line, Sureness.GUESSED) if entry and entry.at else None


def _marked(entries: Sequence[ReadEntry], milestone: str, words: re.Pattern[str] | None = None) -> ToldMoment | None:
    entry = next((entry for entry in entries if milestone in entry.milestones), None)
    if entry is None or entry.at is None or entry.at.clock is None:
        return None
    if words and not entry.has_stated_milestones and not words.search(entry.text[:_LOOKED_AT]):
        return None
    return ToldMoment(entry.at, entry.line, Sureness.STATED if entry.has_stated_milestones else Sureness.GUESSED)


def _is_before(one: Moment, other: Moment) -> bool:
    if one.instant and other.instant:
        return one.instant <= other.instant
    return bool(one.local and other.local and one.local <= other.local)
