"""Time zones: which exist, what the words people type for them mean, and how a zone is shown beside a time."""

import logging
import re
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone, tzinfo
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from core.errors import DomainError
from core.zone_phrases import ZONE_PHRASES

log = logging.getLogger(__name__)


class ZoneError(DomainError, ValueError):
    """A zone that does not exist."""


@dataclass(frozen=True, slots=True)
class ZoneMeaning:
    """What a zone word means.

    `iana` names the zone. `label` is shown beside a time: `EST (UTC−5)`. `ambiguous` means that other zones use the
    word too; `note` then says how it was read.
    """

    word: str
    iana: str
    label: str
    ambiguous: bool = False
    note: str = ""

    @property
    def kept_word(self) -> str:
        """The word that is kept beside its meaning: EAT for `East African Time`; none for the zone's own name."""
        return "" if self.word.lower() == self.iana.lower() else self.word[:16]

    @property
    def info(self) -> ZoneInfo:
        """The zone."""
        return ZoneInfo(self.iana)


def _fixed(hours: int) -> str:
    """The IANA zone that is always `hours` ahead of UTC (their signs run the other way)."""
    return f"Etc/GMT{-hours:+d}" if hours else "UTC"


_WHOLE_HOURS = range(-12, 15)
_FRACTIONS = {
    timedelta(hours=-9, minutes=-30): "Pacific/Marquesas",
    timedelta(hours=3, minutes=30): "Asia/Tehran",
    timedelta(hours=4, minutes=30): "Asia/Kabul",
    timedelta(hours=5, minutes=30): "Asia/Kolkata",
    timedelta(hours=5, minutes=45): "Asia/Kathmandu",
    timedelta(hours=6, minutes=30): "Asia/Yangon",
    timedelta(hours=8, minutes=45): "Australia/Eucla",
    timedelta(hours=9, minutes=30): "Australia/Darwin",
}

# Literally what the word says: EST is five hours behind UTC in July too.
ZONE_WORDS: dict[str, str] = {
    "UTC": "UTC",
    "GMT": "Etc/GMT",
    **{word: _fixed(0) for word in ("Z", "WET")},
    **{word: _fixed(1) for word in ("BST", "CET", "WEST")},
    **{word: _fixed(2) for word in ("CEST", "EET")},
    **{word: _fixed(3) for word in ("EEST", "MSK", "TRT")},
    "WAT": "Africa/Lagos",
    "CAT": "Africa/Maputo",
    "EAT": "Africa/Nairobi",
    "SAST": "Africa/Johannesburg",
    "GST": "Asia/Dubai",
    "AFT": "Asia/Kabul",
    "PKT": "Asia/Karachi",
    "IST": "Asia/Kolkata",
    "NPT": "Asia/Kathmandu",
    "MMT": "Asia/Yangon",
    "ICT": "Asia/Bangkok",
    "WIB": "Asia/Jakarta",
    "SGT": "Asia/Singapore",
    "HKT": "Etc/GMT-8",
    "AWST": "Australia/Perth",
    "JST": "Etc/GMT-9",
    "KST": "Etc/GMT-9",
    "ACST": "Australia/Darwin",
    "AEST": _fixed(10),
    "AEDT": _fixed(11),
    "NZST": _fixed(12),
    "NZDT": _fixed(13),
    "BRT": _fixed(-3),
    "ADT": _fixed(-3),
    "AST": _fixed(-4),
    "EDT": _fixed(-4),
    "EST": _fixed(-5),
    "CDT": _fixed(-5),
    "CST": _fixed(-6),
    "MDT": _fixed(-6),
    "MST": _fixed(-7),
    "PDT": _fixed(-7),
    "PST": _fixed(-8),
    "AKDT": _fixed(-8),
    "AKST": _fixed(-9),
    "HST": "Pacific/Honolulu",
    "ET": "America/New_York",
    "CT": "America/Chicago",
    "MT": "America/Denver",
    "PT": "America/Los_Angeles",
}

