"""A terminal: a command at its prompt with its output, or a history with times. Colours are taken away before.

Times come from the prompt, from `script`, or from the history (HISTTIMEFORMAT, `#1683999001`, zsh, fish).
"""

import re

from core.zones import fixed_offset
from importing.readers.messages import Collected, Message, Stamp, numbered
from importing.readers.stamps import CLOCK, DATE, day_of, epoch_of, stamp_of

NAME, LABEL = "terminal", "Terminal"

_ARROW = "\u276f"  # the arrow of newer shells
_STAMP = rf"\[?(?P<stamp>(?:(?:{DATE}|[A-Z][a-z]{{2}} [A-Z][a-z]{{2}} +\d{{1,2}})[ T])?{CLOCK})\]?"
_WHO = r"(?P<who>[a-z_][\w.-]*@[\w.-]+)"
_PROMPT = re.compile(
    rf"\s*+(?:{_STAMP}\s*+)?(?:\([\w.-]+\)\s*)?(?:\[{_WHO}[^\]\n]*\]|{_WHO.replace('who', 'who2')}(?:[: ]\S*)?)\s?"
    rf"(?:\([\w./-]+\)\s?)?(?P<sign>[$#%{_ARROW}>])\s(?P<command>.*)"
)
_TIMED_SIGN = re.compile(rf"\s*+{_STAMP}\s*+(?:\S{{1,60}}\s+)?(?P<sign>[$#%{_ARROW}])\s(?P<command>\S.*)")
_SIGN = re.compile(rf"(?P<sign>[${_ARROW}]|PS [A-Z]:\\[^>]*>|>>>|mysql>|\w+=[#>])\s(?P<command>\S.*)")
_HISTORY = re.compile(rf"\s*+\d{{1,6}}\*?\s+{_STAMP}\s+(?P<command>\S.*)")
_BASH_STAMP = re.compile(r"#(?P<epoch>\d{10})\s*")
_ZSH = re.compile(r": (?P<epoch>\d{10}):\d+;(?P<command>.*)")
_FISH = re.compile(r"- cmd: (?P<command>.*)")
_FISH_WHEN = re.compile(r"\s+when: (?P<epoch>\d{10})\s*")
_SCRIPT = re.compile(
    rf"Script (?P<what>started|done)(?: on|,)\s*(?:on |file is .*)?(?P<day>{DATE}|.{{5,20}}?)[ T](?P<clock>{CLOCK})"
    r"(?P<offset>[+-]\d{2}:?\d{2})?.*"
)
_COMMANDS = (_PROMPT, _TIMED_SIGN, _SIGN)


def read(text: str) -> list[Message]:
    """Commands, each with its output."""
    return _Session().read(text)


def score(text: str) -> int:
    """How many lines are prompts or stamped commands."""
    patterns = (*_COMMANDS, _HISTORY, _BASH_STAMP, _ZSH, _FISH, _SCRIPT)
    return sum(1 for line in text.split("\n") if any(pattern.fullmatch(line) for pattern in patterns))


class _Session:
    def __init__(self) -> None:
        self.found = Collected()
        self.stamp: Stamp | None = None  # of a line that only says when the next command was given

    def read(self, text: str) -> list[Message]:
        for number, line in numbered(text):
            self._line(number, line)
        return self.found.all()

    def _line(self, number: int, line: str) -> None:
        if match := _SCRIPT.fullmatch(line):
            self._script(number, line, match)
        elif match := _BASH_STAMP.fullmatch(line):
            self.found.close()
            self.stamp = Stamp(instant=epoch_of(match["epoch"]))
        elif match := _FISH_WHEN.fullmatch(line):
            self._fish(match)
        elif match := _ZSH.fullmatch(line):
            self.found.begin(number, Stamp(instant=epoch_of(match["epoch"])), "", match["command"])
        elif match := _HISTORY.fullmatch(line):
            self.found.begin(number, stamp_of(match["stamp"]) or Stamp(), "", match["command"])
        elif match := _FISH.fullmatch(line):
            self.found.begin(number, Stamp(), "", match["command"])
        elif match := next((m for pattern in _COMMANDS if (m := pattern.fullmatch(line))), None):
            self._command(number, match)
        elif self.stamp is not None and line.strip():
            self._begin(number, "", line)
        else:
            self.found.add(number, line)

    def _command(self, number: int, match: re.Match[str]) -> None:
        parts = match.groupdict()
        command = match["command"].strip()
        if not command:  # Enter at an empty prompt
            self.found.close()
            return
        if parts.get("stamp"):
            self.stamp = stamp_of(parts["stamp"].replace("T", " ") if parts["stamp"][4:5] == "-" else parts["stamp"])
        self._begin(number, parts.get("who") or parts.get("who2") or "", f"{match['sign']} {command}")

    def _begin(self, number: int, author: str, text: str) -> None:
        self.found.begin(number, self.stamp or Stamp(), author, text)
        self.stamp = None

    def _script(self, number: int, line: str, match: re.Match[str]) -> None:
        stamp = stamp_of(match["clock"])
        day = day_of(re.sub(r"^[A-Z][a-z]{2} (?=[A-Z])", "", match["day"].strip()))
        if stamp is not None:
            zone = fixed_offset(match["offset"]) if match["offset"] else None
            self.found.begin(number, Stamp(stamp.clock, day, zone), "", line.strip(), "Written by `script`.")
            self.found.close()

    def _fish(self, match: re.Match[str]) -> None:
        self.found.restamp(Stamp(instant=epoch_of(match["epoch"])))
