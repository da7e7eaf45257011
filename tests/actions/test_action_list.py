"""The list of action items: who sees which, filters, sorting, export."""

import csv
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.enums import AuditAction
from accounts.models import AuditEvent, User
from actions.models import ActionItem
from catalogue.models import Service
from core.clock import frozen
from tests.factories.accounts import make_team, make_user
from tests.factories.actions import make_action_item, make_incident

As = Callable[[User], Client]
NOON = datetime(2023, 5, 13, 12, 0, tzinfo=UTC)
TODAY = NOON.date()


def shown(client: Client, query: str = "") -> list[str]:
    """The titles on the page, in their order."""
    return [row.title for row in client.get(f"/action-items/{query}").context["rows"]]


def test_reporters_do_not_see_it(as_user: As, reporter: User) -> None:
    assert as_user(reporter).get("/action-items/").status_code == 404
    assert as_user(reporter).get("/action-items.csv").status_code == 404
    assert Client().get("/action-items/").status_code == 302


def test_private_ones_are_for_members_and_admins(as_user: As, responder: User, manager: User, admin: User) -> None:
    make_action_item(make_incident(is_private=True, members=(responder,)), title="secret")
    assert [shown(as_user(person)) for person in (responder, manager, admin)] == [["secret"], [], ["secret"]]
    assert "secret" not in b"".join(as_user(manager).get("/action-items.csv")).decode()  # type: ignore[arg-type]


def test_an_empty_list_says_what_to_do(as_user: As, responder: User) -> None:
    assert "No open action items" in as_user(responder).get("/action-items/").content.decode()
    assert "show all open action items" in as_user(responder).get("/action-items/?kind=detect").content.decode()


@pytest.fixture
def rows(responder: User) -> dict[str, ActionItem]:
    """One item for each thing that can be asked for; made on 13 May 2023."""
    team, other = make_team("Shop", members=(responder,)), make_team("Platform")
    search = Service.objects.create(name="Search")
    serious = make_incident(severity_id=1)
    serious.services.add(search)
    with frozen(NOON):
        return {
            "late": make_action_item(title="late", due_on=TODAY - timedelta(days=1), owner=responder, priority=3),
            "today": make_action_item(title="today", due_on=TODAY, owner=make_user("Brian Kimani"), team=team),
            "week": make_action_item(
                title="week", due_on=TODAY + timedelta(days=7), status="blocked", status_reason="x"
            ),
            "later": make_action_item(title="later", due_on=TODAY + timedelta(days=8), team=other, kind="detect"),
            "undated": make_action_item(serious, title="undated", description="the payment gateway", priority=1),
            "gone": make_action_item(
                title="gone", owner=make_user("Zoe", is_active=False), created_at=NOON - timedelta(days=20)
            ),
            "done": make_action_item(
                title="done", status="done", finished_at=NOON - timedelta(days=5), due_on=TODAY - timedelta(days=9)
            ),
            "refused": make_action_item(
                title="refused", status="wont_do", status_reason="x", finished_at=NOON - timedelta(days=100)
            ),
        }


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("", "late today week later undated gone"),
        ("?status=all", "late today week later undated gone done refused"),
        ("?status=blocked&status=done", "week done"),
        ("?due=overdue", "late"),
        ("?due=overdue&status=all", "late"),
        ("?due=within", "today week"),
        ("?due=none", "undated gone"),
        ("?due=dated", "late today week later"),
        ("?owner=me", "late"),
        ("?owner=nobody", "week later undated gone"),
        ("?team=mine", "late today"),
        ("?team=none", "week undated gone"),
        ("?severity=1", "undated"),
        ("?severity=1-2", "late today week later undated gone"),
        ("?kind=detect", "later"),
        ("?priority=3", "late"),
        ("?q=payment+gateways", "undated"),
        ("?q=nothing+like+it", ""),
        ("?age=15-30", "gone"),
        ("?age=0-7", "late today week later undated"),
        ("?finished=90", "done"),
        ("?status=nonsense&owner=abc&due=never&page=x&sort=x", "late today week later undated gone"),
        ("?q=%00", "late today week later undated gone"),
        ("?incident=99999999999999999999", ""),
    ],
)
def test_filters(as_user: As, responder: User, rows: dict[str, ActionItem], query: str, titles: str) -> None:
    with frozen(NOON):
        assert sorted(shown(as_user(responder), query)) == sorted(titles.split())


def test_filters_by_id(as_user: As, responder: User, rows: dict[str, ActionItem]) -> None:
    client, undated = as_user(responder), rows["undated"]
    service = undated.incident.services.get()
    with frozen(NOON):
        assert shown(client, f"?service={service.pk}") == ["undated"]
        assert shown(client, f"?incident={undated.incident.reference}") == ["undated"]
        assert shown(client, f"?q={undated.reference}") == ["undated"]
        assert shown(client, f"?owner={rows['today'].owner_id}&team={rows['today'].team_id}") == ["today"]


