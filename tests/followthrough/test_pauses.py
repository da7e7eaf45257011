"""Pausing the reminders of an action item."""

from datetime import UTC, date, datetime, timedelta

import pytest

from actions.enums import ActionStatus
from core import clock
from followthrough.emails.digest import digest_content
from followthrough.models import Reminder, ReminderPause
from followthrough.services.pauses import pause_reminders
from followthrough.services.reminders import plan_reminders
from notifications.models import Delivery
from tests.factories.accounts import make_team, make_user
from tests.factories.actions import make_action_item, make_incident

MONDAY = date(2023, 5, 15)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def at_nine():
    with clock.frozen(datetime(2023, 5, 15, 9, 0, tzinfo=UTC)) as stopped:
        yield stopped


@pytest.fixture
def owner():
    return make_user("Amina Otieno", zone="UTC")


@pytest.fixture
def item(owner):
    return make_action_item(owner=owner, team=make_team(managers=(make_user(zone="UTC"),)), due_on=MONDAY - DAY)


def test_nobody_is_reminded_until_the_day_and_then_it_goes_on_by_itself(owner, item, at_nine):
    pause_reminders(item=item, actor=owner, until=MONDAY + 2 * DAY, reason="Waits for the bank")
    for _ in range(2):
        assert plan_reminders() == 0
        at_nine.forward(DAY)
    assert plan_reminders() == 2
    assert Reminder.objects.count() == 2


def test_it_is_paused_and_ended_on_the_page_and_both_stand_in_the_history(as_user, owner, item, responder):
    client, address = as_user(responder), item.get_absolute_url()
    sent = {"until": "2023-06-01", "reason": "Waits for the bank"}
    assert client.get(f"{address}pause/").status_code == 200
    assert client.post(f"{address}pause/", sent).status_code == 302
    shown = client.get(address).content.decode()
    assert f"Reminders are paused until 1 Jun by {responder.name}: Waits for the bank" in shown
    assert "Waits for the bank" in client.get("/action-items/").content.decode()
    assert client.post(f"{address}pause/end/").status_code == 302
    assert "Reminders are paused" not in client.get(address).content.decode()
    assert plan_reminders() == 2
    assert list(item.events.values_list("field", "after", "note")) == [
        ("reminders", "paused until 1 June 2023", "Waits for the bank"),
        ("reminders", "not paused", ""),
    ]


def test_another_day_takes_the_place_of_the_first_and_the_same_again_changes_nothing(owner, item):
    for until in (MONDAY + 3 * DAY, MONDAY + 5 * DAY, MONDAY + 5 * DAY):
        pause_reminders(item=item, actor=owner, until=until, reason="Later")
    assert [pause.ended_at is None for pause in ReminderPause.objects.order_by("id")] == [False, True]


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"until": "2023-06-01", "reason": "  "}, "This field is required."),
        ({"until": "2023-05-15", "reason": "Later"}, "Choose a day that is ahead"),
        ({"until": "1970-01-01", "reason": "Later"}, "Choose a day that is ahead"),
        ({"until": "2024-06-01", "reason": "Later"}, "choose 11 November 2023 or before"),
        ({"until": "soon", "reason": "Later"}, "Enter a valid date."),
    ],
)
def test_what_is_no_pause_says_why_and_keeps_what_was_typed(as_user, responder, item, sent, words):
    refused = as_user(responder).post(f"{item.get_absolute_url()}pause/", sent)
    assert refused.status_code == 422
    assert words in refused.content.decode()
    assert f'value="{sent["until"]}"' in refused.content.decode()
    assert not ReminderPause.objects.exists()


def test_a_finished_item_has_no_reminders_to_pause(as_user, responder):
    item = make_action_item(status=ActionStatus.DONE)
    client = as_user(responder)
    refused = client.post(f"{item.get_absolute_url()}pause/", {"until": "2023-06-01", "reason": "Later"})
    assert "is done: nobody is reminded of it." in refused.content.decode()
    assert "Pause reminders" not in client.get(item.get_absolute_url()).content.decode()


def test_only_who_sees_it_can_pause_it(as_user, responder, reporter):
    private = make_action_item(make_incident(is_private=True))
    for person in (responder, reporter):
        for step in ("pause/", "pause/end/"):
            assert as_user(person).post(f"{private.get_absolute_url()}{step}").status_code == 404


def test_the_page_says_which_policy_applies_and_what_comes_next(as_user, responder, owner):
    item = make_action_item(owner=owner, due_on=MONDAY + 4 * DAY)
    shown = as_user(responder).get(item.get_absolute_url()).content.decode()
    assert "“SEV2” applies: it names the severity SEV2" in shown
    assert "owns it; 3 days before" in shown
    undated = make_action_item(owner=owner)
    assert "Its owner is not reminded of it until it has one." in (
        as_user(responder).get(undated.get_absolute_url()).content.decode()
    )


def test_what_is_paused_between_planning_and_sending_is_left_out(owner):
    item = make_action_item(owner=owner, due_on=MONDAY)
    assert plan_reminders() == 1
    pause_reminders(item=item, actor=owner, until=MONDAY + 7 * DAY, reason="Waits for the vendor")
    assert list(digest_content(Delivery.objects.all()).values()) == [[]]


def test_the_board_says_which_overdue_ones_are_paused(owner, manager, as_user):
    item = make_action_item(owner=owner, due_on=MONDAY - 3 * DAY)
    pause_reminders(item=item, actor=owner, until=MONDAY + 7 * DAY, reason="Waits for the vendor")
    page = as_user(manager).get("/follow-through/?team=all")
    assert [late.why for late in page.context["board"].overdue] == [
        "Waits for the vendor; reminders paused until 22 May"
    ]
