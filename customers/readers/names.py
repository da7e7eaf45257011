"""When two names are one customer's."""

import unicodedata

LONGEST_KEY = 400


def name_key(name: str) -> str:
    """The same for names that differ in case, spaces or the form of characters alone; empty where nothing shows."""
    shown = (each for each in unicodedata.normalize("NFKC", name) if unicodedata.category(each) != "Cf")
    return " ".join("".join(shown).casefold().split())[:LONGEST_KEY]


def tidy(text: str) -> str:
    """One line of plain text: no control characters, no spaces at its ends, one space where there were several."""
    shown = (" " if unicodedata.category(each) == "Cc" else each for each in text)
    return " ".join("".join(shown).split())
