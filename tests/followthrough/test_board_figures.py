"""The figures of the board: rates, ages, times to close, and the trend."""

import csv
from datetime import timedelta
from io import StringIO

import pytest

from accounts.enums import AuditAction
from accounts.models import AuditEvent, User
from core.clock import frozen
from followthrough.selectors.board_rates import Rate
from tests.factories.actions import make_action_item
from tests.followthrough.boards import NOON, TODAY, As, days_ago, figures_of, make_finished, rows_behind
from tests.html import html_of


def test_on_time_counts_what_is_overdue_among_what_was_due(as_user: As, responder: User) -> None:
    make_finished(days_ago(1), days_ago(1))
    make_finished(days_ago(5), days_ago(9))
    make_finished(days_ago(2), days_ago(1))  # done late
    make_action_item(due_on=days_ago(3))  # overdue
    make_action_item(due_on=days_ago(90), status="blocked", status_reason="x")  # overdue, on the first of the days
    make_finished(TODAY, days_ago(1))  # its day has not ended
    make_action_item(due_on=days_ago(91))  # left out: overdue for longer
    make_finished(days_ago(4), days_ago(4), "wont_do")  # left out
    make_finished(None, days_ago(4))  # left out
    rate = figures_of(as_user(responder)).rates.on_time
    assert (rate.hits, rate.n, rate.percent, rate.words) == (2, 5, 40, "2 of 5")
    assert [(each.count, each.why) for each in rate.left_out] == [
        (1, "overdue for longer"),
        (1, "won't do"),
        (1, "done without a due date"),
    ]


def test_won_t_do_counts_among_what_was_closed(as_user: As, responder: User) -> None:
    for n in range(9):
        make_finished(None, days_ago(n))
    refused = make_finished(None, days_ago(89), "wont_do")
    make_finished(None, days_ago(91), "wont_do")
    client = as_user(responder)
    rate = figures_of(client).rates.refused
    assert (rate.hits, rate.n, rate.words, rate.left_out) == (1, 10, "10 %", ())
    make_finished(None, days_ago(1), "wont_do", duplicate_of=make_action_item())
    for _ in range(2):
        make_action_item(split_from=make_finished(None, days_ago(1), "wont_do"))
    rate = figures_of(client).rates.refused
    assert (rate.hits, rate.n, rate.words) == (1, 10, "10 %")
    (left_out,) = rate.left_out
    assert (left_out.count, left_out.why) == (3, "split or duplicates")
    with frozen(NOON):
        assert client.get(left_out.address).context["page"].paginator.count == 3
        assert client.get(f"{rate.n_address}&status=wont_do").context["page"].object_list == [refused]


def test_verified_counts_among_what_was_done_and_is_due_for_it(as_user: As, responder: User) -> None:
    make_finished(
        None,
        days_ago(1),
        "verified",
        verdict="effective",
        verify_on=TODAY,
        verdict_evidence="x",
        verified_by=responder,
        verified_at=NOON,
    )
    make_finished(None, days_ago(1), verify_on=days_ago(1))
    make_finished(None, days_ago(1))
    make_finished(None, days_ago(1), verify_on=TODAY + timedelta(days=1))
    figures = figures_of(as_user(responder))
    rate = figures.rates.verified
    assert (rate.hits, rate.n) == (1, 3)
    assert [(each.count, each.why) for each in rate.left_out] == [(1, "not due for it yet")]
    assert figures.groups.total.numbers == (0, 0, 0, 0, 2, 0)


def test_the_time_to_close_counts_what_is_open_as_lasting_until_now(as_user: As, responder: User) -> None:
    for days in range(1, 7):
        make_finished(None, TODAY, created_at=NOON - timedelta(days=days))
    for days in (2, 30, 40, 50):
        make_action_item(created_at=NOON - timedelta(days=days))
    make_action_item(created_at=NOON - timedelta(days=366))
    closing = figures_of(as_user(responder)).closing
    assert (closing.n, closing.still_open, closing.median, closing.p90) == (10, 4, 5, None)
    with frozen(NOON):
        assert "p90 not reached" in html_of(as_user(responder).get("/follow-through/?team=all"))


def test_fewer_than_ten_are_dots_without_a_median(as_user: As, responder: User) -> None:
    make_finished(None, TODAY, created_at=NOON - timedelta(days=5))
    for days in (2, 5):
        make_action_item(created_at=NOON - timedelta(days=days))
    figures = figures_of(as_user(responder))
    assert (figures.closing.median, figures.closing.few.words) == (None, "5 d; open for 2, 5 d")
    assert [(dot.x, dot.is_open) for dot in figures.closing.few.dots] == [(65, True), (154, False), (154, True)]
    assert len({(dot.x, dot.y) for dot in figures.closing.few.dots}) == 3
    assert (figures.ages.median, figures.ages.few.words) == (None, "open for 2, 5 d")


