"""What happened again, on the board, in the list of action items, and in their files."""

import csv
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest

from accounts.models import User
from actions.models import ActionItem
from actions.services.statuses import change_status
from catalogue.models import FactorCategory, Service
from core.clock import frozen
from core.paging import PER_PAGE
from followthrough.models import Recurrence
from followthrough.selectors.recurrences import came_again
from followthrough.services.recurrences import decide_recurrence
from incidents.enums import Status
from incidents.models import ImpactInterval, Incident
from tests.factories.accounts import make_team
from tests.factories.actions import make_incident
from tests.followthrough.recurring import (
    BEGAN,
    DAY,
    As,
    answer,
    done,
    kinds,
    make_analysed,
    make_decision,
    move,
    numbers,
)
from tests.html import html_of, text_of


def test_the_board_counts_what_was_confirmed_and_each_number_leads_to_its_rows(
    as_user: As, responder: User, shop: Service, capacity: FactorCategory, earlier: Incident, later: Incident
) -> None:
    client = as_user(responder)
    open_one, another = answer(earlier), answer(earlier)
    failed, held, reopened = (answer(earlier, **done(BEGAN - 20 * DAY)) for _ in range(3))
    unknown = make_analysed(shop, capacity, BEGAN + DAY, title="Slow once more")
    with frozen(BEGAN + 10 * DAY):
        for item in (open_one, another, failed, reopened):
            decide_recurrence(item=item, incident=later, actor=responder, is_confirmed=True)
        decide_recurrence(item=held, incident=later, actor=responder, is_confirmed=False)
        decide_recurrence(item=open_one, incident=unknown, actor=responder, is_confirmed=True)
        change_status(item=reopened, actor=responder, action="reopen", reason="It came back.")
        board = client.get("/follow-through/?team=all").context["board"]
        again = board.figures.again
        # Two items foresaw one incident, which counts once; of another one nobody knows the impact.
        assert (again.cost.n, again.cost.left_out, again.cost.words, again.cost.users_words) == (
            1,
            1,
            "42 min",
            "12.6 min",
        )
        assert len(client.get(again.cost_address).context["found"].rows) == 2
        assert (again.not_held.hits, again.not_held.n, again.not_held.words) == (1, 2, "1 of 2")
        for address, n in (
            (again.not_held_address, 1),
            (again.not_held.n_address, 2),
            (again.not_held.left_out[0].address, 1),
        ):
            assert client.get(address).context["page"].paginator.count == n, address
        assert "What waiting cost" in text_of(html_of(client.get("/follow-through/?team=all")))
    with frozen(BEGAN + 365.5 * DAY):
        again = client.get("/follow-through/?team=all").context["board"].figures.again
        assert (again.cost.n, again.cost.left_out) == (0, 1)  # the other one began a day later


def test_what_was_repaired_and_done_again_has_not_failed(as_user: As, responder: User, earlier: Incident) -> None:
    again, undone, refused, failed = (answer(earlier, **done(BEGAN - 20 * DAY)) for _ in range(4))
    long_ago = answer(earlier, created_at=BEGAN - 500 * DAY)
    move(long_ago, BEGAN - 400 * DAY, "done")
    move(long_ago, BEGAN - 380 * DAY, "open", "done")
    make_decision(long_ago, make_incident(began_at=BEGAN - 390 * DAY), responder)
    incident = make_incident(began_at=BEGAN)
    for item in (again, undone, refused, failed):
        make_decision(item, incident, responder)
    for item in (again, undone, refused):
        move(item, BEGAN + DAY, "open", "done")
        fields: dict[str, Any] = {"status": "open", "finished_at": None, "finished_on": None}
        if item != undone:
            status = "done" if item == again else "wont_do"
            move(item, BEGAN + 5 * DAY, status)
            fields = done(BEGAN + 5 * DAY, status)
        ActionItem.objects.filter(pk=item.pk).update(**fields)
    client = as_user(responder)
    with frozen(BEGAN + 10 * DAY):
        found = client.get("/follow-through/?team=all").context["board"].figures.again
        (left_out,) = found.not_held.left_out
        assert (found.not_held.hits, found.not_held.n, left_out.count) == (1, 2, 2)
        assert numbers(client, found.not_held_address) == {failed.pk}
        assert numbers(client, left_out.address) == {undone.pk, refused.pk}
        assert numbers(client, "/action-items/?recurred=did_not_hold") == {
            item.pk for item in (again, undone, refused, failed, long_ago)
        }


def test_the_rows_of_what_waiting_cost_are_paged(as_user: As, responder: User, earlier: Incident) -> None:
    item = answer(earlier)
    for n in range(PER_PAGE + 1):
        incident = make_incident(began_at=BEGAN + timedelta(minutes=n))
        ImpactInterval.objects.create(incident=incident, started_at=BEGAN, ended_at=BEGAN + timedelta(minutes=1))
        make_decision(item, incident, responder)
    client = as_user(responder)
    with frozen(BEGAN + DAY):
        first, second = (client.get(f"/follow-through/waiting/?team=all&page={n}") for n in (1, 2))
    assert [len(page.context["found"].rows) for page in (first, second)] == [PER_PAGE, 1]
    for page in (first, second):
        assert f"{PER_PAGE + 1} incidents, each counted once: 51 min of impact" in text_of(html_of(page))
    assert "Next page" in html_of(first)
    assert second.context["found"].rows[0].incident.began_at == BEGAN  # the latest first


