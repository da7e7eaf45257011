"""Everybody gets the digest at the hour and on the days they chose in their profile."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from core import clock
from followthrough.services.reminders import DIGEST, plan_reminders
from notifications.enums import Wanted
from notifications.models import Delivery
from notifications.services.choices import choose_channels
from tests.factories.accounts import make_user
from tests.factories.actions import make_action_item

SATURDAY = datetime(2023, 5, 13, tzinfo=UTC)


def told_at(hours: float) -> set[str]:
    with clock.frozen(SATURDAY + timedelta(hours=hours)):
        plan_reminders()
    return set(Delivery.objects.values_list("recipient__name", flat=True))


def test_each_at_their_own_hour_and_day_once() -> None:
    for name, hour, days in (("Early", 6, "6"), ("Late", 20, "67"), ("Usual", 9, "12345")):
        owner = make_user(name, zone="UTC", digest_hour=hour, digest_weekdays=days)
        make_action_item(owner=owner, due_on=date(2023, 5, 1))
    assert told_at(5.9) == set()
    assert told_at(6) == told_at(19.9) == {"Early"}
    assert told_at(20) == told_at(23.9) == told_at(24 + 23) == {"Early", "Late"}
    assert told_at(48 + 9) == {"Early", "Late", "Usual"}
    assert Delivery.objects.count() == 3


def test_planning_asks_no_more_for_many_times_than_for_one(django_assert_max_num_queries) -> None:
    for hour in range(24):
        owner = make_user(zone="UTC", digest_hour=hour, digest_weekdays="6")
        make_action_item(owner=owner, due_on=date(2023, 5, 1))
    with clock.frozen(SATURDAY + timedelta(hours=23)), django_assert_max_num_queries(28):
        assert plan_reminders() == 24


def test_the_profile_asks_for_them(as_user, responder) -> None:
    client, address = as_user(responder), reverse("profile")
    assert b"Days of the digest" in client.get(address).content
    facts = {"name": responder.name, "zone": "Africa/Nairobi", "digest_hour": "17", "digest_weekdays": ["7", "1"]}
    assert client.post(address, facts).status_code == 302
    responder.refresh_from_db()
    assert (responder.digest_hour, responder.digest_weekdays) == (17, "17")


@pytest.mark.parametrize("wrong", [{"digest_weekdays": []}, {"digest_weekdays": ["8"]}, {"digest_hour": "24"}])
def test_it_says_what_is_wrong(as_user, responder, wrong) -> None:
    facts = {"name": "A", "zone": "UTC", "digest_hour": "9", "digest_weekdays": ["1"]} | wrong
    assert as_user(responder).post(reverse("profile"), facts).status_code == 422


def test_a_reporter_gets_none_and_is_not_asked(as_user, reporter) -> None:
    assert b"digest" not in as_user(reporter).get(reverse("profile")).content
    assert as_user(reporter).post(reverse("profile"), {"name": "P", "zone": "UTC"}).status_code == 302


def test_the_board_says_where_the_digest_goes(as_user, responder, settings) -> None:
    settings.MAIL_SERVER = settings.MAIL_SERVER | {"host": ""}
    assert b"No mail server is set up" in as_user(responder).get(reverse("board")).content
    choose_channels(person=responder, wanted={DIGEST: Wanted.INBOX})
    page = as_user(responder).get(reverse("board")).content
    assert b"No mail server is set up" not in page
    assert b"It goes to <a" in page
