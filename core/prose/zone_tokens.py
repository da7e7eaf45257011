"""Zones in running text, as words, names and offsets."""

import re

from core.zone_phrases import PHRASE
from core.zones import ZONE_WORDS, meaning_of

WORDS = "|".join(sorted(ZONE_WORDS, key=len, reverse=True))
# In small letters only those that are no other words.
_SMALL = "|".join(word for word in ZONE_WORDS if len(word) > len("ET") and word not in {"EAT", "CAT", "WET", "WEST"})
_OFFSET = r"(?:(?:UTC|GMT)\s?)?[+-]\d{1,2}(?::?[0-5]\d)?(?![\d:])|(?:UTC|GMT)"
_NO_NAME = r"(?!\w|/[A-Za-z])"
_NAME = (
    r"(?:Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Europe|Indian|Pacific|US|Etc)/[A-Za-z0-9_+/-]{2,40}"
)
ONE_ZONE = (
    rf"(?:(?i:{PHRASE})(?!\w)|(?:UTC|GMT)\s?[+-]\d{{1,2}}(?::?[0-5]\d)?(?![\d:])|{_NAME}"
    rf"|(?:{WORDS}){_NO_NAME}|(?i:{_SMALL}){_NO_NAME}|(?<=\d)z{_NO_NAME}"
    r"|[A-Z][a-z]{2,15}(?: [A-Z][a-z]{2,15})? [Tt]ime\b)"  # `Kigali time`, where there is a zone of that place
)
ZONE = rf"(?P<zone>{ONE_ZONE})"
_IN_BRACKETS = rf"[(\[]\s?(?P<inner>{ONE_ZONE})(?:[ ,/][^()\[\]\n]{{0,40}})?[)\]]"
ZONE_BEHIND = re.compile(rf",?\s{{0,2}}(?:{_IN_BRACKETS}|{ZONE})(?:\s\((?:[A-Z]{{2,5}}|{_OFFSET})\))?")


def zone_behind(text: str, at: int) -> tuple[str, int]:
    """The zone that stands right behind a place, and where it ends; empty where none does."""
    match = ZONE_BEHIND.match(text, at)
    zone = (match["zone"] or match["inner"]) if match else ""
    return (zone, match.end()) if match and meaning_of(zone) else ("", at)
