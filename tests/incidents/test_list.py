"""The list of incidents: who sees what, what narrows it, how it is sorted, what leaves it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from accounts.models import AuditEvent
from catalogue.models import Service
from incidents.enums import Status
from incidents.models import Incident
from incidents.services.roles import RoleChange, assign_role
from tests.factories.accounts import make_team, make_user

LONG_AGO = datetime(2023, 5, 13, 19, 30, tzinfo=UTC)


def make(title="Shop unreachable", *, by=None, level=2, lead=None, **fields):
    by = by or make_user()
    incident = Incident.objects.create(title=title, severity_id=level, declared_by=by, **fields)
    assign_role(incident=incident, actor=by, change=RoleChange(role="lead", person=lead))
    return incident


def titles(response):
    return [row.title for row in response.context["rows"]]


@pytest.fixture
def listed(as_user, responder):
    client = as_user(responder)
    return lambda **query: titles(client.get(reverse("incident_list"), query))


def test_a_reporter_finds_nothing_here(as_user, reporter):
    assert as_user(reporter).get(reverse("incident_list")).status_code == 404


def test_a_private_incident_is_listed_for_members_and_admins_alone(as_user, responder, manager, admin):
    secret = make("Secret", is_private=True)
    secret.memberships.create(user=responder)
    seen = {
        user.name: "Secret" in titles(as_user(user).get(reverse("incident_list")))
        for user in (responder, manager, admin)
    }
    assert seen == {responder.name: True, manager.name: False, admin.name: True}


def test_the_newest_stands_first_and_a_press_turns_it(listed):
    make("Old", began_at=LONG_AGO)
    make("New")
    assert listed() == ["New", "Old"]
    assert listed(sort="began") == ["Old", "New"]
    assert listed(sort="severity; drop table") == ["New", "Old"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, {"Closed one", "Mitigated one"}),
        ({"status": "open"}, {"Mitigated one"}),
        ({"status": "closed"}, {"Closed one"}),
        ({"severity": "1-2"}, {"Closed one"}),
        ({"severity": "3"}, {"Mitigated one"}),
        ({"kind": "drill"}, {"Drill"}),
        ({"kind": "all"}, {"Closed one", "Mitigated one", "Drill"}),
        ({"kind": "all", "status": "open"}, {"Mitigated one", "Drill"}),
        ({"status": "nonsense"}, {"Closed one", "Mitigated one"}),
        ({"postmortem": "wanted"}, {"Closed one"}),
    ],
)
def test_filters_narrow(listed, query, found):
    make("Closed one", level=1, status=Status.CLOSED, postmortem_required=True)
    make("Mitigated one", level=3, status=Status.MITIGATED)
    make("Drill", level=3, is_drill=True)
    assert set(listed(**query)) == found


def test_services_teams_and_leads_narrow(listed, responder):
    shop = make_team("Shop")
    checkout = Service.objects.create(name="Checkout", team=shop)
    found = make("Found", lead=responder)
    found.services.add(checkout)
    former = make("Other", lead=responder)
    assign_role(incident=former, actor=responder, change=RoleChange(role="lead", person=former.declared_by))
    assert listed(service=checkout.pk) == listed(team=shop.pk) == listed(lead=responder.pk) == ["Found"]


def test_days_are_days_of_the_reader(as_user):
    reader = make_user(zone="Africa/Nairobi")
    make("Just after midnight in Nairobi", began_at=datetime(2023, 5, 13, 21, 30, tzinfo=UTC))
    client = as_user(reader)
    assert titles(client.get(reverse("incident_list"), {"since": "2023-05-14"}))
    assert not titles(client.get(reverse("incident_list"), {"until": "2023-05-13"}))


def test_words_are_found_in_titles_and_entries_whatever_their_ending(listed, responder):
    make("The caches were cold")
    other = make("Shop down")
    other.entries.create(
        seq=1, changed_seq=1, author=responder, happened_at=LONG_AGO, text="Removed the <b>cache</b> by hand"
    )
    make("Unrelated")
    assert set(listed(q="cache")) == {"The caches were cold", "Shop down"}


def test_what_matched_in_an_entry_is_shown_and_escaped(as_user, responder):
    incident = make("Shop down")
    incident.entries.create(
        seq=1, changed_seq=1, author=responder, happened_at=LONG_AGO, text="Removed the <b>cache</b> by hand"
    )
    page = as_user(responder).get(reverse("incident_list"), {"q": "cache"}).content.decode()
    assert "<mark>cache</mark>" in page
    assert "<b>cache" not in page


def test_a_struck_entry_is_not_found(listed, responder):
    incident = make("Shop down")
    incident.entries.create(
        seq=1,
        changed_seq=1,
        author=responder,
        happened_at=LONG_AGO,
        text="cache",
        struck_at=LONG_AGO,
        struck_by=responder,
    )
    assert listed(q="cache") == []


@pytest.mark.parametrize("words", ["'", '"', "\\", "a & | !", "(((", "%_", "\x00", "x" * 5000, "-", "<>"])
def test_odd_words_are_no_error(as_user, responder, words):
    assert as_user(responder).get(reverse("incident_list"), {"q": words}).status_code == 200


def test_the_number_of_queries_does_not_grow(as_user, responder, django_assert_max_num_queries):
    client = as_user(responder)
    shop = Service.objects.create(name="Shop")

    def fill(count):
        for n in range(count):
            make(f"Incident {n}", by=responder, lead=make_user()).services.add(shop)

    fill(1)
    with django_assert_max_num_queries(15) as one:
        client.get(reverse("incident_list"), {"q": "incident"})
    fill(49)
    with django_assert_max_num_queries(15) as fifty:
        client.get(reverse("incident_list"), {"q": "incident"})
    assert len(one) == len(fifty)


def test_impact_is_never_guessed(as_user, responder):
    make("Unknown", status=Status.RESOLVED)
    make("Known", status=Status.RESOLVED, impact_started_at=LONG_AGO, mitigated_at=LONG_AGO + timedelta(minutes=45))
    make("Backwards", status=Status.RESOLVED, impact_started_at=LONG_AGO, mitigated_at=LONG_AGO - timedelta(minutes=5))
    rows = as_user(responder).get(reverse("incident_list")).context["rows"]
    assert {row.title: row.lasted for row in rows} == {
        "Unknown": "unknown",
        "Known": "45 min",
        "Backwards": "invalid",
    }


def test_the_export_holds_the_filtered_rows_and_no_formula(as_user, responder):
    make('=HYPERLINK("http://evil")', level=1)
    make("Other", level=4)
    response = as_user(responder).get(reverse("incident_csv"), {"severity": "1"})
    body = b"".join(response).decode("utf-8-sig")
    assert "'=HYPERLINK" in body
    assert "Other" not in body
    assert AuditEvent.objects.filter(actor=responder, action="exported").count() == 1


def test_a_press_in_the_list_asks_for_the_rows_alone(as_user, responder):
    response = as_user(responder).get(
        reverse("incident_list"), headers={"HX-Request": "true", "HX-Target": "incidents"}
    )
    assert b"<html" not in response.content


@pytest.mark.parametrize("query", ["since=0001-01-01", "until=9999-12-31", "since=0001-01-01&until=9999-12-31"])
def test_days_at_the_ends_of_the_calendar_leave_out_nothing(as_user, query):
    east = as_user(make_user("Aroha Ngata", zone="Pacific/Auckland"))
    make("Cannot pay")
    assert len(east.get(f"/incidents/?{query}").context["rows"]) == 1


def test_an_instant_that_stands_in_for_the_begin_says_which_it_is(as_user, responder):
    make("Mitigated first", mitigated_at=LONG_AGO, began_at=LONG_AGO)
    make("Detected first", detected_at=LONG_AGO, began_at=LONG_AGO)
    rows = as_user(responder).get(reverse("incident_list")).context["rows"]
    assert {row.title: row.began_word for row in rows} == {
        "Mitigated first": "earliest known",
        "Detected first": "detected",
    }
