"""All figures of action items: what the board shows, and the weekly mail."""

from dataclasses import dataclass

from followthrough.selectors.board_ages import Ages, ages, open_by_age
from followthrough.selectors.board_flow import Closing, Trend, closed_items, closing, trend
from followthrough.selectors.board_groups import Groups, groups
from followthrough.selectors.board_rates import Rates, finished_lately, rates
from followthrough.selectors.board_recurrences import Again, again
from followthrough.selectors.board_scope import Scope
from followthrough.selectors.board_sight import Sight


@dataclass(frozen=True, slots=True)
class Figures:
    """The tables, ages and rates of a scope, its times to close, its last twelve weeks, and what happened again."""

    groups: Groups
    ages: Ages
    rates: Rates
    closing: Closing
    trend: Trend
    again: Again


def figures(scope: Scope, seen: Sight) -> Figures:
    """Reads the open items once by team and owner and once by age, and the finished ones once by week and by time.

    What people said to have happened again is read once.
    """
    found, by_age = groups(scope, seen), open_by_age(seen)
    closed, finished = closed_items(seen), finished_lately(seen)
    return Figures(
        groups=found,
        ages=ages(scope, by_age),
        rates=rates(scope, seen, finished, overdue=found.total.numbers[0]),
        closing=closing(scope, by_age, closed.this_year, closed.earlier),
        trend=trend(scope, by_age, closed.this_year, finished),
        again=again(scope, seen, done=closed.done),
    )
