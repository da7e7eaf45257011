"""The words of commands: how `/status mitigated 14:45 rolled back` falls into its parts. No incident, no clock."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from incidents.enums import Status
from incidents.transitions import MOVES, Move

_CALL = re.compile(r"/(?P<name>[A-Za-z]+)(?P<digit>[0-9]?)(?=\s|$)")
_ESCAPED = re.compile(r"/(?=/[A-Za-z]+[0-9]?(?:\s|$))")
_LEVEL = re.compile(r"(?:sev\s*)?([1-5])(?![\w.:])[,.:]?\s*", re.IGNORECASE)
_PERSON = re.compile(r"@?([A-Za-z][\w-]*(?:\.[\w-]+)*)[,:]?(?=\s|$)\s*")
_ROLE = re.compile(r"([A-Za-z][\w-]*)(?=\s|$)\s*")
_SYNONYMS = {"canceled": Status.CANCELLED.value, "reopened": "reopen"}


@dataclass(frozen=True, slots=True)
class Called:
    """A slash and a word at the head of a text, and what follows. `is_glued` for `/sev2`."""

    name: str
    rest: str
    is_glued: bool = False


def called(text: str) -> Called | None:
    """The command that a text seems to call; None for words and for paths such as `/var/log`."""
    match = _CALL.match(text)
    if match is None:
        return None
    return Called(match["name"].lower(), f"{match['digit']}{text[match.end() :]}".strip(), bool(match["digit"]))


def as_words(text: str) -> str:
    """`//status is down` without the first slash, which says that it is no command."""
    return _ESCAPED.sub("", text, count=1)


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word that was probably meant; empty when none is near."""
    names = list(known)
    begun = [name for name in names if name.startswith(word)]
    near = [*begun, *get_close_matches(word, names, n=1, cutoff=0.6)]
    return near[0] if word and near else ""


def read_status(text: str) -> tuple[str, str]:
    """A status or a step, as the table of statuses names it, at the head of a text; and the rest. Empty for neither."""
    levelled = text.lower().replace("_", " ")
    for phrase in sorted(STATUS_WORDS, key=len, reverse=True):
        if re.match(rf"{re.escape(phrase)}(?=[\s,:]|$)", levelled):
            return STATUS_WORDS[phrase], text[len(phrase) :].lstrip(" \t,:")
    return "", text


def read_level(text: str) -> tuple[str, str]:
    """A severity, `2` or `SEV2`, at the head of a text, and the rest."""
    match = _LEVEL.match(text)
    return (match[1], text[match.end() :]) if match else ("", text)


def read_person(text: str) -> tuple[str, str]:
    """`@ana` (or `me`, `nobody`) at the head of a text, without the @ and in small letters, and the rest."""
    match = _PERSON.match(text)
    return (match[1].lower(), text[match.end() :]) if match else ("", text)


def read_role(text: str) -> tuple[str, str]:
    """The short name of a role at the head of a text, in small letters, and the rest."""
    match = _ROLE.match(text)
    return (match[1].lower(), text[match.end() :]) if match else ("", text)


def move_meant(word: str, status: str) -> Move:
    """The move that a word of STATUS_WORDS means from here; one that cannot start here, if there is no other."""
    meant = [move for move in MOVES if word in (move.action, move.target)]
    return min(meant, key=lambda move: (move.action != word, status not in move.sources))


def _status_words() -> dict[str, str]:
    """Every phrase that names a status or a step."""
    steps = {move.action.replace("_", " "): move.action for move in MOVES}
    return steps | {move.target: move.target for move in MOVES} | _SYNONYMS


STATUS_WORDS = _status_words()
