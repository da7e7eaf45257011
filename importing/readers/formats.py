"""Which readers there are, and which of them a text is for."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from importing.readers import discord, irc, logs, plain, slack, table, teams, terminal
from importing.readers.messages import Message, understood
from importing.readers.words import as_code, as_said

SAMPLE_LINES = 300
MOST_LINES = 50_000
_ANSI = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\-_])")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_TURNED = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2007": " ", "\u2028": "\n", "\u2029": "\n", "\x85": "\n"})


@dataclass(frozen=True, slots=True)
class Format:
    """A way to read a text. `is_machine`: its words are shown as code; `is_markdown`: they are Markdown already."""

    name: str
    label: str
    read: Callable[[str], list[Message]]
    score: Callable[[str], int]
    is_machine: bool = False
    is_markdown: bool = False

    def markdown(self, text: str) -> str:
        """Words as the source of an entry."""
        if self.is_markdown:
            return text
        return as_code(text) if self.is_machine else as_said(text)


# The first of several that fit equally well.
FORMATS = {
    each.name: each
    for each in (
        Format(table.NAME, table.LABEL, table.read, table.score, is_markdown=True),
        Format(discord.NAME, discord.LABEL, discord.read, discord.score),
        Format(teams.NAME, teams.LABEL, teams.read, teams.score),
        Format(slack.NAME, slack.LABEL, slack.read, slack.score),
        Format(irc.NAME, irc.LABEL, irc.read, irc.score),
        Format(terminal.NAME, terminal.LABEL, terminal.read, terminal.score, is_machine=True),
        Format(logs.NAME, logs.LABEL, logs.read, logs.score, is_machine=True),
        Format(plain.NAME, plain.LABEL, plain.read, plain.score),
    )
}


def tidied(text: str) -> str:
    """A text without colours, control characters and invisible marks, with plain spaces and line ends."""
    text = _ANSI.sub("", text.replace("\r\n", "\n")).translate(_TURNED)
    # A progress bar overwrites its line.
    lines = (_without_erased(line.rpartition("\r")[2]) for line in text.split("\n"))
    return _CONTROLS.sub("", "\n".join(lines))


def _without_erased(line: str) -> str:
    """A line without the letters that backspaces took away, in one pass: of a million there may be a million."""
    if "\x08" not in line:
        return line
    kept: list[str] = []
    for letter in line:
        if letter != "\x08":
            kept.append(letter)
        elif kept:
            kept.pop()
    return "".join(kept)


def detect(text: str) -> Format:
    """The format that recognizes most of the first few hundred lines and understands something; else other text."""
    sample = "\n".join(text.split("\n")[:SAMPLE_LINES])
    scores = {each: each.score(sample) for each in FORMATS.values()}
    # Sorting leaves those that fit equally well in their order.
    likely = sorted((each for each in scores if scores[each]), key=lambda each: -scores[each])
    return next((each for each in likely if understood(each.read(sample))), FORMATS[plain.NAME])


def named(name: str) -> Format:
    """The format of that name; other text for one that nobody knows."""
    return FORMATS.get(name, FORMATS[plain.NAME])
