"""What the composer understands while it is being typed: the time, and what a command will do."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from accounts.models import User
from core import clock
from core.errors import DomainError
from core.typed_times import MEANT, long_before
from core.when import Question, When, WhenError, parse_when
from core.when_hints import unread_time
from incidents.command_words import called
from incidents.forms.commands import ParsedCommand, Unclear
from incidents.forms.composed import Composed, Composer
from incidents.forms.entries import began, no_such_time, without_time
from incidents.models import Incident
from incidents.services.commands import BY_NAME
from incidents.services.orders import Order
from incidents.services.timeline import EntryDetails

LOOKED_AT = 400  # characters of the words in which a command and a leading time are looked for


@dataclass(frozen=True, slots=True)
class Understanding:
    """What was understood of the time of an entry and of its command, for the chips below the composer."""

    typed: str = ""
    time: str = ""
    refused: str = ""
    questions: tuple[Question, ...] = ()
    warnings: tuple[str, ...] = ()
    button: str = f"{MEANT}when"
    command: str = ""
    until: str = ""
    unread: str = ""
    is_now: bool = False

    @classmethod
    def of(cls, when: When) -> "Understanding":
        """From what the time input understood."""
        return cls(when.typed, when.understood, "", when.questions, when.warnings)


def understood(data: Mapping[str, str], *, incident: Incident, actor: User, zone: ZoneInfo) -> Understanding | None:
    """What would be understood of what stands in the composer; None when there is nothing to say."""
    text = data.get("text", "")[:LOOKED_AT]
    call = called(text)
    if call and not call.rest:
        command = BY_NAME.get(call.name)
        return Understanding(command=f"/{command.name} {command.hint}: {command.explains}") if command else None
    composer = Composer(incident, actor, zone, clock.now())
    when, until = (data.get(name, "").strip() for name in ("when", "until"))
    try:
        composed = composer.take_apart(text, when=when, until=until)
    except Unclear as unclear:
        return Understanding(refused=unclear.question)
    time = _time(when, composed, composer)
    return _with_command(time, composed.command, composed, composer) if composed.command else time


def _time(typed: str, composed: Composed, composer: Composer) -> Understanding | None:
    """What is understood of the time, in its field or before the words."""
    if not composed.takes_time:
        return Understanding(refused=without_time(composed.command.command)) if typed and composed.command else None
    if composed.impossible:
        return Understanding(refused=no_such_time(composed.impossible))
    try:
        start = parse_when(typed, composer.clocks) if typed else composed.start
    except WhenError as error:
        return Understanding(refused=error.message)
    if start is None:
        unread = unread_time(composed.words)
        is_said = bool(composed.words.strip(" /\r\n"))
        return Understanding(unread=unread, is_now=not unread) if is_said else None
    shown = replace(Understanding.of(start), until=composed.until)
    doubt = long_before(start, began(composer.incident), composer.zone)
    return replace(shown, questions=(*shown.questions, doubt)) if doubt else shown


def _with_command(
    time: Understanding | None, parsed: ParsedCommand, composed: Composed, composer: Composer
) -> Understanding:
    """What the command will do, beside its time; or why it will be refused."""
    if not parsed.command.may(composer.actor, composer.incident):
        return Understanding(refused=parsed.command.refusal)
    if time and time.refused and not composed.takes_time:
        return time
    details = EntryDetails(composed.words, composer.pressed)
    order = Order(parsed.command, details, composer.pressed, argument=parsed.argument, person=parsed.person)
    try:
        return replace(time or Understanding(is_now=True), command=parsed.command.tells(composer.incident, order))
    except DomainError as error:
        return replace(time or Understanding(), refused=error.message)
