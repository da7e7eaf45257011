"""Whether two short texts tell of the same problem: by the words that they share, and letter by letter."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

COMPARED = 600  # characters of a text: what a pasted thread says below is about other things
ENOUGH_SHARED, ENOUGH_OF_FEWER = 2, 0.5
ALIKE_LETTERS, ALIKE_LETTERS_OF_SHARED = 0.45, 0.25  # shared trigrams; mistyped words, other endings
MOST_KINDS = 12  # texts of a group that another one is compared with
# Stems that reports of any problem have.
_EVERYDAY = """
    abl also alway anymor anyon anyth ask at back big cannot cant client come compani could custom day
    dear doesn don els error even ever everyon everyth fail get give go good got happen hello help hi
    happi im issu just keep know like longer look made make mani may messag minut morn must need never
    new noth now one onli open peopl pleas problem quick regard report right said say see seem sever
    show sinc someon someth start still suddenli tell thank thing think time today tri trouble troubl
    two urgent us use user ve want way well whole work would wrong yesterday
"""
EVERYDAY = frozenset(_EVERYDAY.split())


@dataclass(frozen=True, slots=True)
class Features:
    """What is compared of a text: its telling stems, and its groups of three letters."""

    stems: frozenset[str]
    trigrams: frozenset[str]


def features(stems: Collection[str], trigrams: Collection[str]) -> Features:
    """Of a text as PostgreSQL takes it apart; words of every day are left out, unless it has no others."""
    telling = frozenset(stems) - EVERYDAY
    return Features(telling or frozenset(stems), frozenset(trigrams))


def likeness(one: Features, other: Features) -> float:
    """How alike two texts are; 0 where they are not."""
    shared, fewer = len(one.stems & other.stems), min(len(one.stems), len(other.stems))
    of_fewer = shared / fewer if fewer else 0.0
    common = len(one.trigrams & other.trigrams)
    both = len(one.trigrams) + len(other.trigrams) - common
    letters = common / both if both else 0.0
    by_words = of_fewer >= ENOUGH_OF_FEWER and shared >= min(fewer, ENOUGH_SHARED)
    by_letters = letters >= (ALIKE_LETTERS_OF_SHARED if shared else ALIKE_LETTERS)
    return of_fewer + letters if by_words or by_letters else 0.0


def grouped(texts: Sequence[Features]) -> list[list[int]]:
    """The places of texts in groups of those that are alike, in the order of the first of each.

    A text belongs where it is like a third of those that are there: being like one of them would chain everything.
    Only groups with a stem of it are looked at.
    """
    groups: list[list[int]] = []
    kinds: list[list[Features]] = []  # of each group, texts that differ
    with_stem: defaultdict[str, set[int]] = defaultdict(set)
    for place, text in enumerate(texts):
        near = sorted(set().union(*(with_stem[stem] for stem in text.stems)))
        score, found = max(((_belongs(text, kinds[at]), -at) for at in near), default=(0.0, 0))
        if score:
            groups[-found].append(place)
            if text not in kinds[-found]:
                kinds[-found] = [*kinds[-found], text][:MOST_KINDS]
        else:
            groups.append([place])
            kinds.append([text])
        at = -found if score else len(groups) - 1
        for stem in text.stems:
            with_stem[stem].add(at)
    return groups


def _belongs(text: Features, members: Sequence[Features]) -> float:
    found = [likeness(text, member) for member in members]
    return sum(found) / len(found) if sum(map(bool, found)) * 3 >= len(found) else 0.0
