"""Text that a spreadsheet would read as a formula, made harmless with an apostrophe, and given back as it was.

Plain Python, for what writes CSV and for what reads it again.
"""

import re
import unicodedata

# The full-width forms are read as formulas, too.
STARTS = frozenset("=+-@＝＋－＠")  # noqa: RUF001
_ODD_STARTS = frozenset("\t\r\n")  # of a whole cell
_SEPARATORS = re.compile(r"([;\t])")  # a spreadsheet set to these begins a cell after each
# Not shown, though their categories are those of letters, marks and symbols.
_UNSEEN = frozenset("\u034f\u115f\u1160\u2800\u3164\uffa0" + "".join(map(chr, range(0xFE00, 0xFE10))))


def guarded(text: str) -> str:
    """The text with an apostrophe before what starts a formula, and before an apostrophe there, to allow undoing it."""
    if STARTS.isdisjoint(text) and not _begins_oddly(text):
        return text
    parts = _SEPARATORS.split(text)
    inner = "".join(f"'{part}" if _begins_formula(part) else part for part in parts[1:])
    begins = _begins_formula(text) or _begins_oddly(text)
    return f"'{parts[0]}{inner}" if begins else f"{parts[0]}{inner}"


def unguarded(text: str) -> str:
    """What `guarded` was given."""
    if "'" not in text:
        return text
    is_guarded = text[0] == "'" and (_begins_formula(text[1:]) or _begins_oddly(text[1:]))
    first, *others = _SEPARATORS.split(text[1:] if is_guarded else text)
    return first + "".join(part[1:] if part[:1] == "'" and _begins_formula(part[1:]) else part for part in others)


def _begins_formula(text: str) -> bool:
    """Whether the first character that counts starts a formula: apostrophes and what cannot be seen do not count."""
    for character in text:
        if character in STARTS:
            return True
        if character not in "'\"" and not _is_unseen(character):
            return False
    return False


def _begins_oddly(text: str) -> bool:
    return text.lstrip("'")[:1] in _ODD_STARTS


def _is_unseen(character: str) -> bool:
    """Spaces, control and format characters (zero width, byte order mark), and the like."""
    return character in _UNSEEN or unicodedata.category(character)[0] in "CZ"
