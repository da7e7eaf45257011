"""Urgent notices: a mail of their own, at once, once, and only while it is due and visible."""

from datetime import UTC, datetime, timedelta

import pytest

from actions.enums import ActionStatus
from actions.models import ActionItem
from catalogue.enums import NoticeTo
from core import clock
from followthrough.services.reminders import plan_reminders
from followthrough.services.urgent import plan_urgent
from incidents.models import Incident
from notifications.enums import State
from notifications.models import Delivery
from notifications.services import sending
from tests.factories.accounts import make_user
from tests.factories.actions import make_action_item, make_incident
from tests.followthrough.test_policy_reminders import DAY, MONDAY, only

SATURDAY_AT_NINE = datetime(2023, 5, 20, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def at_nine(settings):
    settings.MAIL_SERVER = settings.MAIL_SERVER | {"host": ""}
    with clock.frozen(SATURDAY_AT_NINE) as stopped:
        yield stopped


@pytest.fixture
def boss():
    return make_user("Grace Wanjiru", zone="UTC")


@pytest.fixture
def urgent(boss):
    return only({"days": 3, "to": NoticeTo.PERSON, "person": boss, "is_urgent": True}, {"days": 1})


def made(**fields) -> ActionItem:
    owner = make_user("Amina Otieno", zone="UTC")
    return make_action_item(**{"owner": owner, "title": "Rotate the key", "due_on": MONDAY + 2 * DAY} | fields)


def sent() -> list[Delivery]:
    sending.send_waiting(seconds=30)
    return list(Delivery.objects.filter(kind="urgent_reminder"))


def test_it_comes_on_a_saturday_once_and_says_what_and_why(boss, urgent, at_nine):
    item = made()
    assert plan_reminders() == 0
    assert plan_urgent() == 1
    assert plan_urgent() == 0
    (mail,) = sent()
    assert mail.recipient == boss
    assert mail.subject == "Debrief: Urgent: 1 action item overdue"
    for words in ("Rotate the key", "Overdue by 3 days", "The policy names you.", item.get_absolute_url()):
        assert words in mail.text
    at_nine.forward(2 * DAY)
    assert plan_urgent() == 0
    assert plan_reminders() == 2, "the digest says so, too"


def test_not_before_nine_where_its_reader_is_nor_what_is_long_past(boss, urgent, at_nine):
    made(due_on=MONDAY - 20 * DAY)
    made()
    at_nine.forward(timedelta(minutes=-1))
    assert plan_urgent() == 0
    at_nine.forward(timedelta(minutes=1))
    assert plan_urgent() == 1


@pytest.mark.parametrize(
    "change", [{"status": ActionStatus.IN_PROGRESS, "due_on": MONDAY + 40 * DAY}, {"due_on": None}]
)
def test_what_was_put_off_meanwhile_is_not_sent(urgent, change):
    item = made()
    plan_urgent()
    ActionItem.objects.filter(pk=item.pk).update(**change)
    (mail,) = sent()
    assert (mail.state, mail.text) == (State.VOID, "")


def test_nothing_private_reaches_who_does_not_see_it(boss, urgent, as_user, manager):
    item = made()
    plan_urgent()
    Incident.objects.filter(pk=item.incident_id).update(is_private=True)
    (mail,) = sent()
    assert mail.state == State.VOID
    assert mail.get_absolute_url() not in as_user(manager).get("/settings/deliveries/").content.decode()


def test_a_private_one_goes_to_its_lead(boss, urgent):
    lead = make_user("Zawadi Lead", zone="UTC")
    made(incident=make_incident(is_private=True, lead=lead, members=(lead,)))
    plan_urgent()
    assert [mail.recipient for mail in sent()] == [lead]


def test_without_urgent_notices_nothing_is_planned(django_assert_num_queries):
    made()
    only({"days": 3})
    with django_assert_num_queries(1):
        assert plan_urgent() == 0
