"""Parsing a command: which one was called, with which status, severity or person; what to ask when unclear."""

from dataclasses import dataclass, replace

from accounts.models import User
from catalogue.models import IncidentRole
from core.when import Choice
from incidents.command_words import (
    STATUS_WORDS,
    as_words,
    called,
    nearest,
    read_level,
    read_person,
    read_role,
    read_status,
)
from incidents.selectors.handles import handles_like, people_called
from incidents.services.commands import BY_NAME
from incidents.services.orders import Argument, Command

NOBODY, ME = "nobody", "me"


class Unclear(Exception):
    """A command that cannot be run as it stands: what to ask, and the texts that may have been meant."""

    def __init__(self, question: str, *choices: Choice) -> None:
        super().__init__(question)
        self.question = question
        self.choices = choices


@dataclass(frozen=True, slots=True)
class ParsedCommand:
    """A command that was called, its argument, and the rest of the text: a time and words."""

    command: Command
    rest: str
    argument: str = ""
    person: User | None = None


def read_command(text: str, actor: User) -> ParsedCommand | None:
    """The command at the head of a text; None when the text is an entry. Raises Unclear for one that needs asking.

    Only a known name is a command. `/var/log is full` and `//status was down` are words; a lone unknown word after a
    slash is asked about, so that neither a mistyped command nor a path is taken for the other.
    """
    found = called(text)
    if found is None:
        return None
    command = BY_NAME.get(found.name)
    if command is None or (found.is_glued and command.argument is not Argument.LEVEL):
        if found.is_glued:
            return None
        raise _unknown(text, found.name, found.rest)
    return _READERS[command.argument](command, found.rest, actor)


def words_of(text: str) -> str:
    """The words of a text that is no command."""
    return as_words(text)


def _unknown(text: str, name: str, rest: str) -> Unclear:
    as_it_stands = Choice("Log it as written", f"/{text}")
    meant = nearest(name, BY_NAME)
    if not meant:
        return Unclear(f"There is no command /{name}. Is this just text?", as_it_stands)
    question = f"There is no command /{name}. Did you mean /{meant}, or is this just text?"
    return Unclear(question, Choice(f"Use /{meant}", f"/{meant} {rest}".strip()), as_it_stands)


def _plain(command: Command, rest: str, actor: User) -> ParsedCommand:
    return ParsedCommand(command, rest)


def _status(command: Command, rest: str, actor: User) -> ParsedCommand:
    word, words = read_status(rest)
    if word:
        return ParsedCommand(command, words, word)
    first, _, others = rest.partition(" ")
    meant = nearest(first.lower(), STATUS_WORDS)
    choices = [Choice(f"{meant.capitalize()}", f"/{command.name} {meant} {others}".strip())] if meant else []
    said = f"“{first}” is not a status." if first else "Say which status."
    raise Unclear(f"{said} Write /{command.name} and one of: {', '.join(STATUS_WORDS)}.", *choices)


def _level(command: Command, rest: str, actor: User) -> ParsedCommand:
    level, words = read_level(rest)
    if not level:
        raise Unclear(f"Say which severity: /{command.name} and a number from 1 to 5, then your text.")
    return ParsedCommand(command, words, level)


def _person(command: Command, rest: str, actor: User, call: str = "") -> ParsedCommand:
    """`call` is what stands before the person, if that is more than the command's name."""
    call = f"/{call or command.name}"
    handle, words = read_person(rest)
    if not handle:
        raise Unclear(f"Say who: {call} @name, {call} me or {call} nobody.")
    if handle in {ME, NOBODY}:
        return ParsedCommand(command, words, handle, actor if handle == ME else None)
    people = people_called([handle])
    if len(people) == 1:
        return ParsedCommand(command, words, handle, people[0])
    choices = [Choice(name, f"{call} @{other} {words}".strip()) for other, name in handles_like(handle)]
    said = f"@{handle} matches more than one person." if people else f"No responder is called @{handle}."
    raise Unclear(said + (" Who do you mean?" if choices else " What you typed is kept."), *choices)


def _maybe_person(command: Command, rest: str, actor: User) -> ParsedCommand:
    return _person(command, rest, actor) if rest.startswith("@") else ParsedCommand(command, rest)


def _role(command: Command, rest: str, actor: User) -> ParsedCommand:
    slugs = list(IncidentRole.objects.active().values_list("slug", flat=True))
    word, words = read_role(rest)
    if word in slugs:
        return replace(_person(command, words, actor, f"{command.name} {word}"), argument=word)
    meant = nearest(word, slugs)
    choices = [Choice(f"{meant.capitalize()}", f"/{command.name} {meant} {words}".strip())] if meant else []
    said = f"“{word}” is not a role." if word else "Say which role."
    raise Unclear(f"{said} Write /{command.name}, one of {', '.join(slugs)}, and @name.", *choices)


def _recipient(command: Command, rest: str, actor: User) -> ParsedCommand:
    """`@name`, or words up to a colon: people and teams that are no users."""
    if rest.startswith("@"):
        found = _person(command, rest, actor)
        return replace(found, argument=f"@{found.argument}")
    to, _, words = rest.partition(":")
    if not to.strip():
        raise Unclear(f"Say to whom: /{command.name} @name, or /{command.name} the network team: and why.")
    return ParsedCommand(command, words.strip(), to.strip())


_READERS = {
    Argument.NONE: _plain,
    Argument.STATUS: _status,
    Argument.LEVEL: _level,
    Argument.PERSON: _person,
    Argument.MAYBE_PERSON: _maybe_person,
    Argument.ROLE: _role,
    Argument.RECIPIENT: _recipient,
}