# Words that several zones share: how each is read here, and what else it may mean.
_SHARED: dict[str, tuple[str, str]] = {
    "IST": ("India", "Ireland (UTC+1) and Israel (UTC+2)"),
    "CST": ("central North America", "China (UTC+8) and Cuba (UTC−5)"),
    "CDT": ("central North America", "Cuba (UTC−4)"),
    "BST": ("Britain in summer", "Bangladesh (UTC+6) and Bougainville (UTC+11)"),
    "AST": ("Atlantic Canada", "Arabia (UTC+3)"),
    "GST": ("the Gulf", "South Georgia (UTC−2)"),
    "MST": ("the Rocky Mountains", "Malaysia (UTC+8)"),
    "ADT": ("Atlantic Canada", "Arabia in summer (UTC+4)"),
}

_REGIONAL = {"ET", "CT", "MT", "PT"}
_OFFSET = re.compile(r"(?:(?:UTC|GMT) ?)?([+\-−])(\d{1,2})(?::?([0-5]\d))?", re.IGNORECASE)


@cache
def zone_names() -> tuple[str, ...]:
    """All IANA names a person may choose, sorted: regions and cities, and UTC."""
    areas = ("Africa/", "America/", "Antarctica/", "Arctic/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/")
    return ("UTC", *sorted(name for name in available_timezones() if name.startswith((*areas, "Pacific/"))))


@cache
def _by_folded_name() -> dict[str, str]:
    """Every IANA name by its lower-case form, without the files that are no zones."""
    left_out = ("posix/", "right/", "localtime", "posixrules", "Factory")
    return {name.lower(): name for name in available_timezones() if not name.startswith(left_out)}


def is_zone(name: str) -> bool:
    """Whether `name` is an IANA name, exactly as it is written there."""
    return _by_folded_name().get(name.lower()) == name


def as_zone(zone: str | ZoneInfo) -> ZoneInfo:
    """The ZoneInfo of an IANA name. Raises ZoneError for a name that does not exist."""
    if isinstance(zone, ZoneInfo):
        return zone
    try:
        return ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ZoneError(f"“{zone[:40]}” is not a time zone. Enter one such as Europe/Berlin or UTC.") from None


@cache
def zone_or_utc(name: str) -> ZoneInfo:
    """The ZoneInfo of a name that stands in a row; UTC, with a warning in the log, when there is no such zone.

    So one bad row breaks no page or digest of others.
    """
    try:
        return as_zone(name)
    except ZoneError:
        log.warning("“%s” is not a time zone; UTC is used instead", name)
        return ZoneInfo("UTC")


def resolve_zone(word: str) -> ZoneMeaning:
    """What a typed zone means, in any case.

    A word (`EAT`), its name in full (`East Africa Time`), an offset (`UTC+3`, `+05:45`) or an IANA name.
    Raises ZoneError, with words for the person, for anything else.
    """
    typed = " ".join(word.split())
    upper = typed.upper()
    if upper in ZONE_WORDS:
        return _word_meaning(upper)
    if phrase := ZONE_PHRASES.get(typed.lower()):
        return _word_meaning(phrase) if phrase in ZONE_WORDS else ZoneMeaning(typed, phrase, phrase)
    if match := _OFFSET.fullmatch(typed):
        return _offset_meaning(typed, match)
    if iana := _by_folded_name().get(typed.lower()):
        return ZoneMeaning(typed, iana, iana)
    if meant := _zones_of_place(typed):
        raise ZoneError(f"“{typed[:40]}” is not the full name of a time zone. Enter {' or '.join(meant)}.")
    raise ZoneError(f"“{typed[:40]}” is not a time zone. Enter one such as Europe/Berlin, EAT, UTC or +03:00.")


def meaning_of(word: str) -> ZoneMeaning | None:
    """The same, and what `Kigali time` means; None for what is no zone."""
    try:
        return resolve_zone(word) if word else None
    except ZoneError:
        place = _TIME_OF_PLACE.fullmatch(word)
        zones = _zones_of_place(place[1]) if place and place[1].lower() not in _WORDS_TOO else []
        return ZoneMeaning(word, zones[0], zones[0]) if len(zones) == 1 else None


# Places whose names are common words, so that `Wake Time` is none of theirs.
_WORDS_TOO = frozenset({"center", "easter", "jersey", "midway", "resolute", "reunion", "troll", "wake"})
_TIME_OF_PLACE = re.compile(r"([A-Z][a-z]+(?: [A-Z][a-z]+)?) [Tt]ime")


