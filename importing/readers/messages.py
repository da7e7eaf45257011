"""What a reader makes of a text: messages, each with its stamp as far as the text tells one."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, time, tzinfo

from core.time_words import Day

CHATS_OWN = "Written by the chat itself, not by a person."
_NOON = 12
ENOUGH = 2  # messages of one line each, to take it that the last one is of one line, too
LONGEST_HEAD = 300  # characters; no name and time are longer
WORDLESS = "A name and a time without words."
NOT_UNDERSTOOD = "Not understood: no time, no author."
AFTER_THE_END = "Stands below the last line that has a time."


@dataclass(frozen=True, slots=True)
class Stamp:
    """A time as a text tells it. `zone` is an offset that stands beside it; with `instant` nothing is left open."""

    clock: time | None = None
    day: Day | None = None
    zone: tzinfo | None = None
    instant: datetime | None = None


@dataclass(frozen=True, slots=True)
class Further:
    """What only a timeline's own file says of an entry."""

    until: datetime | None = None
    is_about: bool = False
    milestones: tuple[str, ...] = ()
    is_starred: bool = False
    struck: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """One message. `number` is that of its first line, from 1. What is not understood is kept all the same."""

    number: int
    text: str
    stamp: Stamp | None = None
    author: str = ""
    is_understood: bool = True
    is_offered: bool = True
    note: str = ""
    further: Further = field(default_factory=Further)


def in_half(clock: time, last: time | None) -> time:
    """A time of a twelve-hour clock that says neither am nor pm: the first such time that is not before the last."""
    if last is None or clock.hour > _NOON:
        return clock
    halves = (clock.replace(hour=clock.hour % _NOON), clock.replace(hour=clock.hour % _NOON + _NOON))
    return next((half for half in halves if half >= last.replace(second=0, microsecond=0)), halves[0])


def numbered(text: str) -> list[tuple[int, str]]:
    """The lines of a text with their numbers, the empty ones too."""
    return list(enumerate(text.split("\n"), start=1))


class Collected:
    """Messages as a reader meets them: a head begins one, what follows belongs to it."""

    def __init__(self) -> None:
        self.messages: list[Message] = []
        self._lines: list[str] = []
        self._numbers: list[int] = []  # of these lines
        self._open: Message | None = None
        self._day: Day | None = None
        self._clock: time | None = None
        self._has_halves = False
        self.author = ""

    @property
    def is_open(self) -> bool:
        """Whether a message has begun to which further lines can belong."""
        return self._open is not None

    @property
    def has_words(self) -> bool:
        """Whether the message that has begun has words already."""
        return any(line.strip() for line in self._lines)

    def day(self, told: Day) -> None:
        """A line that only names a day: it holds from the next message on."""
        self.close()
        self._day = told

    def begin(
        self, number: int, stamp: Stamp, author: str, text: str = "", note: str = "", *, has_half: bool = False
    ) -> None:
        """A message begins. With a note it is not offered, and the author goes on afterwards.

        `has_half`: its time says am or pm. Further times that do not are of the same kind of clock.
        """
        self.close()
        stamp = self._in_half(stamp, has_half=has_half)
        if self._day is not None:
            stamp = stamp if stamp.day or stamp.instant else replace(stamp, day=self._day)
            self._day = None
        self.author = self.author if note else author
        self._open = Message(number, "", stamp, author, is_offered=not note, note=note)
        self._lines, self._numbers = ([text], [number]) if text else ([], [])

    def _in_half(self, stamp: Stamp, *, has_half: bool) -> Stamp:
        self._has_halves = self._has_halves or has_half
        if stamp.clock is not None and self._has_halves and not has_half:
            stamp = replace(stamp, clock=in_half(stamp.clock, self._clock))
        self._clock = stamp.clock
        return stamp

    def restamp(self, stamp: Stamp) -> None:
        """The stamp of the message that has begun stands after its words."""
        if self._open is not None:
            self._open = replace(self._open, stamp=stamp)

    def add(self, number: int, line: str) -> None:
        """A further line of the message that has begun; by itself when there is none."""
        if self._open is not None:
            self._lines.append(line)
            self._numbers.append(number)
        elif line.strip():
            self.odd(number, line)

    def aside(self, number: int, line: str, note: str = CHATS_OWN) -> None:
        """A line that stands between messages and is not offered: the message that has begun goes on after it."""
        self.messages.append(Message(number, line.strip(), is_understood=False, is_offered=False, note=note))

    def odd(self, number: int, line: str, note: str = NOT_UNDERSTOOD) -> None:
        """A line that belongs to no message."""
        self.close()
        self.aside(number, line, note)

    def take_last_line(self) -> str:
        """The last line again, because it turned out to begin the next message; empty if there is none."""
        while self._lines and not self._lines[-1].strip():
            self._lines.pop()
        if self._lines:
            return self._lines.pop()
        last = self.messages[-1] if self.messages and self._open is None else None
        if last is not None and not last.is_understood and last.note == NOT_UNDERSTOOD:
            return self.messages.pop().text
        return ""

    def last_line(self) -> str:
        """The last line that is not empty, without taking it."""
        written = next((line for line in reversed(self._lines) if line.strip()), "")
        if written:
            return written
        return self.messages[-1].text if self.messages and self._open is None else ""

    def close(self) -> None:
        """The message that has begun ends; one without words is told as such, by what stands in its head."""
        if self._open is not None and self.has_words:
            self.messages.append(replace(self._open, text=_block(self._lines)))
        elif self._open is not None and self._open.author:
            head = Message(self._open.number, self._open.author, self._open.stamp)
            self.messages.append(replace(head, is_understood=False, is_offered=False, note=WORDLESS))
        self._open, self._lines = None, []

    def all(self, *, ends_at_gap: bool = False, ends_at_line: bool = False) -> list[Message]:
        """All messages, in the order of their lines.

        `ends_at_gap`: the last message ends at the first empty line, since one message is one line as a rule.
        `ends_at_line`: it is one line, where all the messages before it are and what follows is not indented.
        """
        if ends_at_gap:
            self._part_tail(1 if ends_at_line and self._has_lines_alone() else None)
        self.close()
        return sorted(self.messages, key=lambda message: message.number)

    def _has_lines_alone(self) -> bool:
        """Whether there are messages enough, each of one line, and the last one goes on without an indentation."""
        told = [message for message in self.messages if message.is_understood]
        follows = self._lines[1:2]
        is_alone = len(told) >= ENOUGH and not any("\n" in message.text for message in told)
        return is_alone and bool(follows) and follows[0][:1].isalnum()

    def _part_tail(self, end: int | None) -> None:
        """What follows the last message stands by itself: after `end` lines, else after its first empty line."""
        lines = self._lines
        gaps = (at for at, line in enumerate(lines) if not line.strip() and any(map(str.strip, lines[:at])))
        gap = next(gaps, len(lines)) if end is None else end
        tail, numbers = lines[gap:], self._numbers[gap:]
        first = next((at for at, line in enumerate(tail) if line.strip()), None)
        if self._open is not None and first is not None:
            del lines[gap:]
            self.aside(numbers[first], _block(tail), AFTER_THE_END)


def understood(messages: Iterable[Message]) -> int:
    """How many messages were understood."""
    return sum(message.is_understood for message in messages)


def _block(lines: list[str]) -> str:
    """Lines as one text: without empty ones at either end, and without the indentation that all of them share."""
    written = [at for at, line in enumerate(lines) if line.strip()]
    lines = lines[written[0] : written[-1] + 1] if written else []
    shared = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
    return "\n".join(line[shared:].rstrip() for line in lines)
