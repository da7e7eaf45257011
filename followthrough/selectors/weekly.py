"""The weekly mail: the figures of the board that its reader opens first, one line each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.urls import reverse

from accounts.models import User
from followthrough.selectors.board_dots import Dots
from followthrough.selectors.board_figures import Figures, figures
from followthrough.selectors.board_groups import BoardLine
from followthrough.selectors.board_postmortems import Postmortems, postmortems
from followthrough.selectors.board_rates import LeftOut, Rate
from followthrough.selectors.board_recurrences import NOT_HELD_FORMULA, WAITING_FORMULA
from followthrough.selectors.board_scope import Scope, scope_for
from followthrough.selectors.board_sight import sight
from followthrough.selectors.waiting import for_me

TEAMS = 12  # lines of teams


@dataclass(frozen=True, slots=True)
class FigureLine:
    """A figure: what it is, its value, what it counts, and the address of its rows."""

    title: str
    value: str
    facts: str
    address: str
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class WeeklyFigures:
    """What a weekly mail says of a scope."""

    whose: str
    board: str
    late: int
    new: int
    waiting: int
    lines: list[FigureLine]
    is_empty: bool


def weekly_figures(reader: User) -> WeeklyFigures | None:
    """Of the board that the reader opens first; None where there is none. Counts what they may see."""
    scope = scope_for(reader, QueryDict())
    if scope is None:
        return None
    seen = sight(reader, scope)
    found, waiting, written = figures(scope, seen), for_me(reader).waiting, postmortems(scope, seen)
    late, new = found.groups.total.numbers[0], found.trend.new
    closed = sum(week.closed.n for week in found.trend.weeks)
    return WeeklyFigures(
        whose=scope.name,
        board=f"{reverse('board')}?{scope.query}",
        late=late,
        new=new,
        waiting=waiting,
        lines=list(_lines(scope, found, written, waiting)),
        is_empty=not (found.groups.total.numbers[-1] or new or closed or waiting or written.waiting),
    )


def _lines(scope: Scope, found: Figures, written: Postmortems, waiting: int) -> Iterator[FigureLine]:
    late, within, unowned, blocked, verify, opened = found.groups.total.cells
    yield FigureLine("New since last week", str(found.trend.new), "action items created", found.trend.new_address)
    yield FigureLine("Late", str(late.value), "action items overdue", late.address, is_late=late.value > 0)
    yield FigureLine("Waiting for me", str(waiting), "reviews, verifications and questions to me", reverse("my_work"))
    counts = f"{within.value} due within 7 days, {unowned.value} without owner, {blocked.value} blocked"
    counts += f", {verify.value} done and to verify"
    yield FigureLine("Open", str(opened.value), counts, opened.address)
    closing, rates = found.closing, found.rates
    yield _rate("On time", rates.on_time, "done by the due date ÷ all that fell due in the last 90 days")
    yield FigureLine(
        "Age of open items",
        _median(found.ages.median, found.ages.p90, found.ages.few),
        _n(found.ages.n),
        opened.address,
    )
    facts = f"Kaplan–Meier; {_n(closing.n)}, {closing.still_open} of them open; {_left_out(closing.left_out)}"
    yield FigureLine("Time to close", _median(closing.median, closing.p90, closing.few), facts, closing.n_address)
    yield _rate("Won't do", rates.refused, "won't do ÷ all done or won't do in the last 90 days")
    yield _rate("Verified", rates.verified, "found effective by somebody else ÷ all done in the last 90 days")
    cost = found.again.cost
    facts = f"{WAITING_FORMULA}; {_n(cost.n)}; left out: {cost.left_out_words or 'none'}"
    yield FigureLine("What waiting cost", cost.words, facts, found.again.cost_address)
    yield _rate("Did not hold", found.again.not_held, NOT_HELD_FORMULA)
    for change in found.trend.changes:
        facts = f"{change.found.recent} in the last four weeks, {change.found.before} in the eight before"
        facts += f"; {change.found.p_words}, exact Poisson test"
        yield FigureLine(change.word, change.verdict, facts, change.recent_address)
    counts = ", ".join(f"{count.n} {count.word}" for count in written.counts)
    yield FigureLine("Postmortems", counts, "not published", scope.postmortems("unpublished"))
    yield from map(_team, _several(found.groups.teams))


def _several(teams: Sequence[BoardLine]) -> Sequence[BoardLine]:
    """One team alone would repeat the total."""
    return teams[:TEAMS] if len(teams) > 1 else ()


def _team(line: BoardLine) -> FigureLine:
    late, within, unowned, blocked, verify, opened = line.numbers
    facts = f"{within} due within 7 days, {unowned} without owner, {blocked} blocked, {verify} to verify, {opened} open"
    return FigureLine(line.name, f"{late} overdue", facts, line.cells[0].address, is_late=late > 0)


def _rate(title: str, rate: Rate, formula: str) -> FigureLine:
    return FigureLine(title, rate.words, f"{formula}; {_n(rate.n)}; {_left_out(rate.left_out)}", rate.n_address)


def _left_out(rows: Sequence[LeftOut]) -> str:
    return "left out: " + (", ".join(f"{each.count} {each.why}" for each in rows) or "none")


def _median(median: int | None, p90: int | None, few: Dots | None) -> str:
    if few:
        return few.words or "–"
    middle, far = (f"{days} days" if days is not None else "not reached" for days in (median, p90))
    return f"median {middle}, p90 {far}"


def _n(number: int) -> str:
    return f"n = {number}"
