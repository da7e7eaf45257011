"""What the composer understands while it is being typed: the time, and what a command will do."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

from accounts.models import User
from core import clock
from core.errors import DomainError
from core.typed_times import MEANT
from core.when import Ambiguity, When, WhenError, parse_when, split_leading_when
from incidents.command_words import called
from incidents.forms.commands import Reading, Unclear, read_command, words_of
from incidents.forms.entries import day_of
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
    time, rest = _time(data.get("when", "").strip(), rest, zone, day_of(incident, zone))
    return _with_command(time, reading, rest, incident, actor) if reading else time


def _time(typed: str, text: str, zone: ZoneInfo, day: date | None) -> tuple[Said | None, str]:
    present = clock.now()
    try:
        if typed:
            return Said.of(parse_when(typed, zone=zone, now=present, day=day)), text
        leading, text = split_leading_when(text, zone=zone, now=present, day=day)
    except WhenError as error:
        return Said(refused=error.message), text
    return (Said.of(leading) if leading else None), text


def _with_command(time: Said | None, reading: Reading, rest: str, incident: Incident, actor: User) -> Said:
    """What the command will do, beside its time; or why it will be refused."""
    command = reading.command
    if not command.may(actor, incident):
        return Said(refused=command.refusal)
    order = Order(command, "", clock.now(), reading.argument, reading.person, rest)
    try:
        return replace(time or Said(), command=command.tells(incident, order))
    except DomainError as error:
        return replace(time or Said(), refused=error.message)
