"""The board: every number is the number of its rows."""

import csv
from datetime import date, timedelta
from io import StringIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.enums import AuditAction
from accounts.models import AuditEvent, Team, User
from actions.models import ActionItem
from actions.services.owner_and_date import move_due_date
from actions.services.statuses import change_status
from core.clock import frozen
from tests.factories.accounts import make_team, make_user
from tests.factories.actions import make_action_item, make_incident, make_postmortem
from tests.followthrough.boards import NOON, TODAY, As, days_ago, figures_of, rows_behind
from tests.html import html_of


@pytest.fixture
def company(responder: User) -> tuple[Team, Team]:
    """Two teams, five owners in three zones, and forty-odd items of every sort."""
    shop, platform = make_team("Shop", members=(responder,)), make_team("Platform")
    owners = [
        make_user("Daniel Mwangi", zone="Africa/Nairobi"),
        make_user("Fatuma Ali", zone="Pacific/Auckland"),
        make_user("Brian Kimani", zone="America/Los_Angeles"),
        make_user("Zoe Gone", is_active=False),
        None,
    ]
    incidents = [make_incident(), make_incident(is_private=True), make_incident(is_private=True, members=(responder,))]
    for n in range(48):
        make_action_item(
            incidents[n % 3],
            title=f"Item {n}",
            owner=owners[n % 5],
            team=(shop, platform, None)[n % 4 % 3],
            due_on=TODAY + timedelta(days=n - 20) if n % 7 else None,
            status=("open", "in_progress", "blocked", "done")[n % 4 if n % 3 else 0],
            verify_on=TODAY + timedelta(days=n - 20) if n % 4 == 3 and n % 3 and n % 5 else None,
            created_at=NOON - timedelta(days=n * 3, hours=1),
            finished_at=NOON - timedelta(days=n) if n % 4 == 3 and n % 3 else None,
            finished_on=TODAY - timedelta(days=n) if n % 4 == 3 and n % 3 else None,
        )
    return shop, platform


@pytest.mark.parametrize("scope", ["mine", "all", "shop"])
def test_every_number_is_the_number_of_its_rows(
    as_user: As, responder: User, manager: User, admin: User, company: tuple[Team, Team], scope: str
) -> None:
    key = str(company[0].pk) if scope == "shop" else scope
    for person in (responder, manager, admin):
        client = as_user(person)
        with frozen(NOON):
            board = client.get(f"/follow-through/?team={key}").context["board"]
            lines = [board.groups.total, *board.groups.teams, *board.groups.owners]
            for cell in [cell for line in lines for cell in line.cells]:
                assert cell.value == rows_behind(client, cell.address), cell
            for bar in board.figures.ages.bars:
                assert (bar.total, bar.late) == (
                    rows_behind(client, bar.address),
                    rows_behind(client, bar.late_address),
                ), bar
            rates, closing, trend = board.figures.rates, board.figures.closing, board.figures.trend
            for rate in (rates.on_time, rates.refused, rates.verified):
                assert rate.n == rows_behind(client, rate.n_address)
                for each in rate.left_out:
                    assert each.count == rows_behind(client, each.address), each
            assert closing.n == rows_behind(client, closing.n_address)
            assert trend.new == rows_behind(client, trend.new_address)
            for each in [count for week in trend.weeks for count in (week.opened, week.closed)]:
                assert each.n == rows_behind(client, each.address), each
            for change in trend.changes:
                counts = change.found.recent, change.found.before
                assert counts == tuple(
                    rows_behind(client, address) for address in (change.recent_address, change.before_address)
                )


def test_the_parts_make_the_whole(as_user: As, admin: User, company: tuple[Team, Team]) -> None:
    with frozen(NOON):
        groups = as_user(admin).get("/follow-through/?team=all").context["board"].groups
    total = groups.total.numbers
    assert total[-1] == ActionItem.objects.unfinished().count()
    for lines in (groups.teams, groups.owners):
        assert tuple(map(sum, zip(*(line.numbers for line in lines), strict=True))) == total
    assert groups.owners[0].is_nobody
    assert "Zoe Gone" not in {line.name for line in groups.owners}


def test_a_private_incident_counts_for_its_members_alone(as_user: As, responder: User, manager: User) -> None:
    incident = make_incident(is_private=True, members=(responder,))
    make_action_item(incident, title="hidden work", due_on=date(2023, 1, 1))
    make_postmortem(incident, due_on=date(2023, 1, 1))
    for person, seen in ((responder, 1), (manager, 0)):
        answer = as_user(person).get("/follow-through/?team=all")
        board = answer.context["board"]
        assert (board.groups.total.numbers[0], board.figures.ages.n, len(board.postmortems.waiting)) == (
            seen,
            seen,
            seen,
        )
        assert (incident.title in answer.content.decode()) is bool(seen)


