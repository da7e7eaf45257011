"""Numbers that an entry said before it was corrected."""

import re
from collections.abc import Iterable

from core.prose.finding import finds_in
from core.prose.finds import Find, FoundDuration, FoundShare
from incidents.readers.record import Corrected, Record

_WORD = re.compile(r"[^\W\d_]{4,}")
_ALIKE = 2  # words that a sentence and an entry have in common, so that they are of the same thing
Value = FoundDuration | FoundShare


def is_told(found: Value, told: Iterable[Find]) -> bool:
    """Whether that number is among others."""
    return any(_is_same(found, each) for each in told)


def successor_of(found: Value, sentence: str, record: Record) -> str | None:
    """What a corrected entry says in place of a number of a sentence that is like it; None where that is not sure."""
    alike = (each for each in record.corrected if each.before != each.after and _is_alike(sentence, each.before))
    return next((after for each in alike if (after := _successor(found, each))), None)


def _successor(found: Value, corrected: Corrected) -> str | None:
    """The one number of its kind that came, where this one is the one that went."""
    before = [each for each in finds_in(corrected.before) if type(each) is type(found)]
    after = [each for each in finds_in(corrected.after) if type(each) is type(found)]
    gone = [each for each in before if not any(_is_same(each, other) for other in after)]
    come = [each for each in after if not any(_is_same(each, other) for other in before)]
    if len(gone) != 1 or len(come) != 1 or not _is_same(found, gone[0]):
        return None
    return corrected.after[come[0].start : come[0].end]


def _is_same(one: Find, other: Find) -> bool:
    if isinstance(one, FoundDuration) and isinstance(other, FoundDuration):
        return one.span == other.span
    return isinstance(one, FoundShare) and isinstance(other, FoundShare) and one.percent == other.percent


def _is_alike(sentence: str, text: str) -> bool:
    words = [{word.lower() for word in _WORD.findall(each)} for each in (sentence, text)]
    return len(words[0] & words[1]) >= _ALIKE
