"""Logs: ISO 8601, syslog, nginx and Apache, klog, epoch seconds, key=value, and JSON lines."""

import json
import re
from typing import Any

from core.time_words import MONTHS
from core.zones import fixed_offset
from importing.readers.messages import Collected, Message, Stamp, numbered
from importing.readers.stamps import ANY_CLOCK, CLOCK, clock_in, day_of, epoch_of, stamp_of

NAME, LABEL = "log", "Log"

# Without seconds `13:00-14:00` is a span.
_OFFSET = (
    r"(?:\s?(?P<offset>Z|\+\d{2}:?\d{2}|-\d{4}|(?<=\d:\d\d:\d\d)-\d{2}:\d{2}|(?<=[.,]\d\d\d)-\d{2}:\d{2}"
    r"|(?<=[.,]\d{6})-\d{2}:\d{2}|UTC|GMT)(?=[\s\],]|$))?"
)
_ISO = re.compile(
    rf"[\[(]?(?P<day>\d{{4}}[-/]\d{{2}}[-/]\d{{2}})[T\s_]{CLOCK}{_OFFSET}[\])]?[:,;|]?\s*"
    r"(?:std(?:out|err) [FP] )?(?P<text>.*)"
)
_RFC5424 = re.compile(rf"<\d{{1,3}}>\d? ?(?P<day>\d{{4}}-\d{{2}}-\d{{2}})T{CLOCK}{_OFFSET} (?P<who>\S+) (?P<text>.*)")
_SYSLOG = re.compile(
    rf"(?:<\d{{1,3}}>)?(?P<day>[A-Z][a-z]{{2}}\s+\d{{1,2}}(?:\s\d{{4}})?) {CLOCK} (?P<who>\S+) (?P<text>\S[^:]*: ?.*)"
)
_ACCESS = re.compile(
    rf"(?P<text>(?P<who>\S+) \S+ [^\[]{{1,80}}\[(?P<day>\d{{2}}/[A-Z][a-z]{{2}}/\d{{4}}):{ANY_CLOCK} "
    r"(?P<offset>[+-]\d{4})\].*)"
)
_APACHE = re.compile(rf"\[\w{{3}} (?P<md>[A-Z][a-z]{{2}} +\d{{1,2}}) {CLOCK} (?P<year>\d{{4}})\]\s*(?P<text>.*)")
_CTIME = re.compile(
    rf"\w{{3}} (?P<md>[A-Z][a-z]{{2}} +\d{{1,2}}) {CLOCK}(?: [A-Z]{{3,4}})? (?P<year>\d{{4}}):?\s+(?P<text>.*)"
)
_KLOG = re.compile(rf"(?P<level>[IWEF])(?P<mm>\d{{2}})(?P<dd>\d{{2}}) {CLOCK}\s+(?P<text>.*)")
_KLOG_LEVELS = {"I": "INFO ", "W": "WARNING ", "E": "ERROR ", "F": "FATAL "}
_EPOCH = re.compile(r"\[?(?P<epoch>\d{10}(?:\.\d{1,9})?|\d{13}|\d{16}|\d{19})\]?[:,;]?\s+(?P<text>.*)")
_BARE = re.compile(rf"\[?(?=\d\d?:\d\d:\d\d){CLOCK}\]?[:,;|]?\s+(?P<text>(?!<|\*|-!-).*)")
_PATTERNS = (_ISO, _RFC5424, _SYSLOG, _ACCESS, _APACHE, _CTIME, _KLOG, _EPOCH)
_PAIR = re.compile(r'(?P<key>[\w.@-]{1,40})=(?P<value>"(?:[^"\\]|\\.)*"|\S*)')
_TIMES = ("ts", "time", "timestamp", "@timestamp", "t", "asctime", "datetime", "date", "at", "eventTime")
_WORDS = ("msg", "message", "event", "text", "log", "body", "error")
_LEVELS = ("level", "severity", "lvl", "levelname", "log.level")
_ORIGINS = ("service", "logger", "app", "name", "component", "host", "hostname", "user")


