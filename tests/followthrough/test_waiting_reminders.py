"""Reminders of what waits for others than its owner: verification, and the risk of what won't be done."""

from datetime import UTC, date, datetime, timedelta

import pytest

from accounts.models import User
from actions.enums import ActionStatus
from actions.models import ActionItem
from catalogue.enums import Deadline, NoticeTo
from core import clock
from followthrough.emails.digest import digest_content
from followthrough.enums import ReminderReason, ReminderStep
from followthrough.services.reminders import plan_reminders
from notifications.models import Delivery
from notifications.services import sending
from tests.factories.accounts import make_team, make_user
from tests.factories.actions import make_action_item, make_incident
from tests.followthrough.test_policy_reminders import DAY, MONDAY, only, told

VERIFY, AGAIN = ReminderStep.VERIFY, ReminderStep.LOOK_AGAIN
ASKED, TEAM = ReminderReason.ASKED, ReminderReason.TEAM


@pytest.fixture(autouse=True)
def at_nine(settings):
    settings.MAIL_SERVER = settings.MAIL_SERVER | {"host": ""}
    with clock.frozen(datetime(2023, 5, 15, 9, 0, tzinfo=UTC)) as stopped:
        yield stopped


@pytest.fixture
def owner() -> User:
    return make_user("Amina Otieno", zone="UTC")


@pytest.fixture
def boss() -> User:
    return make_user("Grace Wanjiru", zone="UTC")


def done(owner: User, verify_on: date = MONDAY, **fields) -> ActionItem:
    finished = {"status": ActionStatus.DONE, "finished_at": clock.now() - 30 * DAY, "finished_on": MONDAY - 30 * DAY}
    return make_action_item(owner=owner, verify_on=verify_on, **finished | fields)


def test_verification_reaches_managers_who_added_it_and_followers_but_not_the_owner(owner, boss):
    follower = make_user()
    item = done(owner, team=make_team(managers=(boss, owner), members=(owner,)), created_by=make_user("Ana Silva"))
    item.followers.create(person=follower)
    item.followers.create(person=owner)
    plan_reminders()
    assert told(boss) == [(VERIFY, TEAM, 0)]
    assert told(item.created_by) == told(follower) == [(VERIFY, ASKED, 0)]
    assert told(owner) == []


def test_an_owner_who_alone_manages_the_team_is_not_asked_to_verify(owner, manager):
    only({"deadline": Deadline.VERIFIED, "to": NoticeTo.MANAGERS})
    done(owner, team=make_team(managers=(owner,)))
    plan_reminders()
    assert told(manager) == [(VERIFY, ReminderReason.MANAGER, 0)]
    assert told(owner) == []


def test_it_comes_on_its_day_every_week_until_somebody_says_whether_it_works(owner, boss, at_nine):
    item = done(owner, verify_on=MONDAY + DAY, team=make_team(managers=(boss,)), created_by=owner)
    for day in range(15):
        if day == 9:
            said = {
                "verdict": "not_effective",
                "verdict_evidence": "late",
                "verified_by": boss,
                "verified_at": clock.now(),
            }
            ActionItem.objects.filter(pk=item.pk).update(**said)
        plan_reminders()
        at_nine.forward(DAY)
    assert told(boss) == [(VERIFY, TEAM, 0), (VERIFY, TEAM, 7)]


def test_what_was_verified_or_put_off_meanwhile_is_left_out(owner, boss):
    item = done(owner, team=make_team(managers=(boss,)), created_by=owner)
    plan_reminders()
    digests = Delivery.objects.filter(recipient=boss)
    assert len(digest_content(digests)[digests.get().pk]) == 1
    ActionItem.objects.filter(pk=item.pk).update(verify_on=MONDAY + 9 * DAY)
    assert list(digest_content(digests).values()) == [[]]


def test_who_accepted_the_risk_and_the_managers_hear_that_its_day_has_come(owner, boss, manager):
    item = make_action_item(
        owner=owner,
        created_by=owner,
        team=make_team("Payments", managers=(boss,)),
        title="Rotate the key",
        status=ActionStatus.WONT_DO,
        status_reason="The provider does it",
        finished_at=clock.now() - 90 * DAY,
        finished_on=MONDAY - 90 * DAY,
        risk_accepted_by=manager,
        look_again_on=MONDAY,
    )
    plan_reminders()
    assert told(manager) == [(AGAIN, ASKED, 0)]
    assert told(boss) == [(AGAIN, TEAM, 0)]
    assert told(owner) == []
    sending.send_waiting(seconds=30)
    mail = Delivery.objects.get(recipient=boss)
    assert mail.subject == "Debrief: 1 action item to look at again"
    assert "Ask again whether it should be done: Rotate the key" in mail.text
    assert item.get_absolute_url() in mail.text


def test_nothing_private_reaches_who_does_not_see_it(owner, boss, manager):
    private = make_incident(is_private=True, members=(owner, boss))
    done(owner, incident=private, team=make_team(managers=(manager,)), created_by=make_user())
    plan_reminders()
    assert told(manager) == []
    assert told(boss) == []


def test_trying_says_who_is_asked_to_verify(as_user, manager, owner, boss):
    item = done(owner, verify_on=MONDAY + timedelta(days=2), team=make_team(managers=(boss,)), created_by=manager)
    trial = as_user(manager).get(f"/settings/policies/?about={item.reference}").context["trial"]
    assert [(one.on, one.who) for one in trial.planned][:2] == [
        (MONDAY + 2 * DAY, (manager.name,)),
        (MONDAY + 2 * DAY, ("Grace Wanjiru",)),
    ]
