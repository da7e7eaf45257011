"""When two names are one customer's."""

import re
import unicodedata

LONGEST_KEY = 400
MOST_PARTS = 6
Identity = int | str  # a customer's number, or the key of a name that no customer has
_BETWEEN = re.compile(r"(\s*[,;/&\n]\s*|\s+and\s+)", re.IGNORECASE)


def name_key(name: str) -> str:
    """The same for names that differ in case, spaces or the form of characters alone; empty where nothing shows."""
    shown = (each for each in unicodedata.normalize("NFKC", name) if unicodedata.category(each) != "Cf")
    return " ".join("".join(shown).casefold().split())[:LONGEST_KEY]


def identity_of(customer: int | None, name: str) -> Identity:
    """What tells one of those that an incident affects from the others: the customer's number, or how it is named."""
    return customer or name_key(name)


def tidy(text: str) -> str:
    """One line of plain text: no control characters, no spaces at its ends, one space where there were several."""
    shown = (" " if unicodedata.category(each) == "Cc" else each for each in text)
    return " ".join("".join(shown).split())


def names_joined(text: str) -> list[list[str]]:
    """Each way to read a text as two names or more, with commas or *and* between them; those of fewer names first."""
    pieces = _BETWEEN.split(text.strip())  # words, what stands between, words
    count = len(pieces) // 2
    if not 0 < count < MOST_PARTS:
        return []
    found = []
    for cuts in range(1, 2**count):
        names = [pieces[0]]
        for at in range(count):
            between, piece = pieces[2 * at + 1], pieces[2 * at + 2]
            if cuts >> at & 1:
                names.append(piece)
            else:
                names[-1] += between + piece
        found.append(names)
    return sorted(found, key=len)
