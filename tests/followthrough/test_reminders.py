"""Planning the digests: who is told of what, when, and never twice."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from accounts.enums import Role
from actions.enums import ActionStatus
from catalogue.models import Service
from core import clock
from followthrough.enums import ReminderReason, ReminderStep
from followthrough.models import Reminder
from followthrough.services.reminders import plan_reminders
from incidents.enums import Status
from notifications.models import Delivery
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


def told(person) -> list[tuple[str, str]]:
    rows = Reminder.objects.filter(person=person).order_by("id")
    return [(row.step, row.because) for row in rows]


@pytest.mark.parametrize(
    ("days_left", "step"),
    [
        (4, None),
        (3, ReminderStep.DUE_SOON),
        (0, ReminderStep.DUE_TODAY),
        (-1, ReminderStep.OVERDUE),
        (-40, ReminderStep.OVERDUE),
    ],
)
def test_the_owner_hears_at_each_step(owner, days_left, step) -> None:
    make_action_item(owner=owner, due_on=MONDAY + days_left * DAY)
    assert plan_reminders() == (1 if step else 0)
    assert told(owner) == ([(step, ReminderReason.OWNER)] if step else [])


@pytest.mark.parametrize("status", Status.values)
def test_whatever_became_of_the_incident(owner, status) -> None:
    merged = {"duplicate_of": make_incident()} if status == Status.MERGED else {}
    make_action_item(make_incident(status=status, **merged), owner=owner, due_on=MONDAY)
    assert plan_reminders() == 1


@pytest.mark.parametrize("status", [ActionStatus.DONE, ActionStatus.WONT_DO])
def test_finished_items_are_left_alone(owner, status) -> None:
    make_action_item(owner=owner, due_on=MONDAY, status=status, status_reason="Enough")
    assert plan_reminders() == 0


def test_one_digest_holds_all_and_is_keyed_by_person_and_date(owner) -> None:
    for days in (-9, 0, 2):
        make_action_item(owner=owner, due_on=MONDAY + days * DAY)
    assert plan_reminders() == 1
    delivery = Delivery.objects.get()
    assert delivery.dedup_key == f"digest:{owner.pk}:2023-05-15"
    assert delivery.payload == {"date": "2023-05-15"}
    assert delivery.reason == "Daily digest of 15 May 2023: 1 due soon, 1 due today, 1 overdue."
    assert Reminder.objects.count() == 3


def test_beat_may_look_as_often_as_it_likes(owner, at_nine) -> None:
    make_action_item(owner=owner, due_on=MONDAY)
    assert [plan_reminders() for _ in range(3)] == [1, 0, 0]
    at_nine.forward(timedelta(hours=5))
    make_action_item(owner=owner, due_on=MONDAY)
    assert plan_reminders() == 0, "this date has had its digest"


def test_planners_whose_clocks_differ_write_one_digest_a_day(owner, at_nine) -> None:
    make_action_item(owner=owner, due_on=MONDAY)
    for apart in (timedelta(hours=1), timedelta(minutes=-30), timedelta(0), timedelta(hours=1)):
        at_nine.at = NINE + apart
        make_action_item(owner=owner, due_on=MONDAY)
        plan_reminders()
    assert Delivery.objects.count() == 1


def test_an_overdue_item_comes_back_weekly_and_an_other_date_begins_anew(owner, at_nine) -> None:
    item = make_action_item(owner=owner, due_on=MONDAY - DAY)
    sent = []
    for day in range(22):
        if plan_reminders():
            sent.append(day)
        at_nine.forward(DAY)
    assert sent == [0, 7, 14, 21]
    assert list(Reminder.objects.order_by("id").values_list("at_day", flat=True)) == [1, 8, 15, 22]
    item.due_on = clock.today("UTC") + DAY
    item.save()
    assert plan_reminders() == 1
    assert told(owner)[-1] == (ReminderStep.DUE_SOON, ReminderReason.OWNER)


def test_the_whole_life_of_a_due_date(owner, at_nine) -> None:
    make_action_item(owner=owner, due_on=MONDAY + 4 * DAY)  # Friday
    days = {}
    for day in range(14):
        if plan_reminders():
            days[day] = told(owner)[-1][0]
        at_nine.forward(DAY)
    assert days == {1: "due_soon", 4: "due_today", 7: "overdue"}  # Tuesday, Friday, Monday


@pytest.mark.parametrize(("hour", "count"), [(8, 0), (9, 1), (23, 1)])
def test_not_before_nine_and_later_all_day(owner, hour, count) -> None:
    make_action_item(owner=owner, due_on=MONDAY)
    with clock.frozen(NINE.replace(hour=hour)):
        assert plan_reminders() == count


def test_the_weekend_waits_for_monday(owner) -> None:
    make_action_item(owner=owner, due_on=MONDAY - 2 * DAY)
    with clock.frozen(NINE - 2 * DAY) as saturday:
        assert plan_reminders() == 0
        saturday.forward(DAY)
        assert plan_reminders() == 0
        saturday.forward(DAY)
        assert plan_reminders() == 1
    assert told(owner) == [(ReminderStep.OVERDUE, ReminderReason.OWNER)]


def test_after_an_outage_there_is_one_digest_that_catches_up(owner) -> None:
    for days in (-10, -3, -1, 0):
        make_action_item(owner=owner, due_on=MONDAY + days * DAY)
    with clock.frozen(NINE + timedelta(hours=8)):
        assert plan_reminders() == 1
    assert Delivery.objects.count() == 1
    assert len(told(owner)) == 4


def test_each_in_the_own_zone() -> None:
    nairobi, los_angeles, tokyo = (
        make_user(zone=zone) for zone in ("Africa/Nairobi", "America/Los_Angeles", "Asia/Tokyo")
    )
    for person in (nairobi, los_angeles, tokyo):
        make_action_item(owner=person, due_on=MONDAY)
    sent = {}
    instant = NINE.replace(hour=0) - timedelta(hours=12)
    with clock.frozen(instant) as stopped:
        for _ in range(96):
            plan_reminders()
            for delivery in Delivery.objects.exclude(recipient__in=sent):
                sent[delivery.recipient_id] = stopped.at
            stopped.forward(timedelta(minutes=30))
    assert sent == {
        tokyo.pk: datetime(2023, 5, 15, 0, 0, tzinfo=UTC),
        nairobi.pk: datetime(2023, 5, 15, 6, 0, tzinfo=UTC),
        los_angeles.pk: datetime(2023, 5, 15, 16, 0, tzinfo=UTC),
    }


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Asia/Tokyo", "America/Los_Angeles"),
        ("America/Los_Angeles", "Asia/Tokyo"),
        ("Pacific/Kiritimati", "Pacific/Niue"),
        ("Pacific/Niue", "Pacific/Kiritimati"),
        ("Europe/London", "Africa/Nairobi"),
    ],
)
def test_a_changed_zone_never_sends_twice_a_day(before, after) -> None:
    person = make_user(zone=before)
    sent: list[datetime] = []
    with clock.frozen(NINE.replace(hour=0) - timedelta(hours=14)) as stopped:
        for _ in range(6 * 24):
            make_action_item(owner=person, due_on=clock.today(person.zone))
            if plan_reminders():
                sent.append(stopped.at)
                if len(sent) == 2:
                    person.zone = after
                    person.save()
            stopped.forward(timedelta(hours=1))
    assert len(sent) >= 4
    for zone in (before, after):
        days = [instant.astimezone(ZoneInfo(zone)).date() for instant in sent[:3]]
        assert len(set(days)) == len(days), f"twice on one date in {zone}: {sent}"
    labels = list(Delivery.objects.order_by("id").values_list("payload__date", flat=True))
    assert labels == sorted(set(labels))


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        ("Europe/Berlin", date(2023, 3, 26)),  # there is no 02:00
        ("Europe/Berlin", date(2023, 10, 29)),  # 02:00 comes twice
        ("America/New_York", date(2023, 3, 12)),
        ("America/New_York", date(2023, 11, 5)),
        ("Australia/Lord_Howe", date(2023, 10, 1)),  # by half an hour
        ("Africa/Cairo", date(2023, 4, 28)),  # there is no midnight
        ("Africa/Cairo", date(2023, 10, 26)),  # 23:00 comes twice
        ("Asia/Kathmandu", date(2024, 2, 29)),
    ],
)
def test_one_digest_at_any_hour_when_the_clocks_change_and_on_a_leap_day(zone, day) -> None:
    people = [make_user(zone=zone, digest_hour=hour, digest_weekdays="1234567") for hour in (0, 2, 9, 23)]
    for person in people:
        make_action_item(owner=person, due_on=day)
    begins, ends = (datetime.combine(day + days * DAY, time(), tzinfo=ZoneInfo(zone)) for days in (0, 1))
    with clock.frozen(begins) as stopped:
        while stopped.at < ends:
            plan_reminders()
            stopped.forward(timedelta(hours=1))
    told = Delivery.objects.filter(payload__date=day.isoformat()).values_list("recipient", flat=True)
    assert sorted(told) == sorted(person.pk for person in people)


def test_a_manager_hears_of_what_is_overdue_in_the_team_and_of_what_nobody_owns(owner) -> None:
    boss, other_boss = make_user("Grace Wanjiru"), make_user("Brian Kimani")
    team = make_team(managers=(boss,), members=(owner,))
    make_team(managers=(other_boss,))
    gone = make_user(is_active=False)
    make_action_item(owner=owner, team=team, due_on=MONDAY - DAY)
    make_action_item(owner=owner, team=team, due_on=MONDAY)  # not overdue: the owner's business
    make_action_item(owner=None, team=team, due_on=None)
    make_action_item(owner=gone, team=team, due_on=MONDAY + 60 * DAY)
    plan_reminders()
    assert sorted(told(boss)) == [
        (ReminderStep.NO_OWNER, ReminderReason.TEAM),
        (ReminderStep.NO_OWNER, ReminderReason.TEAM),
        (ReminderStep.OVERDUE, ReminderReason.TEAM),
    ]
    assert told(other_boss) == told(gone) == []


def test_without_owner_and_team_all_managers_hear(owner, manager, admin, responder) -> None:
    make_action_item(owner=None, due_on=MONDAY - DAY)
    make_action_item(owner=owner, due_on=MONDAY - DAY)  # neither it nor its owner has a team
    make_action_item(owner=owner, due_on=MONDAY)
    plan_reminders()
    assert told(manager) == told(admin) == [(ReminderStep.OVERDUE, ReminderReason.MANAGER)] * 2
    assert told(responder) == []


def test_a_team_without_a_manager_falls_to_all_managers(owner, manager) -> None:
    make_action_item(owner=owner, team=make_team(members=(owner,)), due_on=MONDAY - DAY)
    plan_reminders()
    assert told(manager) == [(ReminderStep.OVERDUE, ReminderReason.MANAGER)]


def test_a_manager_who_owns_it_is_told_once() -> None:
    boss = make_user()
    make_action_item(owner=boss, team=make_team(managers=(boss,)), due_on=MONDAY - DAY)
    plan_reminders()
    assert told(boss) == [(ReminderStep.OVERDUE, ReminderReason.OWNER)]


def test_overdue_is_by_the_owners_zone() -> None:
    owner, boss = make_user(zone="America/Los_Angeles"), make_user(zone="Asia/Tokyo")
    team = make_team(managers=(boss,), members=(owner,))
    make_action_item(owner=owner, team=team, due_on=MONDAY)
    with clock.frozen(datetime(2023, 5, 16, 0, 30, tzinfo=UTC)) as stopped:  # Tuesday in Tokyo, Monday in LA
        plan_reminders()
        assert told(boss) == []
        stopped.forward(timedelta(hours=7))
        plan_reminders()
    assert told(boss) == [(ReminderStep.OVERDUE, ReminderReason.TEAM)]


def test_people_who_cannot_act_are_not_told(manager) -> None:
    reporter, gone = make_user(role=Role.REPORTER), make_user(is_active=False)
    for person in (reporter, gone):
        make_action_item(owner=person, due_on=MONDAY)
    plan_reminders()
    assert told(reporter) == told(gone) == []
    assert len(told(manager)) == 2


def test_a_private_item_stays_among_members(admin) -> None:
    lead, member, stranger, boss = (make_user(zone="UTC") for _ in range(4))
    team = make_team(managers=(boss,))
    incident = make_incident(is_private=True, lead=lead, members=(lead, member))
    make_action_item(incident, owner=member, team=team, due_on=MONDAY - DAY)
    make_action_item(incident, owner=stranger, team=team, due_on=MONDAY - DAY)
    plan_reminders()
    assert told(member) == [(ReminderStep.OVERDUE, ReminderReason.OWNER)]
    assert told(lead) == [(ReminderStep.OVERDUE, ReminderReason.LEAD)] * 2
    assert told(stranger) == told(boss) == told(admin) == []


def test_a_private_item_reaches_the_teams_manager_who_is_a_member(owner) -> None:
    boss = make_user()
    incident = make_incident(is_private=True, lead=owner, members=(owner, boss))
    make_action_item(incident, owner=owner, team=make_team(managers=(boss,)), due_on=MONDAY - DAY)
    plan_reminders()
    assert told(boss) == [(ReminderStep.OVERDUE, ReminderReason.TEAM)]
    assert told(owner) == [(ReminderStep.OVERDUE, ReminderReason.OWNER)]


def test_a_private_item_without_anybody_falls_to_the_admins(admin, manager) -> None:
    make_action_item(make_incident(is_private=True), owner=None, due_on=MONDAY)
    plan_reminders()
    assert told(admin) == [(ReminderStep.DUE_TODAY, ReminderReason.MANAGER)]
    assert told(manager) == []


def test_postmortems_reach_their_author_and_when_late_the_managers_of_the_services_teams(owner) -> None:
    boss = make_user()
    incident = make_incident()
    incident.services.add(Service.objects.create(name="Shop", team=make_team(managers=(boss,))))
    late = make_postmortem(incident, owner=owner, due_on=MONDAY - DAY)
    make_postmortem(make_incident(), owner=owner, due_on=MONDAY + 2 * DAY)
    make_postmortem(make_incident(status=Status.CANCELLED), owner=owner, due_on=MONDAY)
    plan_reminders()
    assert sorted(told(owner)) == [
        (ReminderStep.DUE_SOON, ReminderReason.OWNER),
        (ReminderStep.OVERDUE, ReminderReason.OWNER),
    ]
    assert told(boss) == [(ReminderStep.OVERDUE, ReminderReason.TEAM)]
    assert Reminder.objects.get(person=boss).postmortem == late


def test_a_late_postmortem_without_services_reaches_all_managers(owner, manager) -> None:
    make_postmortem(make_incident(), owner=owner, due_on=MONDAY - DAY)
    plan_reminders()
    assert told(manager) == [(ReminderStep.OVERDUE, ReminderReason.MANAGER)]


@pytest.mark.parametrize("people", [1, 40])
def test_planning_costs_the_same_for_one_and_many(people, django_assert_max_num_queries) -> None:
    team = make_team(managers=(make_user(),))
    for _ in range(people):
        person = make_user()
        for _ in range(3):
            make_action_item(make_incident(), owner=person, team=team, due_on=MONDAY - DAY)
    with django_assert_max_num_queries(27):
        assert plan_reminders() == people + 1
