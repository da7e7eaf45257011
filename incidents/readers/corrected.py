"""Numbers and times that an entry said before it was corrected."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from core.prose.finding import finds_in
from core.prose.finds import Find, FoundDuration, FoundShare

_WORD = re.compile(r"[^\W\d_]{4,}")
_ALIKE = 2  # words that a sentence and an entry have in common, so that they are of the same thing
# In any text, whatever it is of.
_COMMON = re.compile(
    r"about|after|again|also|been|before|each|every|from|have|into|more|most|only|other|over|since|some|still|than|that"
    r"|their|then|there|they|this|until|very|were|what|when|which|while|with|would"
)
Value = FoundDuration | FoundShare
Amount = tuple[type, object]


def amount(found: Find) -> Amount | None:
    """A length of time or a share by what it says; None for anything else."""
    match found:
        case FoundDuration():
            return FoundDuration, found.span
        case FoundShare():
            return FoundShare, found.percent
    return None


@dataclass(frozen=True, slots=True)
class Corrected:
    """An entry's time and text before a correction, and what they are now."""

    before_at: datetime
    after_at: datetime
    before: str = ""
    after: str = ""


class Replaced:
    """The numbers that entries said before they were corrected; each entry is read once."""

    def __init__(self, corrected: Iterable[Corrected]) -> None:
        """Of each entry and kind the one number that went, where one came."""
        self._by_amount: dict[Amount, list[tuple[Corrected, str]]] = {}
        for each in corrected:
            for gone, after in _replaced_in(each) if each.before != each.after else ():
                self._by_amount.setdefault(gone, []).append((each, after))

    def successor_of(self, found: Value, sentence: str) -> str | None:
        """What came in place of a number of a sentence that is like an entry; None where that is not sure."""
        candidates = self._by_amount.get(amount(found) or (object, None), ())
        return next((after for each, after in candidates if is_alike(sentence, each.before)), None)


def _replaced_in(corrected: Corrected) -> Iterable[tuple[Amount, str]]:
    before, after = finds_in(corrected.before), finds_in(corrected.after)
    for kind in (FoundDuration, FoundShare):
        had = {amount(each) for each in before if isinstance(each, kind)}
        has = {amount(each): each for each in after if isinstance(each, kind)}
        gone, come = had - has.keys(), has.keys() - had
        if len(gone) == 1 and len(come) == 1 and (went := gone.pop()):
            new = has[come.pop()]
            yield went, corrected.after[new.start : new.end]


def is_alike(sentence: str, text: str) -> bool:
    """Whether they have words in common: two, or the only one of a short text."""
    words, own = _words(sentence), _words(text)
    return bool(own) and len(words & own) >= min(_ALIKE, len(own))


def _words(text: str) -> frozenset[str]:
    words = {word.lower() for word in _WORD.findall(text)}
    return frozenset(word for word in words if not _COMMON.fullmatch(word))
