"""Microsoft Teams, as copied: `[13/05/2023 22:30] Ana Silva` and the words, or on three lines."""

import re

from importing.readers.messages import LONGEST_HEAD, Collected, Message, Stamp, numbered
from importing.readers.stamps import CLOCK, DATE, day_of, is_month_first, stamp_of

NAME, LABEL = "teams", "Teams"

_DAY = rf"(?:{DATE}|\d{{1,2}}[/.]\d{{1,2}}|today|yesterday|(?:mon|tues|wednes|thurs|fri|satur|sun)day)"
_STAMP = rf"(?P<stamp>(?:{_DAY},?\s+)?{CLOCK})"
_BRACKETED = re.compile(rf"\[{_STAMP}\]\s+(?P<name>(?:(?!:\s+\S)[^\n]){{1,80}}?):?\s*", re.IGNORECASE)
_BESIDE = re.compile(rf"(?P<name>\S[^\n\[]{{0,79}}?)(?:,\s+\[|\s+\[|\s{{2,}}|,\s+){_STAMP}\]?\s*", re.IGNORECASE)
_ALONE = re.compile(rf"\s*{_STAMP}\s*", re.IGNORECASE)
_OWN = re.compile(
    r"\s*(?:edited|deleted|has an attachment|\d+ (?:like|heart|laugh|surprised|sad|angry)s?.*|like \d+|reply|see more"
    r"|\d+ repl(?:y|ies) from .*|\d+ repl(?:y|ies)|last read|urgent!?|important!?|meeting (?:started|ended).*"
    r"|.* (?:was added|added .* to the chat|has left the chat).*)\s*",
    re.IGNORECASE,
)


def read(text: str) -> list[Message]:
    """The messages of a copied chat."""
    found = Collected()
    month_first = is_month_first(_stamps(text))
    for number, line in numbered(text):
        if len(line) > LONGEST_HEAD:
            found.add(number, line)
        elif match := _BRACKETED.fullmatch(line) or _BESIDE.fullmatch(line):
            found.begin(
                number, _stamp(match, month_first=month_first), match["name"].strip(), has_half=bool(match["half"])
            )
        elif (match := _ALONE.fullmatch(line)) and (name := found.take_last_line().strip()):
            found.begin(number - 1, _stamp(match, month_first=month_first), name, has_half=bool(match["half"]))
        elif day := day_of(line, month_first=month_first):
            found.day(day)
        elif line.strip() and _OWN.fullmatch(line):
            found.aside(number, line)
        else:
            found.add(number, line)
    return found.all()


def score(text: str) -> int:
    """How many lines look like the heads of messages here and nowhere else."""
    lines = [line for line in text.split("\n") if len(line) <= LONGEST_HEAD]
    bracketed = sum(
        1 for line in lines if _BRACKETED.fullmatch(line) and not line.split("]")[1].lstrip().startswith("<")
    )
    dated = sum(1 for line in lines if (match := _ALONE.fullmatch(line)) and re.match(DATE, match["stamp"]))
    return bracketed + 2 * dated


def _stamps(text: str) -> list[str]:
    """What stands in the stamps of the heads, to tell how dates are written."""
    patterns = (_BRACKETED, _BESIDE, _ALONE)
    heads = (line for line in text.split("\n") if len(line) <= LONGEST_HEAD)
    found = (next((m for pattern in patterns if (m := pattern.fullmatch(line))), None) for line in heads)
    return [match["stamp"] for match in found if match]


def _stamp(match: re.Match[str], *, month_first: bool) -> Stamp:
    return stamp_of(match["stamp"], month_first=month_first) or Stamp()
