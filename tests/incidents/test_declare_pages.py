"""Declaring an incident, and recording one that is over, through their forms."""

import csv
from datetime import UTC, datetime, timedelta
from io import StringIO
from uuid import uuid4

import pytest
from django.urls import reverse

from core.clock import frozen
from incidents.enums import Status
from incidents.models import Incident
from incidents.selectors.roles import lead_of
from notifications.models import Delivery
from tests.factories.accounts import make_user
from tests.factories.incidents import make_service

NIGHT = datetime(2026, 5, 13, 19, 30, tzinfo=UTC)  # 22:30 in Nairobi


@pytest.fixture
def engineer():
    return make_user("Amina Otieno", zone="Africa/Nairobi")


def declared(client, **fields):
    """Declares as a browser would: two fields, the zone that stands in the form, and a UUID."""
    whole = {"title": "Checkout fails", "severity": "3", "zone": "Africa/Nairobi", "client_uuid": uuid4()} | fields
    return client.post(reverse("declare"), whole)


def test_reporters_find_nothing_others_may(as_user, reporter, responder, manager):
    for name in ("declare", "record_past"):
        assert [as_user(user).get(reverse(name)).status_code for user in (reporter, responder, manager)] == [
            404,
            200,
            200,
        ]
    assert declared(as_user(reporter)).status_code == 404


def test_two_fields_are_enough_and_lead_to_the_incident(as_user, engineer):
    response = declared(as_user(engineer))
    incident = Incident.objects.get()
    assert response.url == f"/incidents/{incident.pk}/?declared=1"
    assert (incident.title, incident.severity_id, incident.zone) == ("Checkout fails", 3, "Africa/Nairobi")
    assert incident.impact_started_at is None


def test_everything_else_is_kept(as_user, engineer):
    service = make_service()
    with frozen(NIGHT):
        declared(
            as_user(engineer),
            summary="They see an error",
            services=[service.pk],
            impact_started="20m ago",
            lead=engineer.pk,
            is_drill="on",
            is_customer_facing="yes",
            public_summary="We are **on it**.",
        )
    incident = Incident.objects.get()
    assert (incident.impact_started_at, lead_of(incident)) == (NIGHT - timedelta(minutes=20), engineer)
    assert (incident.is_drill, incident.is_customer_facing) == (True, True)
    assert list(incident.services.all()) == [service]
    assert "<strong>on it</strong>" in incident.public_summary_html


def test_words_for_customers_of_who_may_not_post_them_become_a_draft(as_user, engineer):
    client = as_user(engineer)
    assert "approves them" in client.get(reverse("declare")).content.decode()
    answer = client.get(declared(client, public_summary="Paying fails.").url)
    incident = Incident.objects.get()
    draft = incident.updates.get()
    assert (incident.public_summary, draft.state, draft.text) == ("", "draft", "Paying fails.")
    assert "waits as a draft" in answer.content.decode()


def test_the_lead_and_managers_post_the_first_words_when_they_declare(as_user, engineer, manager):
    assert "approves them" not in as_user(manager).get(reverse("declare")).content.decode()
    for person, lead in ((manager, ""), (engineer, engineer.pk)):
        declared(as_user(person), public_summary="Paying fails.", lead=lead)
    assert [incident.updates.get().state for incident in Incident.objects.all()] == ["published"] * 2


def test_the_zone_word_is_kept_as_typed_beside_its_meaning(as_user, engineer):
    with frozen(NIGHT):
        declared(as_user(engineer), zone="EST", meant_zone="EST", impact_started="14:00")
    incident = Incident.objects.get()
    assert (incident.zone, incident.zone_word) == ("Etc/GMT+5", "EST")
    assert incident.impact_started_at == datetime(2026, 5, 13, 19, 0, tzinfo=UTC)
    assert (
        '14:00</time></a><span class="zone">EST' in as_user(engineer).get(incident.get_absolute_url()).content.decode()
    )


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"title": ""}, "Say in one line what is wrong."),
        ({"title": "t" * 300}, "at most 200 characters; this one has 300"),
        ({"severity": "9"}, "Select a valid choice"),
        ({"zone": "Mars"}, "is not a time zone"),
        ({"impact_started": "soonish"}, "was not understood"),
        ({"impact_started": "tomorrow 10:00"}, "in the future"),
        ({"summary": "s" * (256 * 1024 + 1)}, "the limit is 256 kB"),
        ({"client_uuid": "nonsense"}, "Open the page again"),
    ],
)
def test_what_is_wrong_is_said_and_all_is_kept(as_user, engineer, fields, words):
    response = declared(as_user(engineer), **({"public_summary": "Kept words"} | fields))
    shown = response.content.decode()
    assert response.status_code == 422
    assert words in shown
    assert "Kept words" in shown
    assert not Incident.objects.exists()


def test_sent_twice_it_is_one_incident(as_user, engineer):
    uuid, client = uuid4(), as_user(engineer)
    assert declared(client, client_uuid=uuid).url == declared(client, client_uuid=uuid).url
    assert Incident.objects.count() == 1


def test_another_title_under_the_same_uuid_is_refused(as_user, engineer):
    uuid, client = uuid4(), as_user(engineer)
    declared(client, client_uuid=uuid)
    response = declared(client, client_uuid=uuid, title="Another one")
    assert response.status_code == 409
    assert "Another one" in response.content.decode()


