"""IRC, as its clients show or log it: irssi, WeeChat, mIRC, HexChat, ZNC, IRCCloud.

Joins, parts and modes are the network's words: kept, but not offered.
"""

import re

from core.time_words import Day
from importing.readers.messages import Collected, Message, Stamp, numbered
from importing.readers.stamps import CLOCK, DATE, day_of, stamp_of

NAME, LABEL = "irc", "IRC"
NETWORK = "Written by the network, not by a person."

_NICK = r"[~&@%+ ]?[^\s<>*:]{1,40}"
_STAMP = rf"\[?(?P<stamp>(?:(?:{DATE}|[A-Z][a-z]{{2}}\s+\d{{1,2}})[ T])?{CLOCK})\]?"
_SAID = re.compile(rf"\s*+{_STAMP}\s*<(?P<nick>{_NICK})>(?:\s(?P<text>.*))?")
_DID = re.compile(rf"\s*+{_STAMP}\s+[*•—]\s+(?P<nick>[^\s*]{{1,40}})\s(?P<text>.*)")
_NETWORK = re.compile(rf"\s*+{_STAMP}\s+(?:-!-|\*\*\*|-->|<--|--|→|←|⇐|↔|={{2,}})\s*(?P<text>.*)")
_NOTICE = re.compile(rf"\s*+{_STAMP}\s+-(?P<nick>[^\s-][^\s]{{0,60}})-\s(?P<text>.*)")
_WEECHAT = re.compile(rf"{_STAMP}\t(?P<nick>[^\t]*)\t(?P<text>.*)")
_DAY = re.compile(
    r"(?:---|\*{3,4}|--)\s*(?:log opened|day changed(?: to)?|begin logging at|session start:?|date changed(?: to)?)\s+"
    r"(?P<day>.+?)\s*(?:---)?\s*",
    re.IGNORECASE,
)
_LONG_DAY = re.compile(r"(?:\w{3,9},?\s+)?(?P<md>[A-Z][a-z]{2,8}\s+\d{1,2})(?:\s+[\d:]{5,8})?\s+(?P<year>\d{4})")
_BARE_NETWORK = re.compile(r"\s*+(?:\*{1,4}|-!-|---|→|←|\*\*\*)\s+(?P<text>.*)")
_JOINED = re.compile(
    r"\((?:[^()]*@[^()]*)\) has (?:joined|quit|left)|^has (?:joined|quit|left)"
    r"|^(?:is now known as|sets? mode|changed? the topic)",
    re.IGNORECASE,
)
_SIGNS = {"-->", "<--", "--", "=!=", "-!-", "***"}  # where WeeChat puts the nick
_LINES = (_WEECHAT, _SAID, _NETWORK, _NOTICE, _DID)


def read(text: str) -> list[Message]:
    """The messages of a log or a copied channel."""
    found = Collected()
    for number, line in numbered(text):
        match = next((match for pattern in _LINES if (match := pattern.fullmatch(line))), None)
        if match:
            _message(number, match, found)
        elif day := _day(line):
            found.day(day)
        elif _BARE_NETWORK.fullmatch(line):
            found.aside(number, line, NETWORK)
        else:
            found.add(number, line)
    return found.all(ends_at_gap=True)


def score(text: str) -> int:
    """How many lines are of this form."""
    return sum(1 for line in text.split("\n") if any(pattern.fullmatch(line) for pattern in _LINES))


def _message(number: int, match: re.Match[str], found: Collected) -> None:
    stamp = stamp_of(match["stamp"]) or Stamp()
    nick = (match.groupdict().get("nick") or "").strip().lstrip("~&@%+ ")
    words = match["text"] or ""
    did = match.re is _DID or (match.re is _WEECHAT and nick == "*")
    if did and nick == "*":
        nick, _, words = words.partition(" ")
    if match.re is _NETWORK or nick in _SIGNS or _JOINED.search(words):
        found.begin(number, stamp, "", f"{nick} {words}".strip() if did else words.strip(), NETWORK)
    else:
        found.begin(number, stamp, nick, f"{nick} {words}".strip() if did else words)


def _day(line: str) -> Day | None:
    match = _DAY.fullmatch(line.strip())
    if match is None:
        return None
    long = _LONG_DAY.fullmatch(match["day"])
    return day_of(f"{long['md']}, {long['year']}") if long else day_of(match["day"])