def read(text: str) -> list[Message]:
    """One message a line; lines without a time, such as a stack trace, belong to the one before.

    What stands after the last one and an empty line does not: it is no part of the log.
    """
    found = Collected()
    for number, line in numbered(text):
        message = _structured(line) or _plain(line)
        if message is None:
            found.add(number, line)
        else:
            stamp, author, words = message
            found.begin(number, stamp, author, words)
    return found.all(ends_at_gap=True)


def score(text: str) -> int:
    """How many lines begin with a stamp of a log."""
    return sum(1 for line in text.split("\n") if line and (_structured(line) or _plain(line)))


def _plain(line: str) -> tuple[Stamp, str, str] | None:
    for pattern in _PATTERNS:
        if match := pattern.fullmatch(line):
            stamp = _stamp(match)
            level = _KLOG_LEVELS.get(match.groupdict().get("level") or "", "")
            return (stamp, _origin(match), f"{level}{match['text']}") if stamp else None
    match = _BARE.fullmatch(line)
    stamp = stamp_of(line[: match.start("text")].strip(" []:,;|")) if match else None
    return (stamp, "", match["text"]) if match and stamp else None


def _stamp(match: re.Match[str]) -> Stamp | None:
    parts = match.groupdict()
    if parts.get("epoch"):
        instant = epoch_of(parts["epoch"])
        return Stamp(instant=instant) if instant else None
    day = day_of(_day_words(parts))
    clock = clock_in(match)
    if day is None or clock is None:
        return None
    return Stamp(clock, day, fixed_offset(parts["offset"]) if parts.get("offset") else None)


def _day_words(parts: dict[str, str | None]) -> str:
    if parts.get("mm"):  # klog tells no year
        month = int(parts["mm"] or 0)
        return f"{''.join(MONTHS[month - 1 : month])} {parts['dd']}"
    if parts.get("md"):
        return f"{' '.join(str(parts['md']).split())} {parts['year']}"
    return " ".join(str(parts["day"]).replace("/", " ").split()) if parts["day"][2:3] == "/" else str(parts["day"])  # type: ignore[index]


def _origin(match: re.Match[str]) -> str:
    return str(match.groupdict().get("who") or "")


def _structured(line: str) -> tuple[Stamp, str, str] | None:
    """A JSON object, or key=value pairs, with a time."""
    fields = _fields(line)
    told = next((str(fields[name]) for name in _TIMES if name in fields), "")
    stamp = time_of(told) if told else None
    if stamp is None:
        return None
    level = next((str(fields[name]) for name in _LEVELS if fields.get(name)), "")
    whose = next((name for name in _ORIGINS if fields.get(name)), "")
    said = next((name for name in _WORDS if fields.get(name)), "")
    known = {*_TIMES, *_LEVELS, whose, said}
    rest = " ".join(f"{name}={value}" for name, value in fields.items() if name not in known)
    words = (level.upper(), str(fields.get(said, "")), rest)
    return stamp, _storable(str(fields.get(whose, "")))[:200], _storable(" ".join(part for part in words if part))


def _storable(text: str) -> str:
    """A text without what JSON can escape and no row can hold: the zero character, and halves of a character."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()


def _fields(line: str) -> dict[str, Any]:
    if line.startswith("{"):
        try:
            loaded = json.loads(line)
        except (ValueError, RecursionError):
            return {}
        return loaded if isinstance(loaded, dict) else {}
    if "=" not in line[:40]:
        return {}
    pairs = {match["key"]: match["value"].strip('"').replace('\\"', '"') for match in _PAIR.finditer(line)}
    return pairs if any(name in pairs for name in _TIMES[:6]) else {}


def time_of(text: str) -> Stamp | None:
    """The stamp a single value says: ISO 8601, epoch, or day and clock."""
    if instant := epoch_of(text):
        return Stamp(instant=instant)
    if match := _ISO.fullmatch(text):
        return _stamp(match)
    return stamp_of(text)