def test_readers_of_one_role_see_each_their_own(as_user: As, responder: User) -> None:
    other = make_user("Fatuma Ali")
    incident = make_incident(is_private=True, members=(other,))
    make_action_item(incident, due_on=date(2023, 1, 1))
    make_action_item(incident, status="done", finished_on=TODAY, finished_at=NOON)
    make_postmortem(incident, due_on=date(2023, 1, 1))
    for person, seen in ((responder, 0), (other, 1), (responder, 0)):
        with frozen(NOON):
            board = as_user(person).get("/follow-through/?team=all").context["board"]
        counted = (board.groups.total.numbers[-1], board.figures.ages.n, board.figures.rates.refused.n)
        assert (*counted, len(board.overdue), len(board.postmortems.waiting)) == (seen,) * 5


def test_an_item_is_overdue_when_the_day_of_its_owner_ends(as_user: As, responder: User) -> None:
    make_action_item(due_on=TODAY, owner=make_user(zone="Africa/Nairobi"))
    make_action_item(due_on=TODAY, owner=make_user(zone="America/Los_Angeles"))
    for hours, late in ((8, 0), (10, 1), (18, 1), (20, 2)):
        with frozen(NOON + timedelta(hours=hours)):
            board = as_user(responder).get("/follow-through/?team=all").context["board"]
        assert (board.groups.total.numbers[0], len(board.overdue)) == (late, late), hours


def test_my_teams_of_somebody_in_none_are_empty(as_user: As, responder: User) -> None:
    make_action_item(due_on=date(2023, 1, 1), team=make_team("Shop"))
    make_postmortem(make_incident(), due_on=date(2023, 1, 1))
    board = as_user(responder).get("/follow-through/?team=mine").context["board"]
    assert (board.groups.total.numbers, board.figures.ages.n, board.figures.rates.refused.n) == ((0,) * 6, 0, 0)
    assert (board.overdue, board.postmortems.waiting) == ([], [])


def test_reporters_do_not_see_it(as_user: As, reporter: User) -> None:
    assert as_user(reporter).get("/follow-through/").status_code == 404
    assert as_user(reporter).get("/follow-through.csv").status_code == 404


@pytest.mark.parametrize("team", ["999999", "nonsense", "-1"])
def test_a_team_that_is_not_there(as_user: As, responder: User, team: str) -> None:
    assert as_user(responder).get(f"/follow-through/?team={team}").status_code == 404


def test_the_heading_says_the_number(as_user: As, responder: User) -> None:
    client = as_user(responder)
    assert "No action item is overdue" in html_of(client.get("/follow-through/"))
    make_action_item(due_on=date(2023, 1, 1))
    assert "1 action item is overdue, and it has no owner" in html_of(client.get("/follow-through/"))
    make_action_item(due_on=date(2023, 1, 1), owner=responder)
    assert "2 action items are overdue, one of them without an owner" in html_of(client.get("/follow-through/"))


def test_it_opens_on_the_readers_teams_if_there_are_any(as_user: As, responder: User, manager: User) -> None:
    team = make_team("Shop", members=(responder,))
    make_team("Platform")
    mine = as_user(responder).get("/follow-through/").context["board"].scope
    assert (mine.key, mine.name) == ("mine", "Shop")
    assert as_user(manager).get("/follow-through/").context["board"].scope.key == "all"
    tabs = as_user(manager).get(f"/follow-through/?team={team.pk}").context["board"].scope.tabs()
    assert [(tab.name, tab.is_current) for tab in tabs] == [("Shop", True), ("Company", False)]


def test_an_overdue_row_says_why_in_their_words(as_user: As, responder: User) -> None:
    item = make_action_item(due_on=date(2023, 1, 1), owner=responder)
    move_due_date(item=item, actor=responder, due_on=date(2023, 1, 9), note="the bank is late")
    late = as_user(responder).get("/follow-through/").context["board"].overdue[0]
    assert (late.words, late.moved, late.why) == ("the bank is late", 1, "the bank is late; due date moved 1 time")
    change_status(item=item, actor=responder, action="block", reason="a test account")
    late = as_user(responder).get("/follow-through/").context["board"].overdue[0]
    assert late.words == "a test account"
    make_action_item(due_on=date(2022, 1, 1), owner=responder)
    assert as_user(responder).get("/follow-through/").context["board"].overdue[0].why == "no reason given"


def test_the_longest_overdue_come_first_and_the_rest_is_one_link_away(as_user: As, responder: User) -> None:
    for n in range(12):
        make_action_item(title=f"Item {n}", due_on=date(2023, 1, 1) + timedelta(days=n))
    answer = as_user(responder).get("/follow-through/")
    assert [late.row.title for late in answer.context["board"].overdue] == [f"Item {n}" for n in range(10)]
    assert "Show all 12" in answer.content.decode()


