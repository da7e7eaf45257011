"""Which parts of two lists are the same: what merging and comparing texts begin from.

What stands exactly once in both lists is matched first; the standard library's `difflib` compares what lies between.
`difflib` alone takes minutes for some lists, so the effort is counted beforehand and has an end: what would cost more
is taken to be different altogether, which is coarser and never wrong.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

OF_A_CALL = 60  # steps that even the smallest comparison takes


@dataclass(frozen=True, slots=True)
class Change:
    """A part of one list, from `start` to `end`, and what stands in its place in another, from `start2` to `end2`."""

    start: int
    end: int
    start2: int
    end2: int


@dataclass(slots=True)
class Effort:
    """How many steps may still be taken: about 0.15 microseconds each, all texts of one merge together."""

    left: int = 1_000_000

    def takes(self, steps: int) -> bool:
        """Counts them; False, and nothing is counted, when they are too many."""
        if steps > self.left:
            return False
        self.left -= steps
        return True


@dataclass(frozen=True, slots=True)
class _Block:
    start: int
    start2: int
    size: int


def changes_between(one: Sequence[str], two: Sequence[str], effort: Effort) -> list[Change]:
    """What has to change in the first list to make it the second, in order; no two changes touch."""
    changes: list[Change] = []
    at, at2 = 0, 0
    for block in [*_matching(one, two, effort), _Block(len(one), len(two), 0)]:
        if block.start > at or block.start2 > at2:
            changes.append(Change(at, block.start, at2, block.start2))
        at, at2 = block.start + block.size, block.start2 + block.size
    return changes


def _matching(one: Sequence[str], two: Sequence[str], effort: Effort) -> list[_Block]:
    """The blocks that are equal, in order in both."""
    shorter = min(len(one), len(two))
    head = next((n for n in range(shorter) if one[n] != two[n]), shorter)
    rest = shorter - head
    tail = next((n for n in range(rest) if one[-1 - n] != two[-1 - n]), rest)
    end, end2 = len(one) - tail, len(two) - tail
    anchors = [(head - 1, head - 1), *_anchors(one, two, head, (end, end2)), (end, end2)]
    blocks = [_Block(0, 0, head)] if head else []
    for (before, before2), (after, after2) in pairwise(anchors):
        blocks += _between(one, two, (before + 1, after), (before2 + 1, after2), effort)
        if after < end:
            blocks.append(_Block(after, after2, 1))
    if tail:
        blocks.append(_Block(end, end2, tail))
    return blocks


def _anchors(one: Sequence[str], two: Sequence[str], head: int, ends: tuple[int, int]) -> list[tuple[int, int]]:
    """The longest row of what stands once in both lists, in the same order."""
    once, once2 = _once(one, head, ends[0]), _once(two, head, ends[1])
    places = [(place, once2[word]) for word, place in once.items() if word in once2]
    smallest: list[int] = []  # by length of a row: the place in the second list where the best such row ends
    ending: list[int] = []  # the same, as an index of `places`
    previous: list[int] = []
    for index, (_, place2) in enumerate(places):
        length = bisect_left(smallest, place2)
        previous.append(ending[length - 1] if length else -1)
        smallest[length : length + 1] = [place2]
        ending[length : length + 1] = [index]
    row: list[tuple[int, int]] = []
    here = ending[-1] if ending else -1
    while here >= 0:
        row.append(places[here])
        here = previous[here]
    return row[::-1]


def _once(words: Sequence[str], start: int, end: int) -> dict[str, int]:
    counts = Counter(words[start:end])
    return {words[place]: place for place in range(start, end) if counts[words[place]] == 1}


def _between(
    one: Sequence[str], two: Sequence[str], place: tuple[int, int], place2: tuple[int, int], effort: Effort
) -> list[_Block]:
    """What is equal between two anchors; nothing where looking for it would cost too much."""
    part, part2 = one[slice(*place)], two[slice(*place2)]
    if not part or not part2:
        return []
    counts, counts2 = Counter(part), Counter(part2)
    pairs = sum(count * counts2[word] for word, count in counts.items() if word in counts2)
    most = min(len(part), len(part2), pairs) + 1
    if not pairs or not effort.takes(OF_A_CALL + (len(part) + pairs) * most):
        return []
    found = SequenceMatcher(None, part, part2, autojunk=False).get_matching_blocks()
    return [_Block(place[0] + start, place2[0] + start2, size) for start, start2, size in found if size]
