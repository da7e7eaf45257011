"""What a person should look at. Each doubt has a code that stays the same between versions: docs/import-format.md."""

from calendar import month_name
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone

from core.time_words import Day
from core.zone_doubts import usual_in
from core.zones import meaning_of, offset_text, word_offset
from importing.readers.documents.facts import Moment, ReadEntry, Sureness, Told, ToldMoment, Warned
from importing.readers.documents.genre import Verdict
from importing.readers.documents.stated_facts import Stated
from importing.readers.documents.timeline import Draft

_DAY, _FAR = timedelta(days=1), timedelta(days=2)
_NIGHT = timedelta(hours=12)  # of an end past midnight
_SLACK = timedelta(minutes=5)
_MOST_OF_A_KIND = 5


def time_doubts(started: ToldMoment | None, ended: ToldMoment | None, stated: Stated, zone_word: str) -> list[Warned]:
    """Doubts about when it was."""
    return [
        *_missing(started, ended, zone_word),
        *_several(stated),
        *_ambiguous(stated),
        *_disagreeing(started, ended, stated),
        *_order(started, ended, stated),
    ]


def _missing(started: ToldMoment | None, ended: ToldMoment | None, zone_word: str) -> list[Warned]:
    found = []
    known = [told for told in (started, ended) if told]
    if not any(told.moment.day for told in known):
        found.append(Warned("no_date", "The document does not say on which day it was."))
    if not any(told.moment.zone for told in known) and not zone_word:
        found.append(Warned("no_zone", "The document names no time zone. Say in which zone its times are."))
    if started is None or started.moment.clock is None:
        found.append(Warned("no_start", "The document does not say clearly when it began."))
    if ended is None or ended.moment.clock is None:
        found.append(Warned("no_end", "The document does not say clearly when it ended."))
    return found


def cause_doubts(root_cause: Told | None, verdict: Verdict) -> list[Warned]:
    """A cause that no part and no clear word says is one."""
    if not verdict.is_postmortem or root_cause is None or root_cause.sureness is not Sureness.GUESSED:
        return []
    words = "No part of the document is about the root cause: it is a guess by words of the text. Check it."
    return [Warned("cause_guessed", words, root_cause.line)]


def _several(stated: Stated) -> list[Warned]:
    if not stated.has_several:
        return []
    message = "The document names several periods on different days. Say which one the incident is."
    return [Warned("several_periods", message)]


def _ambiguous(stated: Stated) -> list[Warned]:
    seen = {words: (day, line) for words, day, line in stated.ambiguous}
    found = []
    for words, (day, line) in list(seen.items())[:_MOST_OF_A_KIND]:
        read = f"{day.number} {month_name[day.month]}"
        other = f"{day.month} {month_name[day.number]}"
        found.append(
            Warned("ambiguous_date", f"“{words}” is read as {read}, but can be {other}. Check which is meant.", line)
        )
    return found


def _disagreeing(started: ToldMoment | None, ended: ToldMoment | None, stated: Stated) -> list[Warned]:
    """Two days that are far apart."""
    day = started.moment.day if started else None
    last = (ended.moment.day if ended else None) or day
    others = [
        (other, line)
        for other, line in stated.days
        if day and last and not min(day, last) - _FAR < other < max(day, last) + _FAR
    ]
    if started is None or day is None or not others:
        return []
    other, line = others[0]
    message = (
        f"The document says {day.isoformat()} in one place and {other.isoformat()} in another. Check which is right."
    )
    return [Warned("dates_disagree", message, line)]


def _order(started: ToldMoment | None, ended: ToldMoment | None, stated: Stated) -> list[Warned]:
    start, end = (told.moment.local if told else None for told in (started, ended))
    if started is None or ended is None or start is None or end is None:
        return []
    length = _between(started.moment, ended.moment)
    if length is None:
        return []
    if length < timedelta(0):
        return [Warned("end_before_start", "It ends before it starts. Check both times.", ended.line)]
    is_put_behind = stated.end is not None and stated.end.found.day is None and started.moment.day != ended.moment.day
    if is_put_behind and length > _NIGHT:
        message = "The end is before the start on its day, and was read as the next day. Check both times."
        return [Warned("end_before_start", message, ended.line)]
    if stated.minutes is not None and abs(length - timedelta(minutes=stated.minutes)) > _SLACK:
        length_told = round(length.total_seconds() / 60)
        message = f"It is said to have taken {stated.minutes} min, but from start to end it is {length_told} min."
        return [Warned("duration_differs", message, stated.minutes_line)]
    return []


