"""Slack, as copied from its window: a name, a time on its own line or beside it, then the words.

A second message of the same person has its time alone; with it come Slack's own words: days, *3 replies*, *New*.
"""

import re

from importing.readers.messages import LONGEST_HEAD, Collected, Message, Stamp, numbered
from importing.readers.stamps import CLOCK, day_of, stamp_of

NAME, LABEL = "slack", "Slack"

_DAYS = r"(?:(?:today|yesterday|[a-z]+day|(?:[a-z]+day,?\s+)?[a-z]{3,9}\.?\s+\d{1,2}(?:st|nd|rd|th)?(?:,?\s+\d{4})?)"
_TIME = rf"\[?(?P<stamp>{_DAYS}(?:\s+at|,)?\s+)?{CLOCK})\]?"
_BADGES = r"(?:(?:APP|BOT|WORKFLOW|EXTERNAL|:[a-z0-9_+'-]+:)\s+)*"
_ALONE = re.compile(rf"(?P<indent>\s*){_BADGES}{_TIME}\s*", re.IGNORECASE)
_BESIDE = re.compile(
    rf"(?P<name>[^\s\[:][^\n\[]{{0,79}}?)(?:\s+{_BADGES}\[|\s{{2,}}{_BADGES}|\s+APP\s+){_TIME}\s*", re.IGNORECASE
)
_OWN = re.compile(
    r"\s*(?:\d+ repl(?:y|ies)|last reply .*|view thread|new(?: messages)?|jump to .*|also sent to the channel"
    r"|replied to a thread:?.*|thread|\d+ (?:new )?messages?|pinned by .*|saved for later.*|only visible to you"
    r"|\d+ files?|edited|:[a-z0-9_+'-]+:\s*\d{0,4})\s*",
    re.IGNORECASE,
)
_MOST_WORDS, _LONGEST_NAME = 5, 60


def read(text: str) -> list[Message]:
    """The messages of a copied conversation."""
    return _Conversation().read(text)


def score(text: str) -> int:
    """How many lines look like the heads of messages here and nowhere else."""
    lines = text.split("\n")
    return sum(
        1
        for at, line in enumerate(lines)
        if len(line) <= LONGEST_HEAD
        and (_BESIDE.fullmatch(line) or (at and _ALONE.fullmatch(line) and lines[at - 1].strip()))
    )


class _Conversation:
    def __init__(self) -> None:
        self.found = Collected()
        self.known: set[str] = set()
        self.after_own = False  # a reaction is followed by its count

    def read(self, text: str) -> list[Message]:
        for number, line in numbered(text):
            self.line(number, line)
        return self.found.all()

    def line(self, number: int, line: str) -> None:
        after_own, self.after_own = self.after_own, False
        if len(line) > LONGEST_HEAD:
            self.found.add(number, line)
            return
        if match := _ALONE.fullmatch(line):
            if self._time_alone(number, line, match):
                return
        elif match := _BESIDE.fullmatch(line):
            self._begin(number, match, match["name"].strip())
            return
        if day := day_of(line):
            self.found.day(day)
        elif line.strip() and (_OWN.fullmatch(line) or (after_own and line.strip().isdigit())):
            self.found.aside(number, line)
            self.after_own = True
        else:
            self.found.add(number, line.rstrip().removesuffix("(edited)"))

    def _time_alone(self, number: int, line: str, match: re.Match[str]) -> bool:
        """The line before it is the name, unless this is a further message of the same person."""
        if not self._follows_name(line, match):
            if not self.found.author:
                return False
            self._begin(number, match, self.found.author)
            return True
        name = self.found.take_last_line().strip()
        self.found.close()
        self._begin(number - 1, match, name)
        return True

    def _follows_name(self, line: str, match: re.Match[str]) -> bool:
        before = self.found.last_line().strip()
        if not before or len(before) > _LONGEST_NAME:
            return False
        is_plain = line.strip().strip("[]") == match["stamp"]
        if match["indent"] or not is_plain or match["half"] or before in self.known:
            return True
        looks_it = len(before.split()) <= _MOST_WORDS and before[0].isupper() and before[-1] not in ".!?:,;"
        return not self.found.author or (looks_it and self._is_not_alone())

    def _is_not_alone(self) -> bool:
        """Whether the message that has begun keeps words when its last line is taken for a name."""
        last = self.found.take_last_line()
        has_words = self.found.has_words
        self.found.add(0, last)
        return has_words

    def _begin(self, number: int, match: re.Match[str], author: str) -> None:
        self.known.add(author)
        self.found.begin(number, stamp_of(match["stamp"]) or Stamp(), author, has_half=bool(match["half"]))
