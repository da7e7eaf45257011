"""Statistics of durations and counts, as plain arithmetic: percentiles, Kaplan–Meier, a comparison of two counts.

docs/board.md gives the formulas in words, and where they come from.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from math import exp, isqrt, lgamma, log
from operator import itemgetter

FEWEST = 10  # below it a median says less than the values themselves
SIGNIFICANT = 0.05
SMALLEST = 0.001  # a p is not given any nearer
NEARLY = 1e-7  # what rounding may add: outcomes that are equally probable must compare as equal
FAR = 12  # standard deviations, beyond which all outcomes together have a probability below 1e-30

Counted = Iterable[tuple[int, int]]  # a value, and how often it occurs


@dataclass(frozen=True, slots=True)
class Spells:
    """How many things ended after so many days, and how many have lasted so long and go on (they are censored)."""

    days: int
    ended: int = 0
    going_on: int = 0


@dataclass(frozen=True, slots=True)
class Survival:
    """The share that goes on after each number of days, as steps down; `n` things, `censored` of them go on."""

    steps: tuple[tuple[int, float], ...]
    n: int
    censored: int

    def days_until(self, percent: int) -> int | None:
        """The days after which this share at least has ended; None where the curve does not fall that far."""
        left = 1 - percent / 100
        return next((days for days, share in self.steps if share <= left + NEARLY), None)


def nearest_rank(counted: Counted, percent: int) -> int | None:
    """The smallest value that at least so many per cent do not exceed; None of nothing."""
    rows = sorted(counted)
    wanted, seen = -(-sum(times for _, times in rows) * percent // 100), 0
    for value, times in rows:
        seen += times
        if times and seen >= wanted:
            return value
    return None


def survival(spells: Iterable[Spells]) -> Survival:
    """The estimate of Kaplan and Meier: at each end the share falls by the ended ÷ all that had lasted so long.

    What goes on at the very day of an end had lasted so long.
    """
    rows = sorted((each.days, each.ended, each.going_on) for each in spells)
    lasting = n = sum(ended + going_on for _, ended, going_on in rows)
    share, steps = 1.0, []
    for days, same in groupby(rows, key=itemgetter(0)):
        ends, leaves = map(sum, zip(*((ended, going_on) for _, ended, going_on in same), strict=True))
        if ends:
            share *= 1 - ends / lasting
            steps.append((days, share))
        lasting -= ends + leaves
    return Survival(tuple(steps), n, sum(going_on for _, _, going_on in rows))


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two counts of what happens at random, over periods of different lengths; `p` as `poisson_p` finds it."""

    recent: int
    before: int
    p: float

    @property
    def is_noise(self) -> bool:
        """Whether chance alone explains a difference as large as this one."""
        return self.p > SIGNIFICANT

    @property
    def p_words(self) -> str:
        """`p = 0.42`, near the limit with one digit more."""
        if self.p < SMALLEST:
            return f"p < {SMALLEST}"
        return f"p = {self.p:.{3 if self.p < 2 * SIGNIFICANT else 2}f}"


def compared(recent: int, before: int, *, spans: tuple[int, int]) -> Comparison:
    """Compares what happened in the two periods, whose lengths are `spans`."""
    return Comparison(recent, before, poisson_p(recent, before, spans=spans))


def poisson_p(recent: int, before: int, *, spans: tuple[int, int]) -> float:
    """The two-sided p of the exact test that two Poisson counts have one rate.

    Given their sum n, the recent count is binomial with n tries and the recent span's share of both spans. *Two-sided*:
    the sum of the probabilities of all outcomes that are no more probable than the observed one.
    """
    n, share = recent + before, spans[0] / sum(spans)
    mean, spread = n * share, isqrt(n) + 1  # the standard deviation is at most half of the root
    near = range(max(0, int(mean) - FAR * spread), min(n, int(mean) + FAR * spread) + 1)
    observed = _binomial(recent, n, share)
    found = (probability for k in near if (probability := _binomial(k, n, share)) <= observed * (1 + NEARLY))
    return min(1.0, max(sum(found), observed))


def _binomial(k: int, n: int, share: float) -> float:
    ways = lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)
    return exp(ways + k * log(share) + (n - k) * log(1 - share))
