"""Names of people in running text, of those that are known."""

import re
from collections import defaultdict
from collections.abc import Iterable

from core.prose.finds import FoundName

_WORD = re.compile(r"[^\W\d_][\w'’.-]*")
_Known = tuple[str, tuple[str, ...]]  # a name, and its words in small letters
_TRAILING = ".'’-"


def names_in(text: str, known: Iterable[str]) -> list[FoundName]:
    """Where one of the known names stands, as whole words and in any case but small letters. The longest one counts."""
    by_first: dict[str, list[_Known]] = defaultdict(list)
    for name in known:
        if parts := tuple(name.lower().split()):
            by_first[parts[0]].append((name, parts))
    for same in by_first.values():
        same.sort(key=lambda each: -len(each[1]))
    words = [(match.start(), match[0]) for match in _WORD.finditer(text)]
    found: list[FoundName] = []
    at = 0
    while at < len(words):
        named = _name_at(text, words, at, by_first)
        if named:
            found.append(named)
        at += len(named.name.split()) if named else 1
    return found


def _name_at(text: str, words: list[tuple[int, str]], at: int, known: dict[str, list[_Known]]) -> FoundName | None:
    start, first = words[at]
    if not first[0].isupper():
        return None
    for name, parts in known.get(_bare(first), ()):
        told = words[at : at + len(parts)]
        if tuple(_bare(word) for _, word in told) != parts:
            continue
        last_at, last = told[-1]
        end = last_at + len(last.removesuffix("'s").removesuffix("’s").rstrip(_TRAILING))
        if "\n" not in text[start:end]:
            return FoundName(start, end, name)
    return None


def _bare(word: str) -> str:
    return word.lower().removesuffix("'s").removesuffix("’s").rstrip(_TRAILING)
