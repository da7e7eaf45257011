"""Names of people in running text, of those that are known."""

import re
from collections import defaultdict
from collections.abc import Iterable

from core.prose.finds import FoundName

_WORD = re.compile(r"[^\W\d_][\w'’.-]*")
_TRAILING = ".'’-"


def names_in(text: str, known: Iterable[str]) -> list[FoundName]:
    """Where one of the known names stands, as whole words and in any case but small letters. The longest one counts."""
    by_first: dict[str, list[tuple[str, tuple[str, ...]]]] = defaultdict(list)
    for name in known:
        words = tuple(word.lower() for word in name.split())
        if words:
            by_first[words[0]].append((name, words))
    for names in by_first.values():
        names.sort(key=lambda each: -len(each[1]))
    words = [(match.start(), match[0]) for match in _WORD.finditer(text)]
    found: list[FoundName] = []
    at = 0
    while at < len(words):
        name = _name_at(text, words, at, by_first)
        if name:
            found.append(name)
        at += len(name.name.split()) if name else 1
    return found


def _name_at(
    text: str, words: list[tuple[int, str]], at: int, by_first: dict[str, list[tuple[str, tuple[str, ...]]]]
) -> FoundName | None:
    start, first = words[at]
    if not first[0].isupper():
        return None
    for name, parts in by_first.get(_bare(first), ()):
        told = words[at : at + len(parts)]
        if tuple(_bare(word) for _, word in told) != parts:
            continue
        end = told[-1][0] + len(told[-1][1].removesuffix("'s").removesuffix("’s").rstrip(_TRAILING))
        if not text[start:end].count("\n"):
            return FoundName(start, end, name)
    return None


def _bare(word: str) -> str:
    return word.lower().removesuffix("'s").removesuffix("’s").rstrip(_TRAILING)