def test_what_an_item_was_split_into_was_not_opened(as_user: As, responder: User) -> None:
    with frozen(NOON):
        whole = make_action_item(
            status="wont_do", status_reason="It was split.", created_at=NOON - timedelta(days=20), finished_at=NOON
        )
        make_action_item(split_from=whole, created_at=NOON)
        make_action_item(split_from=whole, status="done", created_at=NOON, finished_at=NOON, finished_on=TODAY)
        client = as_user(responder)
        trend = figures_of(client).trend
        assert [week.opened.n for week in trend.weeks][-3:] == [1, 0, 0]
        assert trend.new == rows_behind(client, trend.new_address) == 0
        assert [rows_behind(client, week.opened.address) for week in trend.weeks][-3:] == [1, 0, 0]


def test_twelve_weeks_of_what_was_opened_and_closed(as_user: As, responder: User) -> None:
    make_action_item(created_at=NOON - timedelta(days=6, hours=23))
    make_action_item(created_at=NOON - timedelta(days=7))
    make_finished(None, days_ago(27), created_at=NOON - timedelta(days=400))
    make_finished(None, days_ago(28), created_at=NOON - timedelta(days=83))
    make_finished(None, days_ago(84), created_at=NOON - timedelta(days=84))
    trend = figures_of(as_user(responder)).trend
    assert [week.opened.n for week in trend.weeks] == [1, *(0,) * 9, 1, 1]
    assert [week.closed.n for week in trend.weeks] == [*(0,) * 7, 1, 1, 0, 0, 0]
    assert [(each.found.recent, each.found.before, each.verdict) for each in trend.changes] == [
        (2, 1, "within noise"),
        (1, 1, "within noise"),
    ]
    assert trend.new == 1


def test_a_change_that_is_no_noise_says_which_way_it_went(as_user: As, responder: User) -> None:
    for n in range(12):
        make_finished(None, days_ago(n), created_at=NOON - timedelta(days=50 + n))
    opened, closed = figures_of(as_user(responder)).trend.changes
    assert (opened.verdict, closed.verdict) == ("fewer than before", "more than before")


def test_ages_have_a_median_and_a_p90(as_user: As, responder: User) -> None:
    for days in range(1, 11):
        make_action_item(created_at=NOON - timedelta(days=days))
    with frozen(NOON):
        ages = as_user(responder).get("/follow-through/").context["board"].figures.ages
    assert (ages.n, ages.median, ages.p90) == (10, 5, 9)
    assert [bar.total for bar in ages.bars] == [7, 3, 0, 0, 0, 0]


def test_the_figures_stand_in_a_file_with_n_formula_and_weeks(as_user: As, responder: User) -> None:
    make_finished(TODAY, TODAY, created_at=NOON - timedelta(days=8))
    make_finished(None, TODAY, created_at=NOON - timedelta(days=8))
    client = as_user(responder)
    with frozen(NOON):
        answer = client.get("/follow-through-figures.csv?team=all")
    lines = list(csv.DictReader(StringIO(b"".join(answer).decode("utf-8-sig"))))  # type: ignore[arg-type]
    rows = {line["figure"]: line for line in lines}
    figures = figures_of(client)
    on_time = rows["on time"]
    assert (on_time["value"], on_time["n"], figures.rates.on_time.n) == ("", "0", 0), "of none nothing is said"
    left_out = figures.rates.on_time.left_out
    assert on_time["left out"] == ", ".join(f"{each.count} {each.why}" for each in left_out)
    assert on_time["formula"] == "done by the due date ÷ all that fell due in the last 90 days, done or not"
    assert rows["time to close, median"]["value"] == "", "of fewer than ten none is given"
    assert (rows["opened 7–13 days ago"]["value"], rows["closed 0–6 days ago"]["value"]) == ("2", "2")
    cost = rows["what waiting cost"]
    assert (cost["value"], cost["unit"], cost["n"]) == ("", "minutes of impact", "0")
    assert (rows["what waiting cost, for all users"]["value"], rows["verified"]["value"]) == ("", "0")
    assert rows["did not hold"]["n"] == str(figures.again.not_held.n)
    assert len(lines) == 12 + 24
    assert AuditEvent.objects.get(action=AuditAction.EXPORTED).subject == "Figures of follow-through as CSV"


def test_the_time_to_close_counts_what_it_leaves_out(as_user: As, responder: User) -> None:
    year = timedelta(days=365)
    with frozen(NOON):
        make_action_item(created_at=NOON - year)
        make_action_item(created_at=NOON - year - timedelta(days=9), status="done", finished_at=NOON)
        make_action_item(created_at=NOON - year + timedelta(seconds=1))
        client = as_user(responder)
        (left_out,) = client.get("/follow-through/?team=all").context["board"].figures.closing.left_out
        assert left_out.count == rows_behind(client, left_out.address) == 2
        assert f'href="{left_out.address.replace("&", "&amp;")}">2</a> created more than a year ago' in (
            client.get("/follow-through/?team=all").content.decode()
        )


@pytest.mark.parametrize(
    ("hits", "n", "words"),
    [(1494, 1500, "99 %"), (1500, 1500, "100 %"), (1, 1500, "1 %"), (0, 1500, "0 %"), (1, 3, "1 of 3"), (0, 0, "–")],
)
def test_a_rate_is_100_or_0_per_cent_only_where_it_is_all_or_none(hits, n, words):
    assert Rate(hits, n, "").words == words
