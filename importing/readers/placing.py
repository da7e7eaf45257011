"""From the stamps of a text to instants: the day and the zone are chosen once, midnight is passed in order."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from core.time_words import Day
from core.wall_clock import WallTime, read_wall_time
from importing.readers.messages import Message, Stamp

BACKWARDS = timedelta(hours=1)  # lines out of order by less than this are no new day
A_DAY = timedelta(days=1)
_MOST_OF_A_YEAR = timedelta(days=300)
IN_GAP = "The clocks went forward past this time: check it."
TWICE = "This time occurred twice, because the clocks went back: check it."
NO_TIME = "No time of its own: the time of the line above is used."


@dataclass(frozen=True, slots=True)
class Placed:
    """A message with its instant (None when nothing tells one) and what to know about that."""

    message: Message
    at: datetime | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class BatchClocks:
    """How a text is read: on which zone's clocks, what *today* is, and when the first line was, where chosen."""

    zone: tzinfo
    today: date
    first_day: date | None = None
    first_clock: time | None = None


def place(messages: Sequence[Message], clocks: BatchClocks) -> list[Placed]:
    """The messages in their order with their instants."""
    walk = _Walk(clocks, _shifted_today(messages, clocks))
    return [walk.step(message) for message in messages]


def first_day_told(messages: Sequence[Message], clocks: BatchClocks) -> date | None:
    """The day on which the first stamped message lies, if the text says one."""
    stamp = next((message.stamp for message in messages if message.stamp), None)
    if stamp is None:
        return None
    if stamp.instant is not None:
        return stamp.instant.astimezone(clocks.zone).date()
    return resolve(stamp.day, clocks.today) if stamp.day else None


def resolve(told: Day, today: date) -> date:
    """The date a day means, seen from *today*; without its year the latest that is not ahead."""
    if told.from_today is not None:
        return today + timedelta(days=told.from_today)
    if told.weekday is not None:
        return today - timedelta(days=(today.weekday() - told.weekday) % 7 or 7)
    if told.year is not None:
        return date(told.year, told.month, told.number)
    for year in range(today.year, today.year - 9, -1):
        try:
            day = date(year, told.month, told.number)
        except ValueError:
            continue  # 29 February
        if day <= today + A_DAY:
            return day
    return today


def _shifted_today(messages: Sequence[Message], clocks: BatchClocks) -> date:
    """What *today* and days without a year are counted from, so that the first line lies on the day chosen."""
    stamp = next((message.stamp for message in messages if message.stamp), None)
    if clocks.first_day is None or stamp is None or stamp.day is None or stamp.day.year is not None:
        return clocks.today
    if stamp.day.month:
        return clocks.first_day + _MOST_OF_A_YEAR
    return clocks.today + (clocks.first_day - resolve(stamp.day, clocks.today))


class _Walk:
    """Goes down the text and remembers the day reached."""

    def __init__(self, clocks: BatchClocks, today: date) -> None:
        self.clocks = clocks
        self.today = today
        self.day = clocks.first_day or clocks.today
        self.last: datetime | None = None
        if clocks.first_clock is not None:
            self.last = read_wall_time(self.day, clocks.first_clock, clocks.zone).instants[0]
        self.last_clock: time | None = None

    def step(self, message: Message) -> Placed:
        """The instant of the next message."""
        stamp = message.stamp
        if stamp is None or (stamp.instant is None and stamp.clock is None):
            return Placed(message, self.last, NO_TIME if self.last and message.is_understood else "")
        if stamp.instant is not None:
            self.last = stamp.instant
            return Placed(message, stamp.instant)
        assert stamp.clock is not None  # noqa: S101 - for the type checker
        at, note = self._nearest(
            read_wall_time(self._day(stamp, stamp.clock), stamp.clock, stamp.zone or self.clocks.zone)
        )
        self.last = at
        return Placed(message, at, note)

    def _day(self, stamp: Stamp, clock: time) -> date:
        """The day named, or the day reached: a clock that ran back by an hour or more has passed midnight."""
        last, self.last_clock = self.last_clock, clock
        if stamp.day is not None:
            self.day = resolve(stamp.day, self.today)
        elif last is not None:
            back = _since_midnight(last) - _since_midnight(clock)
            if back >= BACKWARDS:
                self.day += A_DAY
            elif back <= BACKWARDS - A_DAY:  # a straggler from just before midnight
                self.last_clock = last
                return self.day - A_DAY
        return self.day

    def _nearest(self, wall_time: WallTime) -> tuple[datetime, str]:
        """Of two instants the first that is not before the line above."""
        if wall_time.in_gap:
            return wall_time.instants[-1], IN_GAP
        if len(wall_time.instants) == 1:
            return wall_time.instants[0], ""
        later = [instant for instant in wall_time.instants if self.last is None or instant >= self.last]
        return (later or list(wall_time.instants))[0 if later else -1], TWICE


def _since_midnight(clock: time) -> timedelta:
    return timedelta(hours=clock.hour, minutes=clock.minute, seconds=clock.second)
