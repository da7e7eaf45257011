"""The board: every number is the number of its rows."""

import csv
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.enums import AuditAction
from accounts.models import AuditEvent, Team, User
from actions.models import ActionItem
from actions.services.items import move_due_date
from actions.services.statuses import change_status
from core.clock import frozen
from tests.factories.accounts import make_team, make_user
from tests.factories.actions import make_action_item, make_incident, make_postmortem
from tests.html import html_of

As = Callable[[User], Client]
NOON = datetime(2023, 5, 13, 12, 0, tzinfo=UTC)
TODAY = NOON.date()


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
            created_at=NOON - timedelta(days=n * 3, hours=1),
            finished_at=NOON - timedelta(days=n) if n % 4 == 3 and n % 3 else None,
            finished_on=TODAY - timedelta(days=n) if n % 4 == 3 and n % 3 else None,
        )
    return shop, platform


def rows_behind(client: Client, address: str) -> int:
    return client.get(address).context["page"].paginator.count


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
            for bar in board.ages.bars:
                assert (bar.total, bar.late) == (
                    rows_behind(client, bar.address),
                    rows_behind(client, bar.late_address),
                ), bar
            rates = board.rates
            assert rates.on_time.n == rows_behind(client, rates.on_time.n_address)
            assert rates.on_time.left_out == rows_behind(client, rates.on_time.left_out_address)
            assert rates.refused.n == rows_behind(client, rates.refused.n_address)


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
        assert (board.groups.total.numbers[0], board.ages.n, len(board.waiting)) == (seen, seen, seen)
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
        counted = (board.groups.total.numbers[-1], board.ages.n, board.rates.refused.n)
        assert (*counted, len(board.overdue), len(board.waiting)) == (seen,) * 5


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
    assert (board.groups.total.numbers, board.ages.n, board.rates.refused.n) == ((0,) * 5, 0, 0)
    assert (board.overdue, board.waiting) == ([], [])


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


def test_rates_say_what_they_count(as_user: As, responder: User) -> None:
    def finished(due: date | None, on: date, status: str = "done") -> None:
        at = datetime(on.year, on.month, on.day, 12, tzinfo=UTC)
        make_action_item(status=status, status_reason="x", due_on=due, finished_on=on, finished_at=at)

    finished(TODAY, TODAY)
    finished(TODAY, TODAY - timedelta(days=1))
    finished(TODAY - timedelta(days=1), TODAY)
    finished(None, TODAY)
    finished(TODAY, TODAY, status="wont_do")
    finished(TODAY, TODAY - timedelta(days=91))
    with frozen(NOON):
        rates = as_user(responder).get("/follow-through/").context["board"].rates
    assert (rates.on_time.hits, rates.on_time.n, rates.on_time.left_out, rates.on_time.percent) == (2, 3, 1, 67)
    assert (rates.refused.hits, rates.refused.n, rates.refused.percent) == (1, 5, 20)


def test_ages_have_a_median_and_a_p90(as_user: As, responder: User) -> None:
    for days in range(1, 11):
        make_action_item(created_at=NOON - timedelta(days=days))
    with frozen(NOON):
        ages = as_user(responder).get("/follow-through/").context["board"].ages
    assert (ages.n, ages.median, ages.p90) == (10, 5, 9)
    assert [bar.total for bar in ages.bars] == [7, 3, 0, 0, 0, 0]


def test_postmortems_wait_with_their_author_and_age(as_user: As, responder: User) -> None:
    author = make_user("Daniel Mwangi")
    team = make_team("Shop", members=(author,))
    for due, status, owner in (
        (TODAY - timedelta(days=3), "draft", author),
        (TODAY, "in_review", None),
        (None, "draft", author),
    ):
        make_postmortem(make_incident(), due_on=due, status=status, owner=owner, opened_at=NOON - timedelta(days=5))
    make_postmortem(make_incident(), due_on=TODAY, status="published", published_at=NOON)
    with frozen(NOON):
        company = as_user(responder).get("/follow-through/?team=all").context["board"].waiting
        teams = as_user(responder).get(f"/follow-through/?team={team.pk}").context["board"].waiting
    assert [(wait.days_over, wait.age) for wait in company] == [(3, 5), (0, 5)]
    assert [wait.author for wait in teams] == ["Daniel Mwangi"]


def test_the_csv_holds_the_tables_and_is_logged(as_user: As, responder: User) -> None:
    make_action_item(due_on=date(2023, 1, 1), owner=make_user("=Daniel"), team=make_team("Shop"))
    answer = as_user(responder).get("/follow-through.csv?team=all")
    lines = list(csv.reader(StringIO(b"".join(answer).decode("utf-8-sig"))))  # type: ignore[arg-type]
    assert lines[1:] == [
        ["all", "All", "1", "0", "0", "0", "1"],
        ["team", "Shop", "1", "0", "0", "0", "1"],
        ["owner", "'=Daniel", "1", "0", "0", "0", "1"],
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
    assert before <= 15


def test_an_owner_with_a_bad_zone_breaks_no_page(as_user, manager):
    owner = make_user("Fatuma Ali")
    item = make_action_item(owner=owner, due_on=date(2023, 5, 1))
    User.objects.filter(pk__in=[owner.pk, manager.pk]).update(zone="Nowhere/Bad")
    manager.refresh_from_db()
    for path in ("/", "/follow-through/", "/action-items/", item.get_absolute_url(), item.incident.get_absolute_url()):
        assert as_user(manager).get(path).status_code == 200, path
