"""What the composer offers to complete, and files in it."""

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from catalogue.models import IncidentRole
from incidents.models import TimelineEntry
from incidents.services.changes import StatusChange, change_status
from tests.core.pictures import picture
from tests.factories.accounts import make_user
from tests.factories.incidents import make_incident, make_private_incident


@pytest.fixture
def offered(as_user, responder):
    def ask(incident, by=responder):
        return as_user(by).get(reverse("entry_completion", args=[incident.pk])).json()

    return ask


def command(offer, name):
    return next((each for each in offer["commands"] if each["name"] == name), None)


def people(offer):
    return {person["handle"]: person["sees"] for person in offer["people"]}


def test_the_statuses_offered_are_those_of_the_table(offered, responder):
    incident = make_incident(by=responder)
    first = {value for value, _ in command(offered(incident), "status")["options"]}
    change_status(incident=incident, actor=responder, change=StatusChange(action="resolve"))
    later = {value for value, _ in command(offered(incident), "status")["options"]}
    assert first == {"mitigated", "identified", "resolved", "cancelled"}
    assert later == {"closed", "investigating", "mitigated", "cancelled"}


def test_roles_in_use_are_offered(offered, responder):
    IncidentRole.objects.create(slug="dba", name="DBA", position=25)
    IncidentRole.objects.filter(slug="scribe").update(is_active=False)
    assert command(offered(make_incident(by=responder)), "role")["options"] == [
        ["lead", "Lead"],
        ["communications", "Communications"],
        ["dba", "DBA"],
    ]


def test_a_command_that_one_may_not_give_is_not_offered(offered, responder, manager):
    incident = make_incident(by=responder)
    assert command(offered(incident), "update") is None
    assert command(offered(incident, manager), "update") is not None


def test_only_people_who_work_on_incidents_are_offered(offered, responder, reporter):
    make_user("Ana Silva", email="ana@example.com")
    make_user("Ana Silva", email="ana@example.org")
    found = people(offered(make_incident(by=responder)))
    assert "ana.silva" in found
    assert "ana" not in found
    assert not any(handle.startswith("peter") for handle in found)
    assert all(found.values())


def test_in_a_private_incident_strangers_are_marked(offered, responder, admin):
    make_user("Ben Otto", email="ben@example.com")
    found = people(offered(make_private_incident(by=responder)))
    own, theirs = responder.email.partition("@")[0], admin.email.partition("@")[0]
    assert (found[own], found[theirs], found["ben"]) == (True, True, False)


def test_three_personas(as_user, reporter, responder, manager):
    where = reverse("entry_completion", args=[make_private_incident(by=responder).pk])
    assert [as_user(user).get(where).status_code for user in (reporter, responder, manager)] == [404, 200, 404]


def test_the_queries_stay_the_same_with_many_people(
    as_user, responder, django_assert_max_num_queries, django_assert_num_queries
):
    where = reverse("entry_completion", args=[make_private_incident(by=responder).pk])
    client = as_user(responder)
    with django_assert_max_num_queries(9) as few:
        client.get(where)
    for _ in range(50):
        make_user("Somebody Else")
    with django_assert_num_queries(len(few)):
        client.get(where)


def send(client, incident, **fields):
    return client.post(reverse("entry_add", args=[incident.pk]), {"client_uuid": uuid4()} | fields)


def test_several_files_go_with_one_entry(as_user, responder):
    incident = make_incident(by=responder)
    files = [SimpleUploadedFile("a.log", b"one"), SimpleUploadedFile("graph.png", picture("PNG"))]
    assert send(as_user(responder), incident, text="The graph", file=files).status_code == 302
    entry = TimelineEntry.objects.latest("seq")
    assert [file.name for file in entry.attachments.all()] == ["a.log", "graph.png"]


def test_files_alone_are_an_entry(as_user, responder):
    incident = make_incident(by=responder)
    send(as_user(responder), incident, file=[SimpleUploadedFile("a.log", b"one")])
    assert TimelineEntry.objects.latest("seq").text == "Attached: a.log."


def test_one_file_that_cannot_be_taken_keeps_the_entry_back(as_user, responder):
    incident = make_incident(by=responder)
    files = [SimpleUploadedFile("a.log", b"one"), SimpleUploadedFile("graph.png", b"no picture")]
    response = send(as_user(responder), incident, text="The graph", file=files)
    assert response.status_code == 422
    assert "graph.png" in response.content.decode()
    assert not TimelineEntry.objects.told().exists()


def test_a_command_takes_files_along(as_user, responder):
    incident = make_incident(by=responder)
    send(as_user(responder), incident, text="/sev 1 see the graph", file=[SimpleUploadedFile("a.log", b"one")])
    assert TimelineEntry.objects.latest("seq").attachments.count() == 1
