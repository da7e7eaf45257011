"""A few values drawn as dots: of fewer than ten a median says less than the values themselves."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

# Of the drawing, in its own units.
LEFT, WIDTH, BASE, STEP = 6, 148, 30, 9


@dataclass(frozen=True, slots=True)
class Dot:
    """One value at its place; hollow where it is still open and will grow."""

    x: float
    y: float
    is_open: bool


@dataclass(frozen=True, slots=True)
class Dots:
    """The drawing, and the same in words."""

    dots: list[Dot]
    words: str


def dots(ended: Iterable[int], going_on: Iterable[int]) -> Dots:
    """Days as dots from nought to the longest; equal ones stand above each other."""
    values = sorted([(days, False) for days in ended] + [(days, True) for days in going_on])
    longest = max((days for days, _ in values), default=0) or 1
    below: Counter[int] = Counter()
    drawn = []
    for days, is_open in values:
        place = round(WIDTH * days / longest)
        drawn.append(Dot(LEFT + place, BASE - STEP * below[place // STEP], is_open))
        below[place // STEP] += 1
    done, still = (", ".join(str(days) for days, is_open in values if is_open is wanted) for wanted in (False, True))
    return Dots(drawn, "; ".join(filter(None, (done and f"{done} d", still and f"open for {still} d"))))


def one_by_one(counted: Iterable[tuple[int, int]]) -> list[int]:
    """Each value as often as it occurs."""
    return [value for value, times in counted for _ in range(times)]