def _zones_of_place(typed: str) -> list[str]:
    """The zones that are named after a place, such as `Africa/Nairobi`."""
    place = f"/{typed.lower().replace(' ', '_')}"
    return [name for name in zone_names() if name.lower().endswith(place)]


def _word_meaning(word: str) -> ZoneMeaning:
    iana = ZONE_WORDS[word]
    if word in _REGIONAL:
        return ZoneMeaning(word, iana, f"{word} ({iana})")
    if word in {"UTC", "GMT", "Z"}:
        return ZoneMeaning(word, iana, "UTC" if word == "Z" else word)
    label = f"{word} ({offset_text(word_offset(word))})"
    if word not in _SHARED:
        return ZoneMeaning(word, iana, label)
    here, elsewhere = _SHARED[word]
    note = f"{word} is read as the zone of {here} ({offset_text(word_offset(word))}); it is also used in {elsewhere}."
    return ZoneMeaning(word, iana, label, True, note)


def parse_offset(text: str) -> timedelta | None:
    """The offset that `+03:00`, `UTC−5` or `GMT+5:45` says; None for other text. Raises ZoneError beyond ±14 hours."""
    match = _OFFSET.fullmatch(text)
    if match is None:
        return None
    offset = timedelta(hours=int(match[2]), minutes=int(match[3] or 0))
    if offset > timedelta(hours=14):
        raise ZoneError(f"{text.strip()} is not a time zone: offsets go up to 14 hours.")
    return offset if match[1] == "+" else -offset


def _offset_meaning(typed: str, match: re.Match[str]) -> ZoneMeaning:
    offset = parse_offset(match[0]) or timedelta(0)
    hours, rest = divmod(offset, timedelta(hours=1))
    iana = _FRACTIONS.get(offset) if rest else (_fixed(hours) if hours in _WHOLE_HOURS else None)
    if iana is None:
        raise ZoneError(f"Debrief has no zone that is always {offset_text(offset)}. Enter the name of a zone.")
    return ZoneMeaning(typed, iana, offset_text(offset))


@cache
def word_offset(word: str) -> timedelta:
    """What a word that is not regional means, in hours from UTC: the same all year."""
    return datetime(2023, 1, 1, tzinfo=ZoneInfo(ZONE_WORDS[word])).utcoffset() or timedelta(0)


def fixed_offset(word: str) -> tzinfo | None:
    """The offset a literal word or offset text stands for, as a tzinfo; None for regional words and IANA names."""
    upper = word.upper()
    if upper in ZONE_WORDS and upper not in _REGIONAL:
        return timezone(word_offset(upper))
    offset = parse_offset(word)
    return None if offset is None else timezone(offset)


def offset_text(offset: timedelta) -> str:
    """`UTC+5:45`, `UTC−5`, or `UTC`."""
    seconds = int(abs(offset).total_seconds())
    hours, minutes = divmod(seconds // 60, 60)
    text = f"{hours}" + (f":{minutes:02d}" if minutes or seconds % 60 else "")
    if seconds % 60:
        text += f":{seconds % 60:02d}"
    return f"UTC{'−' if offset < timedelta(0) else '+'}{text}" if seconds else "UTC"


def zone_name(iana: str) -> str:
    """Its name for people: of `Etc/GMT-1`, whose sign runs the other way, the offset `UTC+1`."""
    return offset_text(ZoneInfo(iana).utcoffset(None) or timedelta(0)) if iana.startswith("Etc/GMT") else iana


def zone_label(instant: datetime, zone: str | ZoneInfo) -> str:
    """The short label to show beside a time: `EAT`, `CEST`, `UTC+5:45`, `UTC−5`.

    A word is shown only where typing it means the same offset, so that what is read can be typed back.
    """
    return local_label(instant.astimezone(as_zone(zone)))


def local_label(local: datetime) -> str:
    """The same label for an instant that stands on its zone's wall clock already."""
    return _label_of(local.tzname() or "", local.utcoffset() or timedelta(0))


@cache
def _label_of(word: str, offset: timedelta) -> str:
    if word in ZONE_WORDS and word not in _REGIONAL and word_offset(word) == offset:
        return word
    return offset_text(offset)