def test_an_item_without_a_team_counts_for_the_teams_of_its_owner(as_user: As, responder: User) -> None:
    owner = make_user("Daniel Mwangi")
    shop, pay = make_team("Shop", members=(owner, responder)), make_team("Pay", members=(owner,))
    make_action_item(owner=owner, due_on=date(2023, 1, 1))
    make_action_item(owner=owner, due_on=date(2023, 1, 1), team=make_team("Platform"))
    make_action_item(due_on=date(2023, 1, 1))
    client = as_user(responder)
    everything = figures_of(client).groups
    assert {line.name: line.numbers[0] for line in everything.teams} == {
        "Pay": 1,
        "Shop": 1,
        "Platform": 1,
        "No team": 1,
    }
    assert (everything.total.numbers[0], everything.is_shared) == (3, True)
    for key in (shop.pk, pay.pk, "mine"):
        groups = figures_of(client, f"team={key}").groups
        assert groups.total.numbers[0] == 1
        assert len(groups.teams) == 1
        with frozen(NOON):
            for cell in groups.teams[0].cells:
                assert cell.value == rows_behind(client, cell.address), cell


def test_a_board_of_severities(as_user: As, responder: User) -> None:
    for level in (1, 2, 4):
        incident = make_incident(severity_id=level)
        make_action_item(incident, due_on=date(2023, 1, 1))
        make_postmortem(incident, due_on=date(2023, 1, 1))
    client = as_user(responder)
    board = client.get("/follow-through/?team=all&severity=1-2").context["board"]
    assert (board.groups.total.numbers[0], len(board.overdue), len(board.postmortems.waiting)) == (2, 2, 2)
    assert rows_behind(client, board.groups.total.cells[0].address) == 2
    assert all("severity=1-2" in tab.address for tab in board.scope.tabs())
    assert client.get("/follow-through/?severity=9").status_code == 404


def test_postmortems_wait_with_their_author_and_age(as_user: As, responder: User) -> None:
    author = make_user("Daniel Mwangi")
    team = make_team("Shop", members=(author,))
    for due, status, owner in (
        (TODAY - timedelta(days=3), "draft", author),
        (TODAY, "in_review", None),
        (None, "in_review", author),
        (None, "draft", author),
    ):
        make_postmortem(make_incident(), due_on=due, status=status, owner=owner, opened_at=NOON - timedelta(days=5))
    make_postmortem(make_incident(), due_on=TODAY, status="published", published_at=NOON)
    with frozen(NOON):
        company = as_user(responder).get("/follow-through/?team=all").context["board"].postmortems.waiting
        teams = as_user(responder).get(f"/follow-through/?team={team.pk}").context["board"].postmortems.waiting
    assert [(wait.days_over, wait.age) for wait in company] == [(3, 5), (0, 5), (0, 5)]
    assert [wait.author for wait in teams] == ["Daniel Mwangi", "Daniel Mwangi"]


def test_postmortems_are_counted_and_lead_to_their_rows(as_user: As, responder: User) -> None:
    author = make_user("Daniel Mwangi")
    team = make_team("Shop", members=(author,))
    for days in range(12):
        make_postmortem(make_incident(), due_on=days_ago(days - 3), owner=author if days % 2 else None)
    make_postmortem(make_incident(), status="in_review", owner=author)
    make_postmortem(make_incident(), owner=author)  # a draft without a date is not waited for
    client = as_user(responder)
    for key, numbers in (("all", [8, 4, 1]), (team.pk, [4, 2, 1])):
        with frozen(NOON):
            found = client.get(f"/follow-through/?team={key}").context["board"].postmortems
            assert [count.n for count in found.counts] == numbers
            assert [rows_behind(client, count.address) for count in found.counts] == numbers
    assert len(found.waiting) == 7


def test_the_csv_holds_the_tables_and_is_logged(as_user: As, responder: User) -> None:
    make_action_item(due_on=date(2023, 1, 1), owner=make_user("=Daniel"), team=make_team("Shop"))
    answer = as_user(responder).get("/follow-through.csv?team=all")
    lines = list(csv.reader(StringIO(b"".join(answer).decode("utf-8-sig"))))  # type: ignore[arg-type]
    assert lines[1:] == [
        ["all", "All", "1", "0", "0", "0", "0", "1"],
        ["team", "Shop", "1", "0", "0", "0", "0", "1"],
        ["owner", "'=Daniel", "1", "0", "0", "0", "0", "1"],
    ]
    assert AuditEvent.objects.get(action=AuditAction.EXPORTED).actor == responder


def test_the_number_of_queries_does_not_depend_on_the_rows(as_user: As, responder: User) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get("/follow-through/?team=all")
        return len(asked)

    client = as_user(responder)
    make_action_item(owner=make_user(), due_on=date(2023, 1, 1))
    before = queries()
    for _ in range(50):
        make_action_item(owner=make_user(), team=make_team(), due_on=date(2023, 1, 1))
    make_postmortem(make_incident(), due_on=date(2023, 1, 1))
    assert before == queries()
    assert before <= 15, before


def test_an_owner_with_a_bad_zone_breaks_no_page(as_user, manager):
    owner = make_user("Fatuma Ali")
    item = make_action_item(owner=owner, due_on=date(2023, 5, 1))
    User.objects.filter(pk__in=[owner.pk, manager.pk]).update(zone="Nowhere/Bad")
    manager.refresh_from_db()
    for path in ("/", "/follow-through/", "/action-items/", item.get_absolute_url(), item.incident.get_absolute_url()):
        assert as_user(manager).get(path).status_code == 200, path
