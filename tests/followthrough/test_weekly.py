"""The weekly mail: the numbers of the board, once a week, to managers alone."""

from datetime import UTC, datetime, timedelta

import pytest

from accounts.models import User
from config.celery_settings import beat_schedule
from core import clock
from followthrough import tasks
from followthrough.schedule import DigestTimes
from followthrough.services.weekly import plan_weekly, week_due, week_of
from notifications.kinds import find
from notifications.models import Delivery
from notifications.selectors.inbox import inbox_rows
from notifications.services import sending
from notifications.services.choices import choose_channels
from tests.factories.accounts import make_team, make_user
from tests.factories.actions import make_action_item, make_incident

NINE_IN_NAIROBI = datetime(2023, 5, 15, 6, 0, tzinfo=UTC)  # a Monday
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def at_nine(settings):
    settings.BASE_URL = "https://debrief.example.com"
    settings.MAIL_SERVER = settings.MAIL_SERVER | {"host": ""}
    with clock.frozen(NINE_IN_NAIROBI) as stopped:
        yield stopped


@pytest.fixture
def grace():
    return make_user("Grace Wanjiru", role="manager", zone="Africa/Nairobi")


def test_managers_get_the_numbers_of_their_board(as_user, grace):
    team = make_team("Shop", managers=(grace,))
    other = make_team("Platform")
    for n in range(3):
        make_action_item(team=team, due_on=(NINE_IN_NAIROBI - DAY).date(), created_at=NINE_IN_NAIROBI - n * 4 * DAY)
    make_action_item(team=other, due_on=(NINE_IN_NAIROBI - DAY).date())
    assert plan_weekly() == 1
    sending.send_waiting(seconds=30)
    mail = Delivery.objects.get(kind="weekly_figures")
    board = as_user(grace).get("/follow-through/").context["board"]
    late, new = board.groups.total.numbers[0], board.figures.trend.new
    assert (mail.recipient, late, new) == (grace, 3, 2)
    assert mail.subject == "Follow-through of Shop: 3 late, 2 new, 0 waiting for you"
    for words in (
        "On time: 0 of 3",
        "Opened: more than before",
        "p = 0.037, exact Poisson test",
        "https://debrief.example.com/action-items/?team=mine&due=overdue",
        "https://debrief.example.com/follow-through/?team=mine",
        "Why you get this: You are a manager",
    ):
        assert words in mail.text, words
    assert "3 overdue" not in mail.text  # one team alone would repeat the total


def test_once_a_week_from_monday_at_nine_also_after_an_outage(at_nine, grace):
    make_action_item()
    at_nine.at = NINE_IN_NAIROBI - timedelta(minutes=1)
    assert plan_weekly() == 0
    at_nine.at = NINE_IN_NAIROBI + 2 * DAY
    assert (plan_weekly(), plan_weekly()) == (1, 0)
    at_nine.at = NINE_IN_NAIROBI + 6 * DAY
    assert plan_weekly() == 0
    at_nine.at = NINE_IN_NAIROBI + 7 * DAY
    assert plan_weekly() == 1


def test_beat_calls_each_planner_by_itself(grace):
    make_action_item(owner=make_user(zone="Africa/Nairobi"), due_on=(NINE_IN_NAIROBI - DAY).date())
    planners = {"plan_reminders", "plan_urgent", "plan_weekly", "plan_overdue_posts"}
    called = {row["task"] for row in beat_schedule.values()}
    assert {f"followthrough.tasks.{name}" for name in planners} <= called
    tasks.plan_weekly()
    assert set(Delivery.objects.values_list("kind", flat=True)) == {"weekly_figures"}
    tasks.plan_reminders()
    assert set(Delivery.objects.values_list("kind", flat=True)) == {"weekly_figures", "digest"}


def test_a_mail_that_waited_for_the_next_week_is_not_sent(at_nine, grace):
    make_action_item()
    plan_weekly()
    at_nine.at = NINE_IN_NAIROBI + 7 * DAY
    sending.send_waiting(seconds=30)
    assert Delivery.objects.get(kind="weekly_figures").void_reason == "The week is over."


