"""Discord, as copied: `ana — Today at 22:30` (on one line or more), the words, and `[22:31]` before further ones."""

import re

from importing.readers.messages import LONGEST_HEAD, Collected, Message, Stamp, numbered
from importing.readers.stamps import CLOCK, DATE, day_of, is_month_first, stamp_of

NAME, LABEL = "discord", "Discord"

_DAY = rf"(?:{DATE}|today|yesterday|[a-z]+day|[a-z]+day,\s+[a-z]+\s+\d{{1,2}},\s+\d{{4}})"
_STAMP = rf"(?P<stamp>(?:{_DAY}(?:\s+at|,)?\s+)?{CLOCK})"
_HEAD = re.compile(rf"(?P<name>\S[^\n]{{0,79}}?)?\s*(?:\b(?:BOT|APP)\b\s*)?[—–]\s*{_STAMP}\s*", re.IGNORECASE)
_DASH = re.compile(r"\s*[—–]\s*")
_STAMP_ALONE = re.compile(rf"\s*{_STAMP}\s*", re.IGNORECASE)
_FURTHER = re.compile(rf"\s*\[{_STAMP}\]\s?(?P<text>.*)", re.IGNORECASE)
_STAMPED = re.compile(rf"[—–[]\s*{_STAMP}", re.IGNORECASE)
_BADGE = re.compile(r"\s*(?:BOT|APP|✓ ?APP|✓ ?BOT|Server Tag: .*|Role icon, .*)\s*", re.IGNORECASE)
_OWN = re.compile(r"\s*(?:\(edited\)|image|gif|new|\d+|:[a-z0-9_]+:)\s*", re.IGNORECASE)


def read(text: str) -> list[Message]:
    """The messages of a copied channel."""
    found = Collected()
    month_first = is_month_first(
        match["stamp"] for line in text.split("\n") if len(line) <= LONGEST_HEAD and (match := _STAMPED.search(line))
    )
    after_dash = False
    for number, line in numbered(text):
        if len(line) > LONGEST_HEAD:
            found.add(number, line)
            continue
        match = _HEAD.fullmatch(line) or (_STAMP_ALONE.fullmatch(line) if after_dash else None)
        after_dash = _DASH.fullmatch(line) is not None
        if match:
            found.begin(
                number, _stamp(match, month_first=month_first), _name(match, found), has_half=bool(match["half"])
            )
        elif (match := _FURTHER.fullmatch(line)) and found.author:
            found.begin(
                number,
                _stamp(match, month_first=month_first),
                found.author,
                match["text"],
                has_half=bool(match["half"]),
            )
        elif day := day_of(line, month_first=month_first):
            found.day(day)
        elif line.strip() and _OWN.fullmatch(line):
            found.aside(number, line)
        elif not after_dash:
            found.add(number, line.rstrip().removesuffix("(edited)"))
    return found.all()


def score(text: str) -> int:
    """How many lines look like the heads of messages here and nowhere else."""
    lines = [line for line in text.split("\n") if len(line) <= LONGEST_HEAD]
    broken = sum(1 for at, line in enumerate(lines[1:]) if _STAMP_ALONE.fullmatch(line) and _DASH.fullmatch(lines[at]))
    return 3 * broken + 3 * sum(1 for line in lines if _HEAD.fullmatch(line))


def _name(match: re.Match[str], found: Collected) -> str:
    """The name before the dash, or the line above when it stands there by itself."""
    name = (match.groupdict().get("name") or "").strip()
    while not name or _BADGE.fullmatch(name):
        name = found.take_last_line().strip()
        if not name:
            return found.author
    return name


def _stamp(match: re.Match[str], *, month_first: bool) -> Stamp:
    return stamp_of(match["stamp"], month_first=month_first) or Stamp()
