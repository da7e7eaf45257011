"""Words for zones that are unlikely for their date: EST in April."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from core.zones import offset_text, word_offset, zone_label

# Where the literal words are at home, to notice that the clocks there said something else.
_HOMES: dict[str, str] = {
    **dict.fromkeys(("EST", "EDT"), "America/New_York"),
    **dict.fromkeys(("CST", "CDT"), "America/Chicago"),
    **dict.fromkeys(("MST", "MDT"), "America/Denver"),
    **dict.fromkeys(("PST", "PDT"), "America/Los_Angeles"),
    **dict.fromkeys(("AKST", "AKDT"), "America/Anchorage"),
    **dict.fromkeys(("AST", "ADT"), "America/Halifax"),
    **dict.fromkeys(("CET", "CEST"), "Europe/Berlin"),
    **dict.fromkeys(("WET", "WEST"), "Europe/Lisbon"),
    **dict.fromkeys(("EET", "EEST"), "Europe/Athens"),
    **dict.fromkeys(("AEST", "AEDT"), "Australia/Sydney"),
    **dict.fromkeys(("NZST", "NZDT"), "Pacific/Auckland"),
    "BST": "Europe/London",
}


def usual_in(word: str, instant: datetime) -> str:
    """The word that clocks showed where a literal word is at home, when that was another one at that instant.

    `EDT` for `EST` in April. Empty when all is well.
    """
    upper = word.upper()
    home = _HOMES.get(upper)
    offset = instant.astimezone(ZoneInfo(home)).utcoffset() if home else None
    return zone_label(instant, home) if home and offset != word_offset(upper) else ""


def unlikely_in(word: str, instant: datetime) -> str:
    """A warning when a literal word names an offset its home was not on at that instant; empty when all is well."""
    usual, upper = usual_in(word, instant), word.upper()
    if not usual:
        return ""
    home = _HOMES[upper]
    there = instant.astimezone(ZoneInfo(home))
    city = home.rpartition("/")[2].replace("_", " ")
    return (
        f"{upper} was read literally, as {offset_text(word_offset(upper))}, but on {there.day} {there:%B %Y} clocks "
        f"in {city} showed {usual} ({offset_text(there.utcoffset() or timedelta(0))}). Enter {usual} if you meant that."
    )
