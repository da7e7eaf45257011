"""Due dates by an address with a secret: who reads what, and until when."""

import re
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from accounts.enums import Role
from accounts.models import TeamMembership
from actions.enums import ActionStatus
from core.logs import masked
from followthrough.models import CalendarFeed
from followthrough.services.calendars import make_calendar
from incidents.models import IncidentMember
from tests.factories.accounts import make_team, make_user
from tests.factories.actions import make_action_item, make_incident, make_postmortem

DUE = date(2023, 5, 31)


def read(address: str, **headers):
    return Client().get(address.removeprefix("http://localhost:8000"), headers=headers)


def summaries(address: str) -> list[str]:
    response = read(address)
    assert response.status_code == 200
    return [str(event["summary"]) for event in Calendar.from_ical(response.content).walk("VEVENT")]


@pytest.fixture
def team(responder):
    return make_team("Shop", members=(responder,))


def test_a_person_reads_what_they_own(responder, manager) -> None:
    item = make_action_item(owner=responder, title="Alert, on; hit rate", due_on=DUE)
    make_action_item(owner=manager, due_on=DUE)
    make_action_item(owner=responder)
    make_action_item(owner=responder, due_on=DUE, status=ActionStatus.DONE)
    postmortem = make_postmortem(make_incident(title="Checkout slow"), owner=responder, due_on=DUE)
    address = make_calendar(person=responder)
    assert summaries(address) == [
        f"Due: {item.reference} Alert, on; hit rate",
        f"Due: Postmortem of {postmortem.incident.reference} Checkout slow",
    ]
    response = read(address)
    assert "sessionid" not in response.cookies
    event = Calendar.from_ical(response.content).walk("VEVENT")[0]
    assert event["dtstart"].dt == DUE
    assert str(event["url"]).endswith(item.get_absolute_url())


def test_private_incidents_in_ones_own_by_number_while_visible_and_never_in_a_teams(responder, team) -> None:
    incident = make_incident(is_private=True, members=(responder, make_user()))
    item = make_action_item(incident, owner=responder, team=team, title="Secret work", due_on=DUE)
    own, of_team = make_calendar(person=responder), make_calendar(person=responder, team=team)
    assert summaries(own) == [f"Due: {item.reference}"]
    assert summaries(of_team) == []
    IncidentMember.objects.filter(user=responder).delete()
    assert summaries(own) == []


def test_a_team_has_its_own_items_and_those_of_its_people_without_a_team(responder, team) -> None:
    ours = make_action_item(team=team, due_on=DUE)
    theirs = make_action_item(owner=responder, due_on=DUE)
    make_action_item(owner=responder, team=make_team(), due_on=DUE)
    found = summaries(make_calendar(person=responder, team=team))
    assert [words.split()[1] for words in found] == [ours.reference, theirs.reference]


def test_it_ends_with_the_rights_of_its_person(responder, team) -> None:
    own, of_team = make_calendar(person=responder), make_calendar(person=responder, team=team)
    TeamMembership.objects.filter(user=responder).delete()
    assert read(of_team).status_code == 404
    assert read(own).status_code == 200
    responder.role = Role.REPORTER
    responder.save()
    assert read(own).status_code == 404
    responder.role, responder.is_active = Role.RESPONDER, False
    responder.save()
    assert read(own).status_code == 404


def test_it_is_answered_again_only_when_something_changed(responder) -> None:
    item = make_action_item(owner=responder, due_on=DUE)
    address = make_calendar(person=responder)
    tag = read(address)["ETag"]
    again = read(address, if_none_match=tag)
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag)
    item.due_on = date(2023, 6, 1)
    item.save()
    assert read(address, if_none_match=tag).status_code == 200


def test_the_pages_show_an_address_once_replace_it_and_end_it(as_user, responder, team, manager) -> None:
    client = as_user(responder)
    shown = client.post(reverse("calendar_new"), {"team": team.pk})
    address = re.search(r"<code>(.*?)</code>", shown.content.decode())[1]
    assert shown["Cache-Control"] == "no-store"
    secret = address.rpartition("/")[2].removesuffix(".ics")
    assert secret not in str(CalendarFeed.objects.values().get())
    assert secret not in client.get(reverse("calendars")).content.decode()
    other = re.search(r"<code>(.*?)</code>", client.post(reverse("calendar_new"), {"team": team.pk}).content.decode())[
        1
    ]
    assert (read(address).status_code, read(other).status_code) == (404, 200)
    feed = CalendarFeed.objects.get()
    assert as_user(manager).post(reverse("calendar_end", args=[feed.pk])).status_code == 404
    assert client.post(reverse("calendar_end", args=[feed.pk])).status_code == 302
    assert read(other).status_code == 404


def test_not_of_a_team_of_others_nor_for_reporters(as_user, manager, reporter, team) -> None:
    for given, status in ((team.pk, 404), ("x", 404)):
        assert as_user(manager).post(reverse("calendar_new"), {"team": given}).status_code == status
    assert as_user(reporter).post(reverse("calendar_new")).status_code == 404


def test_reading_costs_the_same_for_many(responder, django_assert_num_queries) -> None:
    address = make_calendar(person=responder)
    for count in (1, 40):
        for _ in range(count):
            make_action_item(owner=responder, due_on=DUE)
        with django_assert_num_queries(3):
            read(address)


def test_logs_do_not_hold_the_secret() -> None:
    assert masked("GET /calendars/s3cr3t.ics 200") == "GET /calendars/*** 200"
