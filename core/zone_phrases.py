"""Zones by their names in full: `East African Time` is EAT, `Pacific Time` is PT."""

import re

# Each name of a place, and its words: in general, in winter, in summer.
_PLACES = {
    ("Eastern", "US Eastern", "U.S. Eastern"): ("ET", "EST", "EDT"),
    ("Central", "US Central", "U.S. Central"): ("CT", "CST", "CDT"),
    ("Mountain", "US Mountain", "U.S. Mountain"): ("MT", "MST", "MDT"),
    ("Pacific", "US Pacific", "U.S. Pacific"): ("PT", "PST", "PDT"),
    ("Alaska",): ("AKST", "AKST", "AKDT"),
    ("Central European",): ("CET", "CET", "CEST"),
    ("Western European",): ("WET", "WET", "WEST"),
    ("Eastern European",): ("EET", "EET", "EEST"),
    ("Australian Eastern",): ("AEST", "AEST", "AEDT"),
    ("New Zealand",): ("NZST", "NZST", "NZDT"),
}
_ALONE = {
    "East Africa Time": "EAT",
    "East African Time": "EAT",
    "Eastern Africa Time": "EAT",
    "Central Africa Time": "CAT",
    "Central African Time": "CAT",
    "West Africa Time": "WAT",
    "West African Time": "WAT",
    "West Africa Standard Time": "WAT",
    "South Africa Standard Time": "SAST",
    "South African Standard Time": "SAST",
    "Moscow Standard Time": "MSK",
    "Moscow Time": "MSK",
    "India Standard Time": "IST",
    "Indian Standard Time": "IST",
    "Pakistan Standard Time": "PKT",
    "Gulf Standard Time": "GST",
    "Singapore Time": "SGT",
    "Singapore Standard Time": "SGT",
    "Hong Kong Time": "HKT",
    "Japan Standard Time": "JST",
    "Korea Standard Time": "KST",
    "Hawaii Standard Time": "HST",
    "British Summer Time": "BST",
    "Greenwich Mean Time": "GMT",
    "Coordinated Universal Time": "UTC",
    "Universal Time": "UTC",
    "Zulu": "UTC",
}


# Both words of a place together: whichever holds on the day.
_PAIRS = {
    "EST/EDT": "ET",
    "CST/CDT": "CT",
    "MST/MDT": "MT",
    "PST/PDT": "PT",
    "EDT/EST": "ET",
    "CDT/CST": "CT",
    "MDT/MST": "MT",
    "PDT/PST": "PT",
    "CET/CEST": "Europe/Berlin",
    "GMT/BST": "Europe/London",
    "US/Pacific": "PT",
    "US/Eastern": "ET",
    "US/Central": "CT",
    "US/Mountain": "MT",
}


def _phrases() -> dict[str, str]:
    found = {phrase.lower(): word for phrase, word in (_ALONE | _PAIRS).items()}
    for names, words in _PLACES.items():
        for name in (name.lower() for name in names):
            for kind, word in zip(("", "standard ", "daylight ", "summer "), (*words, words[-1]), strict=True):
                found[f"{name} {kind}time"] = word
    return found


ZONE_PHRASES: dict[str, str] = _phrases()
ZONE_PHRASES |= {"eastern": "ET", "pacific": "PT", "central": "CT", "mountain": "MT"}
_SORTED = sorted(ZONE_PHRASES, key=len, reverse=True)
# In running text, where `Eastern` needs its capital letter.
PHRASE = (
    "|".join(re.escape(phrase).replace(r"\ ", " ") for phrase in _SORTED if not phrase.isalpha())
    + "|(?-i:[Ee]astern|[Pp]acific|EASTERN|PACIFIC)|(?-i:Central|Mountain)(?=\\s*(?:[).,;]|$))"
)