def test_the_file_of_figures_says_what_was_left_out(
    as_user: As, responder: User, shop: Service, capacity: FactorCategory, earlier: Incident, later: Incident
) -> None:
    item = answer(earlier)
    unshared, unknown = (make_incident(began_at=BEGAN) for _ in range(2))
    ImpactInterval.objects.create(incident=unshared, started_at=BEGAN, ended_at=BEGAN + timedelta(minutes=8))
    client = as_user(responder)
    with frozen(BEGAN + DAY):
        for incident in (later, unshared, unknown):
            make_decision(item, incident, responder)
        answered = b"".join(client.get("/follow-through-figures.csv?team=all")).decode("utf-8-sig")
        board = text_of(html_of(client.get("/follow-through/?team=all")))
    rows = {line["figure"]: line for line in csv.DictReader(StringIO(answered))}
    one, other = rows["what waiting cost"], rows["what waiting cost, for all users"]
    unknown_words, unshared_words = "1 unknown or still going on", "1 without a share of users"
    assert (one["value"], one["n"], one["left out"]) == ("50.0", "2", unknown_words)
    assert (other["value"], other["n"], other["left out"]) == ("12.6", "1", f"{unknown_words}, {unshared_words}")
    assert (rows["did not hold"]["value"], rows["did not hold"]["n"]) == ("", "0")
    for row in (one, rows["did not hold"]):
        assert row["formula"] in board
    assert f"{unknown_words}, {unshared_words} left out" in board


@pytest.mark.parametrize("fields", [{"is_drill": True}, {"status": Status.CANCELLED}])
def test_what_was_decided_counts_only_while_both_incidents_are_real(
    responder: User, earlier: Incident, later: Incident, fields: dict[str, Any]
) -> None:
    item = answer(earlier)
    decide_recurrence(item=item, incident=later, actor=responder, is_confirmed=True)
    for incident in (earlier, later):
        before = {name: getattr(incident, name) for name in fields}
        Incident.objects.filter(pk=incident.pk).update(**fields)
        assert not Recurrence.objects.visible_to(responder).counting().exists()
        assert kinds(later, responder) == {}
        Incident.objects.filter(pk=incident.pk).update(**before)
    assert Recurrence.objects.visible_to(responder).counting().exists()


def test_the_board_of_a_team_counts_its_items_and_what_its_reader_sees(
    as_user: As, responder: User, manager: User, shop: Service, capacity: FactorCategory, earlier: Incident
) -> None:
    team, other = make_team("Pool"), make_team("Search")
    hidden = make_analysed(shop, capacity, BEGAN, is_private=True, members=(responder,))
    ImpactInterval.objects.create(incident=hidden, started_at=BEGAN, ended_at=BEGAN + timedelta(hours=1))
    item = answer(earlier, team=team)
    with frozen(BEGAN + DAY):
        decide_recurrence(item=item, incident=hidden, actor=responder, is_confirmed=True)
        for person, key, n in ((responder, team, 1), (responder, other, 0), (manager, team, 0)):
            client = as_user(person)
            figures = client.get(f"/follow-through/?team={key.pk}").context["board"].figures
            assert figures.again.cost.n == n
            rows = client.get(f"/follow-through/waiting/?team={key.pk}").context["found"].rows
            assert len(rows) == n
            listed = client.get(f"/action-items/?recurred=foreseen&team={key.pk}").context["page"].paginator.count
            assert listed == n


def test_the_list_and_its_export_say_what_happened_again(
    as_user: As, responder: User, earlier: Incident, later: Incident
) -> None:
    client = as_user(responder)
    item, _ = answer(earlier, **done(BEGAN - DAY)), answer(earlier)
    decide_recurrence(item=item, incident=later, actor=responder, is_confirmed=True)
    page = client.get("/action-items/?recurred=did_not_hold")
    assert [row.number for row in page.context["rows"]] == [item.pk]
    assert f"happened again: did not hold in {later.reference}" in text_of(html_of(page))
    lines = b"".join(client.get("/action-items.csv?recurred=did_not_hold")).decode().splitlines()
    assert "happened again" in lines[0]
    assert f"did not hold in {later.reference}" in lines[1]


def test_a_decision_about_a_duplicate_does_not_count_while_it_is_merged(
    responder: User, admin: User, earlier: Incident, later: Incident
) -> None:
    item = answer(earlier)
    decide_recurrence(item=item, incident=later, actor=responder, is_confirmed=True)
    target = make_incident(began_at=BEGAN)
    Incident.objects.filter(pk=later.pk).update(status=Status.MERGED, duplicate_of=target)
    assert not Recurrence.objects.visible_to(admin).counting().exists()
    assert came_again(item, responder) == []
    Incident.objects.filter(pk=later.pk).update(status=Status.RESOLVED, duplicate_of=None)
    assert Recurrence.objects.visible_to(admin).counting().get().item == item
