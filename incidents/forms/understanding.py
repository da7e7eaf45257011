"""What the composer understands while it is being typed: the time, and what a command will do."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from zoneinfo import ZoneInfo

from accounts.models import User
from core import clock
from core.errors import DomainError
from core.typed_times import MEANT, long_before
from core.when import (
    Ambiguity,
    When,
    WhenError,
    parse_when,
    split_leading_span,
    split_leading_when,
)
from core.when_hints import unread_time
from incidents.command_words import called
from incidents.forms.commands import Reading, Unclear, read_command, words_of
from incidents.forms.entries import began, day_of, without_time
from incidents.models import Incident
from incidents.services.commands import BY_NAME, Order

LOOKED_AT = 400  # characters of the words in which a command and a leading time are looked for


@dataclass(frozen=True, slots=True)
class Said:
    """What was understood of the time of an entry and of its command, for the chips below the composer."""

    typed: str = ""
    understood: str = ""
    refused: str = ""
    questions: tuple[Ambiguity, ...] = ()
    warnings: tuple[str, ...] = ()
    button: str = f"{MEANT}when"
    command: str = ""
    until: str = ""
    unread: str = ""
    is_now: bool = False

    @classmethod
    def of(cls, said: When) -> "Said":
        """From what the time input understood."""
        return cls(said.typed, said.understood, "", said.questions, said.warnings)


def understood(data: Mapping[str, str], *, incident: Incident, actor: User, zone: ZoneInfo) -> Said | None:
    """What would be understood of what stands in the composer; None when there is nothing to say."""
    text = data.get("text", "")[:LOOKED_AT]
    call = called(text)
    if call and not call.rest:
        command = BY_NAME.get(call.name)
        return Said(command=f"/{command.name} {command.hint}: {command.explains}") if command else None
    try:
        reading = read_command(text, actor)
    except Unclear as unclear:
        return Said(refused=unclear.question)
    rest = reading.rest if reading else words_of(text)
    typed = data.get("when", "").strip()
    if reading and not reading.command.takes_time:
        time = Said(refused=without_time(reading.command)) if typed else None
        return time or _with_command(None, reading, rest, incident, actor)
    time, rest = _time(typed, rest, incident, zone)
    return _with_command(time, reading, rest, incident, actor) if reading else time


def _time(typed: str, text: str, incident: Incident, zone: ZoneInfo) -> tuple[Said | None, str]:
    """What is understood of the time, in its field or at the head of the text, and the words that are left."""
    clocks: Any = {"zone": zone, "now": clock.now(), "day": day_of(incident, zone)}
    until = ""
    try:
        when, rest = (parse_when(typed, **clocks), text) if typed else split_leading_when(text, **clocks)
    except WhenError as error:
        return Said(refused=error.message), text
    if when is None and (span := split_leading_span(text, **clocks)):
        when, until, rest = span
    if when is None:
        unread = unread_time(text)
        is_said = bool(text.strip(" /\r\n"))
        return (Said(unread=unread, is_now=not unread) if is_said else None), text
    said = replace(Said.of(when), until=until)
    doubt = long_before(when, began(incident), zone)
    return (replace(said, questions=(*said.questions, doubt)) if doubt else said), rest


def _with_command(time: Said | None, reading: Reading, rest: str, incident: Incident, actor: User) -> Said:
    """What the command will do, beside its time; or why it will be refused."""
    command = reading.command
    if not command.may(actor, incident):
        return Said(refused=command.refusal)
    order = Order(command, "", clock.now(), reading.argument, reading.person, rest)
    try:
        return replace(time or Said(is_now=True), command=command.tells(incident, order))
    except DomainError as error:
        return replace(time or Said(), refused=error.message)