def test_a_private_one_asks_that_its_lead_be_a_member(as_user, engineer):
    lead, client = make_user("Brian Kimani"), as_user(engineer)
    refused = declared(client, is_private="on", lead=lead.pk)
    assert refused.status_code == 422
    assert "make Brian Kimani a member, too" in refused.content.decode()
    assert not Incident.objects.exists()
    declared(client, is_private="on", lead=lead.pk, members=[lead.pk])
    assert set(Incident.objects.get().members.all()) == {lead, engineer}


@pytest.mark.parametrize("name", ["declare", "record_past"])
def test_whoever_declares_a_private_one_may_lead_it(as_user, engineer, name):
    sends = declared if name == "declare" else recorded
    sends(as_user(engineer), is_private="on", lead=engineer.pk)
    incident = Incident.objects.get()
    assert (lead_of(incident), list(incident.members.all())) == (engineer, [engineer])


def test_an_admin_may_lead_a_private_one(as_user, engineer, admin):
    declared(as_user(engineer), is_private="on", lead=admin.pk)
    assert lead_of(Incident.objects.get()) == admin


@pytest.mark.parametrize("name", ["declare", "record_past"])
def test_members_of_an_open_incident_are_asked_about_and_all_is_kept(as_user, engineer, name):
    member, client = make_user("Brian Kimani"), as_user(engineer)
    sends = declared if name == "declare" else recorded
    response = sends(client, members=[member.pk], summary="Kept words")
    shown = response.content.decode()
    assert response.status_code == 422
    assert "You chose members. Tick this" in shown
    assert "Kept words" in shown
    assert response.context["form"]["members"].value() == [str(member.pk)]
    assert not Incident.objects.exists()
    sends(client, members=[member.pk], is_private="on")
    assert set(Incident.objects.get().members.all()) == {member, engineer}


def recorded(client, **fields):
    whole = {
        "title": "The night of the cache",
        "severity": "1",
        "zone": "Africa/Nairobi",
        "happened_on": "2023-05-10",
        "status": "resolved",
        "client_uuid": uuid4(),
    }
    return client.post(reverse("record_past"), whole | fields)


def test_a_past_incident_has_its_milestones_and_nobody_is_told(as_user, engineer):
    recorded(
        as_user(engineer), impact_started="23:50", detected="23:55", mitigated="00:45", resolved="11 May 2023 03:00"
    )
    incident = Incident.objects.get()
    assert incident.impact_started_at == datetime(2023, 5, 10, 20, 50, tzinfo=UTC)
    assert incident.detected_at == datetime(2023, 5, 10, 20, 55, tzinfo=UTC)
    assert incident.mitigated_at == datetime(2023, 5, 10, 21, 45, tzinfo=UTC)
    assert incident.resolved_at == datetime(2023, 5, 11, 0, 0, tzinfo=UTC)
    assert incident.acknowledged_at is None
    assert (incident.status, incident.is_past) == (Status.RESOLVED, True)
    assert not Delivery.objects.exists()


def test_its_impact_and_story_are_kept(as_user, engineer):
    recorded(
        as_user(engineer),
        impact_started="14:00",
        impact_percent="75",
        impact_percent_of="users",
        revenue_lost="yes",
        revenue_extent="significant",
        detection_source="employee",
        story="The cache stayed.",
    )
    incident = Incident.objects.get()
    assert (incident.impact_percent, incident.revenue_lost, incident.revenue_extent) == (75, "yes", "significant")
    client = as_user(engineer)
    assert "lost, significant, amount unknown" in client.get(incident.get_absolute_url()).content.decode()
    exported = next(csv.DictReader(StringIO(client.get(reverse("incident_csv")).getvalue().decode("utf-8-sig"))))
    assert (exported["revenue lost"], exported["extent of revenue lost"]) == ("yes", "significant")
    assert incident.entries.told().get().text == "The cache stayed."


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"happened_on": ""}, "Write the day it started"),
        ({"resolved": "25:00"}, "not a time of day"),
        ({"impact_started": "14:00", "resolved": "10 May 2023 13:00"}, "“Resolved” is before “impact started”"),
        ({"impact_percent": "140"}, "less than or equal to 100"),
        ({"revenue_amount": "5", "revenue_currency": "EURO"}, "three-letter"),
        ({"revenue_lost": "no", "revenue_extent": "significant"}, "There is an extent"),
    ],
)
def test_a_past_incident_that_cannot_be_is_refused(as_user, engineer, fields, words):
    response = recorded(as_user(engineer), story="Kept words", **fields)
    assert response.status_code == 422
    assert words in response.content.decode()
    assert "Kept words" in response.content.decode()
    assert not Incident.objects.exists()


@pytest.mark.parametrize(
    ("level", "said", "expected"), [(2, "", True), (2, "no", False), (4, "", False), (4, "yes", True)]
)
def test_two_fields_leave_it_to_the_severity_whether_customers_notice(as_user, responder, level, said, expected):
    form = {"title": "Shop unreachable", "severity": level, "zone": "UTC", "is_customer_facing": said}
    assert as_user(responder).post(reverse("declare"), form).status_code == 302
    incident = Incident.objects.latest("pk")
    assert (incident.is_customer_facing, incident.update_due_at is not None) == (expected, level == 2 and expected)


def test_a_title_reads_as_it_is(as_user, engineer):
    declared(as_user(engineer), title="Cards \u202edelusfer\u202c")
    assert Incident.objects.get().title == "Cards delusfer"
