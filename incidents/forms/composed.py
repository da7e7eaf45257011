"""What stands in the composer, taken apart: the same for the preview while it is typed and for what is stored."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from accounts.models import User
from core.when import Clocks, When, read_leading_span, read_leading_when
from core.when_hints import time_problem
from core.when_spans import split_span
from incidents.forms.commands import ParsedCommand, read_command, words_of
from incidents.models import Incident


@dataclass(frozen=True, slots=True)
class Composed:
    """A command, the time before the words with the end of its span, and the words that are left.

    `when` is what the field *When* says, `until` what *Until* says, else the end of a span; `time_problem` is what is
    said of a time that no clock shows, or that is in the future.
    """

    command: ParsedCommand | None
    words: str
    start: When | None = None
    when: str = ""
    until: str = ""
    time_problem: str = ""

    @property
    def takes_time(self) -> bool:
        """Whether it happened at a time that can be told; a command that cannot is run when Enter is pressed."""
        return self.command is None or self.command.command.takes_time


@dataclass(frozen=True, slots=True)
class Composer:
    """Who writes where, on which clocks, and when."""

    incident: Incident
    actor: User
    zone: ZoneInfo
    pressed: datetime

    @property
    def day(self) -> date | None:
        """The day on which bare times lie in an incident recorded afterwards; None for a live one."""
        return self.incident.began_at.astimezone(self.zone).date() if self.incident.is_past else None

    @property
    def clocks(self) -> Clocks:
        """What typed times are read against."""
        return Clocks(self.zone, self.pressed, self.day)

    def take_apart(self, text: str, *, when: str, until: str) -> Composed:
        """Reads the words beside the fields *When* and *Until*. Raises Unclear for a command that needs asking.

        A time before the words counts where *When* is empty, a span where *Until* is empty, too.
        """
        command = read_command(text, self.actor)
        when, until = split_span(when, until)
        plain = Composed(command, command.rest if command else words_of(text), when=when, until=until)
        if when or not plain.takes_time:
            return plain
        if not until and (span := read_leading_span(plain.words, self.clocks)):
            start, until, words = span
            return Composed(command, words, start, until=until)
        leading, words = read_leading_when(plain.words, self.clocks)
        problem = "" if leading else self._time_problem(words)
        return Composed(command, words, leading, until=until, time_problem=problem)

    def _time_problem(self, words: str) -> str:
        """What is wrong with the time before the words; an incident recorded afterwards asks for another one anyway."""
        problem = "" if self.incident.is_past else time_problem(words)
        return f"{problem} Correct it, or log the text as now." if problem else ""