def _between(first: Moment, last: Moment) -> timedelta | None:
    if first.instant and last.instant:
        return last.instant - first.instant
    return last.local - first.local if first.local and last.local else None


def note_heads(stated: Stated, drafts: Sequence[Draft]) -> None:
    """What the times of entries leave open: their days that can be two, and their zones."""
    noted = {line for _, _, line in stated.ambiguous}
    for draft in drafts:
        for found in (draft.head.first, draft.head.last) if draft.head else ():
            if found and found.can_be_two_days and found.day and draft.line.number not in noted:
                stated.ambiguous.append((_numbers(found.day), found.day, draft.line.number))
            if found and found.zone:
                stated.zones.append((found.zone, draft.line.number))


def _numbers(day: Day) -> str:
    return "/".join(str(part) for part in (day.number, day.month, day.year) if part)


def zone_doubts(words: Sequence[tuple[str, int]], around: Moment | None) -> list[Warned]:
    """Words that several zones share, and words that are unlikely on that day."""
    found: list[Warned] = []
    for word, line in dict(words).items():
        meaning = meaning_of(word)
        if meaning is None:
            continue
        if meaning.ambiguous:
            found.append(Warned("shared_zone", meaning.note, line))
        elif around and around.instant and (usual := _usual_about(meaning.word, around.instant)):
            at = offset_text(word_offset(meaning.word.upper()))
            shown = f"as it says, but on that day clocks there showed {usual}"
            message = f"“{word}” is read as {at}, {shown}. Check which is meant."
            found.append(Warned("unlikely_zone", message, line))
    return found[:_MOST_OF_A_KIND]


def _usual_about(word: str, instant: datetime) -> str:
    """The word that clocks showed instead, when they did not show this one a day before or after either.

    On the days about a change of clocks a document may rightly use both words.
    """
    around = (instant - _DAY, instant, instant + _DAY)
    return usual_in(word, instant) if all(usual_in(word, each) for each in around) else ""


def entry_doubts(entries: Sequence[ReadEntry]) -> list[Warned]:
    """Entries that stand before an earlier one, and entries without a time."""
    found: list[Warned] = []
    before: Moment | None = None
    for entry in entries:
        at = entry.at
        if at is None:
            continue
        step = _between(before, at) if before else None
        if step is not None and step < timedelta(0) and len(found) < _MOST_OF_A_KIND:
            found.append(
                Warned("out_of_order", "This entry is earlier than the one before it. Check its time.", entry.line)
            )
        before = at if at.local else before
    untimed = [entry for entry in entries if entry.at is None]
    if untimed:
        count = "One entry has" if len(untimed) == 1 else f"{len(untimed)} entries have"
        found.append(Warned("no_time", f"{count} no time that could be read.", untimed[0].line))
    return found


def clock_change_doubts(told: Sequence[ToldMoment | ReadEntry]) -> list[Warned]:
    """Times that clocks showed twice, or never, because they were put back or forward."""
    found: dict[Moment, Warned] = {}
    for each in told:
        at = each.moment if isinstance(each, ToldMoment) else each.at
        if at is None or at.instant is None or at in found:
            continue
        first, second = at.instant.utcoffset(), at.instant.replace(fold=1).utcoffset()
        if first is None or second is None or first == second:
            continue
        shown = f"{at.instant:%H:%M} on {at.day}"
        if first > second:
            found[at] = Warned("ambiguous_hour", f"Clocks showed {shown} twice. Check which is meant.", each.line)
        else:
            found[at] = Warned("no_such_hour", f"Clocks never showed {shown}: they were put forward.", each.line)
    return list(found.values())[:_MOST_OF_A_KIND]


def as_fixed(moment: Moment) -> Moment:
    """A moment whose zone is its offset on that day."""
    if moment.instant is None:
        return moment
    offset = moment.instant.utcoffset() or timedelta(0)
    return Moment(moment.day, moment.clock, timezone(offset), moment.is_about)
