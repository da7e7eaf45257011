"""Once a day a team's chat is told what is overdue, and nothing of private incidents."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest

from accounts.models import Company
from core import clock
from followthrough.services.overdue_posts import POSTED_OVERDUE, plan_overdue_posts
from followthrough.services.pauses import pause_reminders
from notifications.enums import EndpointKind, State
from notifications.models import Delivery
from notifications.services.endpoints import EndpointDetails, add_endpoint
from notifications.services.posting import post_waiting
from tests.factories.accounts import make_team, make_user
from tests.factories.actions import make_action_item, make_incident
from tests.web_server import serving

NINE = datetime(2023, 5, 15, 9, tzinfo=UTC)  # a Monday
LATE = date(2023, 5, 10)


@pytest.fixture(autouse=True)
def stopped():
    Company.objects.update_or_create(pk=1, defaults={"zone": "UTC"})
    with clock.frozen(NINE) as stopped:
        yield stopped


@pytest.fixture
def site(settings):
    settings.INTERNAL_HOSTS = frozenset({"127.0.0.1"})
    with serving() as site:
        yield site


def chat(admin, site, team=None):
    name = team.name if team else "All"
    details = EndpointDetails(name, EndpointKind.WEBHOOK, site.url(f"/{name}"), team=team, kinds=(POSTED_OVERDUE,))
    return add_endpoint(actor=admin, details=details)[0]


def test_a_team_hears_of_its_own_once_a_day(admin, site, stopped) -> None:
    owner = make_user("Amina Otieno", zone="UTC")
    shop, platform = make_team("Shop", members=(owner,)), make_team("Platform")
    for team in (shop, platform, None):
        chat(admin, site, team)
    item = make_action_item(owner=owner, team=shop, due_on=LATE, title="Alert on hit rate")
    make_action_item(owner=owner, due_on=LATE, title="Of no team, so of the owner's")
    make_action_item(owner=owner, team=shop, due_on=NINE.date(), title="Due today")
    hidden = make_incident(is_private=True, members=(owner,))
    make_action_item(hidden, owner=owner, team=shop, due_on=LATE, title="Hidden")
    assert (plan_overdue_posts(), plan_overdue_posts()) == (2, 0)
    post_waiting(seconds=30)
    assert sorted(site.asked) == ["/All", "/Shop"]
    said = next(json.loads(body) for (_, body), path in zip(site.posted, site.asked, strict=True) if path == "/Shop")
    assert said["type"] == POSTED_OVERDUE
    assert (said["data"]["team"], said["data"]["count"]) == ("Shop", 2)
    first = said["data"]["items"][0]
    assert (first["reference"], first["owner"], first["days_overdue"]) == (item.reference, "Amina Otieno", 5)
    assert "Hidden" not in json.dumps(said)
    kept = Delivery.objects.filter(kind=POSTED_OVERDUE).first()
    assert "Alert on hit rate" not in kept.subject + kept.text
    stopped.forward(timedelta(days=1))
    assert plan_overdue_posts() == 2


def test_not_before_nine_nor_at_the_weekend(admin, site, stopped) -> None:
    chat(admin, site)
    make_action_item(owner=make_user(zone="UTC"), due_on=date(2023, 1, 1))
    for at in (NINE - timedelta(minutes=1), NINE - timedelta(days=1)):
        with clock.frozen(at):
            assert plan_overdue_posts() == 0


def test_what_is_done_meanwhile_is_not_posted(admin, site) -> None:
    chat(admin, site)
    item = make_action_item(owner=make_user(zone="UTC"), due_on=LATE)
    assert plan_overdue_posts() == 1
    item.delete()
    post_waiting(seconds=30)
    assert Delivery.objects.get(kind=POSTED_OVERDUE).state == State.VOID
    assert site.posted == []


def test_nothing_is_posted_of_paused_items(admin, site, stopped) -> None:
    chat(admin, site)
    owner = make_user(zone="UTC")
    item = make_action_item(owner=owner, due_on=LATE)
    pause_reminders(item=item, actor=owner, until=NINE.date() + timedelta(days=1), reason="Waits for the bank")
    assert plan_overdue_posts() == 0
    stopped.forward(timedelta(days=1))
    assert plan_overdue_posts() == 1
