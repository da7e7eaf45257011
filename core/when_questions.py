"""What is asked about a typed time before it is taken: an hour that came twice or never, the future, which day."""

from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Literal
from zoneinfo import ZoneInfo

from core.durations import humanize, to_the_minute
from core.wall_clock import SLACK, WallTime, days_back, latest, on_wall
from core.zone_doubts import unlikely_in, usual_in
from core.zones import as_zone, fixed_offset, resolve_zone, zone_label

Kind = Literal["dst_ambiguous", "dst_gap", "future", "long_before", "zone"]


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to a question: the words on its button, and what the button sends.

    Of a time that is the text which, typed, means exactly the `instant`.
    """

    label: str
    value: str
    instant: datetime | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """Something to ask about what was typed, before it is taken. `kind` says what is doubtful about a time.

    Pressing a choice sends the form again with its value under the name `button`, which the form gives.
    """

    question: str
    choices: tuple[Choice, ...]
    kind: Kind | None = None
    button: str = ""


def describe(instant: datetime, zone: str | ZoneInfo) -> str:
    """`Sat 13 May 2023, 22:35 EAT`: an instant on the clocks of a zone. Seconds show when there are any."""
    return f"{wall_text(instant, as_zone(zone))} {zone_label(instant, zone)}"


def wall_text(instant: datetime, clocks: tzinfo) -> str:
    """`Sat 13 May 2023, 22:35`: an instant on some clocks. Seconds show when there are any."""
    wall = on_wall(instant, clocks)
    seconds = f":{wall:%S}" if wall.second else ""
    return f"{wall:%a} {wall.day} {wall:%b %Y, %H:%M}{seconds}"


def questions(
    wall_time: WallTime, clocks: tzinfo, zone: ZoneInfo, now: datetime, *, ask_future: bool
) -> tuple[Question, ...]:
    """What must be asked about a wall time: an hour that did not exist or came twice, and (`ask_future`) the future."""
    choices = tuple(_choice(instant, clocks, zone) for instant in wall_time.instants)
    wall = f"{wall_time.wall:%H:%M} on {wall_time.wall.day} {wall_time.wall:%B %Y}"
    asked: list[Question] = []
    if wall_time.in_gap:
        question = f"{wall} did not exist in {zone.key}: the clocks went forward. Which time was it?"
        asked.append(Question(question, choices, "dst_gap"))
    elif len(choices) > 1:
        question = f"{wall} happened twice in {zone.key}: the clocks went back. Which one was it?"
        asked.append(Question(question, choices, "dst_ambiguous"))
    if ask_future and wall_time.instants[-1] > now + SLACK:
        earlier = latest(days_back(now, clocks, 3), wall_time.wall.time(), clocks, now)
        also = (_choice(earlier.instants[-1], clocks, zone),) if earlier else ()
        asked.append(Question("This is in the future. Is that right?", (choices[-1], *also), "future"))
    return tuple(asked)


def ask_which_day(soon: WallTime, past: WallTime, clocks: tzinfo, zone: ZoneInfo, now: datetime) -> Question:
    """Whether a time without a day is the one a little ahead today, or the latest past one."""
    choices = tuple(_choice(instant, clocks, zone) for instant in (*soon.instants, *past.instants))
    said, far = f"{soon.wall:%H:%M}", humanize(to_the_minute(soon.instants[0] - now))
    return Question(f"{said} is {far} ahead. Today {said} or yesterday {said}?", choices, "future")


def ask_zone(word: str, instant: datetime) -> Question | None:
    """Which zone was meant, where the clocks of its home showed another word on that day; None when all is well."""
    doubt, usual = unlikely_in(word, instant), usual_in(word, instant)
    if not doubt:
        return None
    change, keep = (resolve_zone(each).label for each in (usual, word.upper()))
    return Question(doubt, (Choice(f"Use {change}", usual), Choice(f"Keep {keep}", word)), "zone")


def ask_instant(word: str, instant: datetime) -> Question | None:
    """The same about the zone of one typed time."""
    doubt, usual = unlikely_in(word, instant), usual_in(word, instant)
    literal, other = fixed_offset(word), fixed_offset(usual) if usual else None
    if not doubt or literal is None or other is None:
        return None
    wall = on_wall(instant, literal)
    told = [(usual, wall.replace(tzinfo=other)), (word.upper(), wall.replace(tzinfo=literal))]
    choices = (Choice(f"{wall_text(at, at.tzinfo or literal)} {name}", at.isoformat(), at) for name, at in told)
    return Question(doubt, tuple(choices), "zone")


def _choice(instant: datetime, clocks: tzinfo, zone: ZoneInfo) -> Choice:
    same = instant.astimezone(zone).utcoffset() == instant.astimezone(clocks).utcoffset()
    exact = instant.astimezone(clocks).isoformat(timespec="seconds")
    return Choice(describe(instant, zone if same else ZoneInfo("UTC")), exact, instant)
