"""Reminders follow the policy: its notices, named people, working days, reviews."""

from datetime import UTC, date, datetime, timedelta

import pytest

from actions.services.owner_and_date import give_to
from catalogue.enums import Deadline, NoticeTo
from catalogue.models import Policy, PolicyNotice, WorkingCalendar
from core import clock
from followthrough.emails.digest import digest_content
from followthrough.emails.lines import digest_subject
from followthrough.enums import ReminderReason, ReminderStep
from followthrough.models import Reminder
from followthrough.services.reminders import plan_reminders
from notifications.models import Delivery
from postmortems.enums import Decision, PostmortemStatus
from postmortems.models import PostmortemVersion, Reviewer, SignOff
from tests.factories.accounts import make_team, make_user
from tests.factories.actions import make_action_item, make_incident, make_postmortem

MONDAY = date(2023, 5, 15)
NINE = datetime(2023, 5, 15, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def at_nine():
    with clock.frozen(NINE) as stopped:
        yield stopped


@pytest.fixture
def owner():
    return make_user("Amina Otieno", zone="UTC")


def only(*notices: dict, **fields) -> Policy:
    """The only policy there is."""
    Policy.objects.all().delete()
    policy = Policy.objects.create(name="All", **fields)
    for notice in notices:
        PolicyNotice.objects.create(policy=policy, **{"deadline": Deadline.DONE} | notice)
    return policy


def told(person) -> list[tuple[str, str, int]]:
    rows = Reminder.objects.filter(person=person).order_by("id")
    return [(row.step, row.because, row.at_day) for row in rows]


def days_told(person, at_nine, days: int) -> list[int]:
    """On which of the coming days the person gets a digest."""
    found = []
    for day in range(days):
        before = Delivery.objects.filter(recipient=person).count()
        plan_reminders()
        if Delivery.objects.filter(recipient=person).count() > before:
            found.append(day)
        at_nine.forward(DAY)
    return found


def test_without_a_policy_nobody_is_reminded(owner):
    Policy.objects.all().delete()
    make_action_item(owner=owner, due_on=MONDAY - DAY)
    assert plan_reminders() == 0


def test_notices_come_on_their_days_and_once_unless_weekly(owner, at_nine):
    only({"days": -7}, {"days": 2, "is_weekly": True})
    make_action_item(owner=owner, due_on=MONDAY + 7 * DAY)
    assert days_told(owner, at_nine, 26) == [0, 9, 16, 23]


def test_a_named_person_hears_once_and_the_owner_not_of_that(owner, at_nine):
    boss = make_user("Grace Wanjiru")
    only({"days": 3, "to": NoticeTo.PERSON, "person": boss, "is_urgent": True})
    make_action_item(owner=owner, due_on=MONDAY - 2 * DAY)
    assert days_told(boss, at_nine, 15) == [1]
    assert told(boss) == [(ReminderStep.OVERDUE, ReminderReason.PERSON, 3)]
    assert Reminder.objects.get().is_urgent
    assert told(owner) == []


@pytest.mark.parametrize("lost", [{"is_active": False}, {"role": "reporter"}])
def test_when_the_named_person_is_gone_all_managers_hear(owner, manager, lost):
    gone = make_user(**lost)
    only({"days": 1, "to": NoticeTo.PERSON, "person": gone})
    make_action_item(owner=owner, due_on=MONDAY - DAY)
    plan_reminders()
    assert told(manager) == [(ReminderStep.OVERDUE, ReminderReason.STAND_IN, 1)]
    assert told(gone) == []


def test_when_the_named_person_is_gone_the_teams_managers_hear(owner, manager):
    boss = make_user("Grace Wanjiru")
    only({"days": 1, "to": NoticeTo.PERSON, "person": make_user(is_active=False)})
    make_action_item(owner=owner, team=make_team(managers=(boss,)), due_on=MONDAY - DAY)
    plan_reminders()
    assert told(boss) == [(ReminderStep.OVERDUE, ReminderReason.STAND_IN, 1)]
    assert told(manager) == []


def test_a_named_person_hears_nothing_of_a_private_one_they_do_not_see(owner, admin):
    boss, lead = make_user("Grace Wanjiru"), make_user()
    only({"days": 1, "to": NoticeTo.PERSON, "person": boss})
    private = make_incident(is_private=True, lead=lead, members=(lead, owner))
    make_action_item(private, owner=owner, due_on=MONDAY - DAY)
    plan_reminders()
    assert told(boss) == told(admin) == []
    assert told(lead) == [(ReminderStep.OVERDUE, ReminderReason.LEAD, 1)]


def test_what_has_no_team_goes_to_the_managers_of_its_owners_teams(owner):
    boss, other = make_user("Grace Wanjiru"), make_user()
    make_team(managers=(boss,), members=(owner,))
    make_team(managers=(other,))
    make_action_item(owner=owner, due_on=MONDAY - DAY)
    plan_reminders()
    assert told(boss) == [(ReminderStep.OVERDUE, ReminderReason.TEAM, 1)]
    assert told(other) == []


def test_working_days_leave_out_weekends_holidays_and_days_off(owner, at_nine):
    team = make_team(members=(owner,))
    WorkingCalendar.objects.create(team=team, country="DE", days_off=[date(2023, 5, 17)])
    only({"days": -3}, counts_working_days=True)
    make_action_item(owner=owner, team=team, due_on=date(2023, 5, 22))  # Monday; the 18th is Ascension Day
    assert days_told(owner, at_nine, 8) == [0], "19, 16 and 15 May are the three working days before"


def test_an_owner_must_be_named_within_the_days_of_the_policy(at_nine):
    boss = make_user("Grace Wanjiru", zone="UTC")
    only({"deadline": Deadline.OWNER, "days": 0, "to": NoticeTo.MANAGERS}, owner_days=3)
    make_action_item(owner=None, team=make_team(managers=(boss,)), due_on=MONDAY + 60 * DAY)
    assert days_told(boss, at_nine, 10) == [3]
    assert told(boss) == [(ReminderStep.NO_OWNER, ReminderReason.TEAM, 0)]


def test_other_days_of_a_policy_tell_nobody_again(at_nine):
    boss = make_user("Grace Wanjiru", zone="UTC")
    policy = only({"deadline": Deadline.OWNER, "to": NoticeTo.MANAGERS, "is_weekly": True}, owner_days=3)
    make_action_item(owner=None, team=make_team(managers=(boss,)))
    assert days_told(boss, at_nine, 4) == [3]
    Policy.objects.filter(pk=policy.pk).update(owner_days=2)
    assert days_told(boss, at_nine, 10) == [6], "a week after the last one"


def test_the_days_until_an_owner_is_named_count_from_when_it_lost_its_owner(owner, at_nine):
    boss = make_user("Grace Wanjiru", zone="UTC")
    only({"deadline": Deadline.OWNER, "to": NoticeTo.MANAGERS}, owner_days=3)
    item = make_action_item(owner=owner, created_by=owner, team=make_team(managers=(boss,)))
    at_nine.forward(14 * DAY)
    give_to(item=item, actor=owner, owner=None, note="")
    assert days_told(boss, at_nine, 8) == [3]


def test_a_day_counts_in_the_zone_of_the_incident(at_nine):
    boss = make_user("Grace Wanjiru", zone="UTC")
    only({"deadline": Deadline.OWNER, "to": NoticeTo.MANAGERS}, owner_days=1)
    at_nine.forward(timedelta(hours=-6))  # still Sunday in Los Angeles
    make_action_item(make_incident(zone="America/Los_Angeles"), team=make_team(managers=(boss,)))
    at_nine.forward(timedelta(hours=6))
    assert days_told(boss, at_nine, 3) == [0]


@pytest.fixture
def review(owner):
    postmortem = make_postmortem(
        make_incident(title="Checkout slow"), status=PostmortemStatus.IN_REVIEW, review_asked_at=NINE
    )
    return Reviewer.objects.create(postmortem=postmortem, person=owner)


def test_a_reviewer_who_does_not_answer_is_reminded(owner, review, at_nine):
    only({"deadline": Deadline.REVIEW, "is_weekly": True}, review_days=2)
    assert days_told(owner, at_nine, 11) == [2, 9]
    assert told(owner)[0] == (ReminderStep.REVIEW, ReminderReason.OWNER, 0)


def test_the_line_of_a_review_says_what_is_asked_and_leads_there(owner, review, at_nine):
    only({"deadline": Deadline.REVIEW}, review_days=0)
    plan_reminders()
    (lines,) = digest_content(list(Delivery.objects.all())).values()
    assert digest_subject(lines) == "1 review not answered"
    assert [line.review for line in lines] == [review]


def test_an_answered_or_withdrawn_review_is_left_alone(owner, review):
    only({"deadline": Deadline.REVIEW}, review_days=0)
    version = PostmortemVersion.objects.create(postmortem=review.postmortem, number=1, digest="0" * 64, content={})
    answer = SignOff.objects.create(reviewer=review, version=version, decision=Decision.values[0])
    assert plan_reminders() == 0
    answer.delete()
    plan_reminders()
    digests = list(Delivery.objects.all())
    assert [len(lines) for lines in digest_content(digests).values()] == [1]
    answer.save(force_insert=True)
    assert list(digest_content(digests).values()) == [[]], "answered between planning and sending"
    answer.delete()
    Reviewer.objects.update(removed_at=NINE)
    assert list(digest_content(list(Delivery.objects.all())).values()) == [[]]


def test_managers_of_the_services_teams_hear_of_a_late_review(owner, review, manager):
    only({"deadline": Deadline.REVIEW, "to": NoticeTo.MANAGERS}, review_days=0)
    plan_reminders()
    assert told(manager) == [(ReminderStep.REVIEW, ReminderReason.MANAGER, 0)]


def test_a_due_date_of_1970_is_overdue_and_stops_nobody(owner):
    make_action_item(owner=owner, due_on=date(1970, 1, 1))
    make_action_item(owner=owner, due_on=MONDAY)
    assert plan_reminders() == 1
    assert {step for step, _, _ in told(owner)} == {ReminderStep.OVERDUE, ReminderStep.DUE_TODAY}


def test_early_notices_of_a_team_that_works_one_day_a_week_come_in_time(owner, at_nine):
    team = make_team(members=(owner,))
    WorkingCalendar.objects.create(team=team, weekend=[1, 2, 3, 4, 5, 6])
    only({"days": -20}, counts_working_days=True)
    make_action_item(owner=owner, team=team, due_on=MONDAY + timedelta(weeks=20))
    assert days_told(owner, at_nine, 2) == [0]