def test_who_gets_it(grace):
    lead = make_user("Amina Otieno", zone="Africa/Nairobi")
    make_team("Shop", managers=(lead,), members=(make_user("Brian Kimani", zone="Africa/Nairobi"),))
    make_user("Gone", role="manager", is_active=False, zone="Africa/Nairobi")
    make_user("Daniel Mwangi", role="admin", zone="Africa/Nairobi")
    plan_weekly()
    assert set(Delivery.objects.values_list("recipient__name", flat=True)) == {"Grace Wanjiru", "Amina Otieno"}


def test_nothing_private_is_counted_for_who_may_not_see_it(grace):
    make_action_item(make_incident(is_private=True), due_on=(NINE_IN_NAIROBI - DAY).date())
    plan_weekly()
    sending.send_waiting(seconds=30)
    assert Delivery.objects.get(kind="weekly_figures").void_reason == "There was nothing to report."


def test_who_wants_none_gets_none(as_user, grace):
    make_action_item()
    assert as_user(grace).post("/profile/messages/", {"weekly_figures": "off"}).status_code == 302
    plan_weekly()
    sending.send_waiting(seconds=30)
    mail = Delivery.objects.get(kind="weekly_figures")
    assert (mail.state, mail.text) == ("void", "")
    assert "chose not to get" in mail.void_reason


def test_it_is_offered_to_those_who_get_it_alone(as_user, grace):
    lead, worker = make_user("Amina Otieno"), make_user("Brian Mwangi")
    make_team("Shop", managers=(lead,), members=(worker,))
    for person, is_offered in ((grace, True), (lead, True), (worker, False), (make_user(role="admin"), False)):
        page = as_user(person).get("/profile/messages/").content.decode()
        assert ("Weekly figures" in page) == is_offered, person


def test_the_inbox_shows_the_numbers_of_its_week_and_reads_no_board(as_user, at_nine, grace, django_assert_num_queries):
    choose_channels(person=grace, wanted={"weekly_figures": "inbox"})
    make_action_item(due_on=(NINE_IN_NAIROBI - DAY).date())
    for week in range(2):
        at_nine.at = NINE_IN_NAIROBI + week * 7 * DAY
        plan_weekly()
        sending.send_waiting(seconds=30)
        make_action_item(due_on=(NINE_IN_NAIROBI - DAY).date())
    page = as_user(grace).get("/inbox/").content.decode()
    for late in (1, 2):
        assert f": {late} late" in page
    assert ": 3 late" not in page
    mails = list(Delivery.objects.filter(kind="weekly_figures"))
    with django_assert_num_queries(0):
        assert len(inbox_rows(mails)) == 2


def test_the_board_of_each_is_read_once(grace, django_assert_max_num_queries):
    make_action_item()
    plan_weekly()
    (mail,) = Delivery.objects.select_related("recipient")
    kind = find("weekly_figures")
    with django_assert_max_num_queries(0):
        assert kind.still_due([mail]) == {}
    with django_assert_max_num_queries(20):
        assert kind.render([mail])[mail.pk].subject


def test_at_the_hour_and_from_the_first_day_that_somebody_chose(at_nine, grace):
    User.objects.filter(pk=grace.pk).update(digest_hour=14, digest_weekdays="35")
    make_action_item()
    days = {0: 0, 1: 0, 2: 0, 2 + 5 / 24: 1}  # Monday, Tuesday, Wednesday at nine and at two
    for after, count in days.items():
        at_nine.at = NINE_IN_NAIROBI + after * DAY
        assert plan_weekly() == count
    grace.digest_weekdays = "5"
    grace.save()
    sending.send_waiting(seconds=30)
    assert "late" in Delivery.objects.get(kind="weekly_figures").subject


def test_the_week_of_a_zone():
    assert str(week_due(NINE_IN_NAIROBI, DigestTimes("Africa/Nairobi"))) == "2023-W20"
    assert week_due(NINE_IN_NAIROBI, DigestTimes("Europe/Berlin")) is None  # eight o'clock there
    assert str(week_due(NINE_IN_NAIROBI, DigestTimes("Pacific/Auckland"))) == "2023-W20"
    assert str(week_of(datetime(2023, 1, 1, 12, tzinfo=UTC), "UTC")) == "2022-W52"