@pytest.mark.parametrize(
    ("sort", "first", "last"),
    [
        ("due", "late", "gone"),
        ("-due", "later", "undated"),
        ("priority", "undated", "late"),
        ("-priority", "late", "undated"),
        ("oldest", "gone", "undated"),
        ("owner", "week", "gone"),
        ("-owner", "gone", "undated"),
    ],
)
def test_sorting(as_user: As, responder: User, rows: dict[str, ActionItem], sort: str, first: str, last: str) -> None:
    with frozen(NOON):
        titles = shown(as_user(responder), f"?sort={sort}")
    assert (titles[0], titles[-1]) == (first, last)


def test_a_column_head_turns_its_own_order_round(as_user: As, responder: User) -> None:
    heads = {
        head.name: head for head in as_user(responder).get("/action-items/?sort=oldest&kind=detect").context["columns"]
    }
    assert heads["Age"].sorted == "descending"
    assert heads["Age"].address == "?sort=newest&kind=detect"
    assert heads["Due"].address == "?sort=due&kind=detect"


@pytest.mark.parametrize(
    ("zone", "now", "is_late"),
    [
        ("Pacific/Auckland", datetime(2023, 5, 12, 11, 59, tzinfo=UTC), False),  # 23:59 of the 12th there
        ("Pacific/Auckland", datetime(2023, 5, 12, 12, 0, tzinfo=UTC), True),
        ("America/Los_Angeles", datetime(2023, 5, 13, 6, 59, tzinfo=UTC), False),
        ("America/Los_Angeles", datetime(2023, 5, 13, 7, 0, tzinfo=UTC), True),
        (None, datetime(2023, 5, 12, 20, 59, tzinfo=UTC), False),  # nobody's: the day of the reader, in Nairobi
        (None, datetime(2023, 5, 12, 21, 0, tzinfo=UTC), True),
    ],
)
def test_overdue_begins_when_the_day_ends_where_the_owner_is(
    as_user: As, zone: str | None, now: datetime, is_late: bool
) -> None:
    reader = make_user("Amina Otieno", zone="Africa/Nairobi")
    make_user("Far", zone="Etc/GMT+12")
    make_user("East", zone="Etc/GMT-14")
    owner = make_user("Grace", zone=zone) if zone else None
    make_action_item(title="it", due_on=date(2023, 5, 12), owner=owner)
    with frozen(now):
        rows = as_user(reader).get("/action-items/").context["rows"]
        assert shown(as_user(reader), "?due=overdue") == (["it"] if is_late else [])
        assert shown(as_user(reader), "?due=within") == ([] if is_late else ["it"])
    assert rows[0].days_over == int(is_late)
    assert rows[0].is_soon is not is_late


def test_the_csv_holds_the_same_rows_and_no_formula(as_user: As, responder: User, rows: dict[str, ActionItem]) -> None:
    rows["late"].title = '=HYPERLINK("http://x")'
    rows["late"].save()
    with frozen(NOON):
        answer = as_user(responder).get("/action-items.csv?due=overdue")
    lines = list(csv.DictReader(StringIO(b"".join(answer).decode("utf-8-sig"))))  # type: ignore[arg-type]
    assert [(line["title"], line["days overdue"]) for line in lines] == [('\'=HYPERLINK("http://x")', "1")]
    event = AuditEvent.objects.get(action=AuditAction.EXPORTED)
    assert (event.actor, event.detail) == (responder, {"filters": {"due": ["overdue"]}})


def test_the_address_keeps_filters_sorting_and_page(as_user: As, responder: User) -> None:
    incident = make_incident()
    for n in range(51):
        make_action_item(incident, title=f"Number {n:02}")
    page = as_user(responder).get(f"/action-items/?kind=unstated&sort=oldest&q={quote('number')}").content.decode()
    assert "/action-items.csv?kind=unstated&amp;sort=oldest&amp;q=number" in page
    assert "?kind=unstated&amp;sort=oldest&amp;q=number&amp;page=2" in page
    assert shown(as_user(responder), "?sort=oldest&page=2") == ["Number 50"]


def test_the_number_of_queries_does_not_depend_on_the_rows(as_user: As, responder: User) -> None:
    def queries(address: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        return len(asked)

    client = as_user(responder)
    make_action_item(owner=make_user(), team=make_team())
    before = [queries(address) for address in ("/action-items/", "/action-items/?owner=me&team=mine&q=alert")]
    for _ in range(50):
        make_action_item(owner=make_user(), team=make_team())
    after = [queries(address) for address in ("/action-items/", "/action-items/?owner=me&team=mine&q=alert")]
    assert before == after
    assert max(after) <= 13
