"""What the composer understands while it is being typed: the time, and what a command will do."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from zoneinfo import ZoneInfo

from accounts.models import User
from core import clock, markdown
from core.errors import DomainError
from core.typed_times import MEANT, OVER_MIDNIGHT, long_before
from core.when import Choice, Clocks, Question, When, WhenError, describe, parse_when
from core.when_hints import unread_time
from core.when_questions import ask_instant
from incidents.command_words import called
from incidents.forms.commands import ParsedCommand, Unclear
from incidents.forms.composed import Composed, Composer
from incidents.forms.entries import TIME_REQUIRED, began, without_time
from incidents.models import Incident
from incidents.selectors.handles import unknown_names
from incidents.services.commands import BY_NAME
from incidents.services.orders import Order
from incidents.services.timeline import EntryDetails

_CLOCK = re.compile(r", \d\d:\d\d(?::\d\d)?")  # of a time in words, behind its day
_LAST_WORD = re.compile(r"(?<!\S)\S+\Z")
LOOKED_AT = 400  # characters of the words in which a command, a leading time and @names are looked for


@dataclass(frozen=True, slots=True)
class Understanding:
    """What was understood of the time of an entry and of its command, for the chips below the composer.

    `instead`: what else a zone word may have meant, to be logged with one press. `unknown_names`: the @names that call
    nobody.
    """

    typed: str = ""
    time: str = ""
    refused: str = ""
    questions: tuple[Question, ...] = ()
    warnings: tuple[str, ...] = ()
    instead: tuple[Choice, ...] = ()
    button: str = f"{MEANT}when"
    command: str = ""
    until: str = ""
    unread: str = ""
    is_now: bool = False
    unknown_names: Sequence[str] = ()

    @classmethod
    def of(cls, when: When) -> "Understanding":
        """From what the time input understood."""
        about = "about " if when.is_about else ""
        return cls(when.typed, f"{about}{when.understood}", "", when.questions, when.warnings)


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
    time = _time(composed, composer)
    shown = _with_command(time, composed.command, composed, composer) if composed.command else time
    unknown = _unknown_names(data.get("text", ""))
    return replace(shown or Understanding(), unknown_names=unknown) if unknown else shown


def _unknown_names(text: str) -> Sequence[str]:
    """The @names at the beginning of a text that call nobody; where a long one is cut, its last word is left out."""
    head = text if len(text) <= LOOKED_AT else _LAST_WORD.sub("", text[:LOOKED_AT])
    return unknown_names(markdown.render(head).html, is_typing=True) if "@" in head else ()


def _time(composed: Composed, composer: Composer) -> Understanding | None:
    """What is understood of the time, in its field or before the words."""
    typed = composed.when
    if not composed.takes_time:
        return Understanding(refused=without_time(composed.command.command)) if typed and composed.command else None
    if composed.time_problem:
        return Understanding(refused=composed.time_problem)
    try:
        start = parse_when(typed, composer.clocks) if typed else composed.start
    except WhenError as error:
        return Understanding(refused=error.message)
    if start is None:
        return _untimed(composed.words, composer) if composed.words.strip(" /\r\n") else None
    shown = _with_zone(_with_end(Understanding.of(start), start, composed.until, composer), start, composer)
    doubt = long_before(start, began(composer.incident), composer.zone)
    return replace(shown, questions=(*shown.questions, doubt)) if doubt else shown


def _untimed(words: str, composer: Composer) -> Understanding:
    """Words without a time: they are logged as now, but for an incident recorded afterwards."""
    if composer.incident.is_past:
        return Understanding(refused=TIME_REQUIRED)
    unread = unread_time(words)
    return Understanding(unread=unread, is_now=not unread)


def _with_zone(shown: Understanding, start: When, composer: Composer) -> Understanding:
    """What a zone word that is unlikely for the date may have meant; one that the incident keeps is not doubted."""
    asked = ask_instant(start.zone_word, start.instant)
    if asked is None:
        return shown
    if start.zone_word.upper() == composer.incident.zone_word.upper():
        return replace(shown, warnings=tuple(said for said in shown.warnings if said != asked.question))
    return replace(shown, instead=asked.choices[:1])


def _with_end(shown: Understanding, start: When, typed: str, composer: Composer) -> Understanding:
    """The time with its end: `Sat 28 Nov 2026, 22:30 to 22:45 EAT`, and with the day of the end where that differs."""
    if not typed:
        return shown
    shown = replace(shown, typed=f"{shown.typed} to {typed}" if shown.typed else "", until=typed)
    day = start.instant.astimezone(composer.zone).date()
    try:
        ends = [
            parse_when(typed, Clocks(composer.zone, composer.pressed, day + timedelta(days=later))) for later in (0, 1)
        ]
    except WhenError:
        return shown
    first, second = (each.instant for each in ends)
    end = second if first < start.instant and second <= start.instant + OVER_MIDNIGHT else first
    if end < start.instant:
        return Understanding(refused="The end is before the start. Correct one of the two.")
    if end.astimezone(composer.zone).date() != day:
        return replace(shown, until=describe(end, composer.zone))
    clock_words = f"{end.astimezone(composer.zone):%H:%M}"
    return replace(shown, time=_CLOCK.sub(rf"\g<0> to {clock_words}", shown.time, count=1), until="")


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
