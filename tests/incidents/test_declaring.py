"""Declaring an incident, and recording one that is over."""

from dataclasses import replace
from datetime import timedelta
from functools import partial
from uuid import uuid4

import pytest

from core.clock import now
from core.errors import Conflict, DomainError
from incidents.enums import EntryKind, Milestone, Origin, Status
from incidents.models import Incident
from incidents.services.creating import IncidentDetails
from incidents.services.declaring import declare_incident
from incidents.services.details import edit_details
from incidents.services.past_incidents import PastHistory, record_past_incident
from notifications.models import Delivery
from tests.factories.accounts import make_user
from tests.factories.incidents import make_incident
from tests.together import at_once

DETAILS = IncidentDetails(title="Shop unreachable", level=3, zone="Africa/Nairobi", summary="Nobody can buy")


def declare(actor, key=None, **changes):
    return declare_incident(actor=actor, details=replace(DETAILS, **changes), client_uuid=key or uuid4())


def record(actor, history, **changes):
    details = replace(DETAILS, **changes)
    return record_past_incident(actor=actor, details=details, history=history, client_uuid=uuid4())


def milestones_of(incident):
    incident.refresh_from_db()
    return {each: getattr(incident, each.column) for each in Milestone if getattr(incident, each.column)}


def test_nothing_that_nobody_said_is_known(responder):
    incident = declare(responder)
    assert (incident.status, milestones_of(incident)) == (Status.INVESTIGATING, {})
    assert incident.began_at == incident.declared_at
    assert list(incident.entries.values_list("kind", "origin")) == [(EntryKind.DECLARED, Origin.SYSTEM)]


def test_when_the_impact_began_is_a_milestone_of_the_timeline(responder):
    at = now() - timedelta(minutes=20)
    incident = declare(responder, impact_started_at=at, impact_is_about=True)
    assert milestones_of(incident) == {Milestone.IMPACT_STARTED: at}
    assert incident.marks.get().entry.is_about
    assert incident.began_at == at


def test_sent_twice_it_is_stored_once_whatever_became_of_it(responder, manager):
    key = uuid4()
    first = declare(responder, key, level=1)
    edit_details(incident=first, actor=manager, values={"title": "Another title by now"})
    assert declare(responder, key, level=1) == first
    assert Delivery.objects.filter(kind="incident_announced").count() == 1


@pytest.mark.parametrize("other", [{"title": "Another"}, {"level": 1}, {"summary": "Some"}, {"is_private": True}])
def test_something_else_under_the_same_uuid_is_a_conflict(responder, other):
    key = uuid4()
    declare(responder, key)
    with pytest.raises(Conflict):
        declare(responder, key, **other)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"zone": "Mars/Olympus"}, "zone"),
        ({"impact_started_at": now() + timedelta(days=30)}, "impact_started"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field_and_nothing_is_stored(responder, wrong, field):
    with pytest.raises(DomainError) as refused:
        declare(responder, **wrong)
    assert refused.value.field == field
    assert not Incident.objects.exists()


def test_only_responders_lead_or_are_members(responder, reporter):
    for wrong in ({"lead": reporter}, {"members": (reporter,), "is_private": True}):
        with pytest.raises(DomainError, match="not a responder"):
            declare(responder, **wrong)


def test_the_lead_of_a_private_incident_becomes_a_member_by_a_yes_alone(responder, manager):
    with pytest.raises(DomainError) as refused:
        declare(responder, is_private=True, lead=manager)
    assert refused.value.field == "members"
    incident = declare(responder, is_private=True, lead=manager, members=(manager,))
    assert set(incident.members.all()) == {responder, manager}


def test_a_past_incident_has_all_its_milestones_and_tells_nobody(responder, manager):
    began = now() - timedelta(days=3)
    known = {
        Milestone.IMPACT_STARTED: began,
        Milestone.DETECTED: began + timedelta(minutes=5),
        Milestone.RESOLVED: began + timedelta(hours=2),
    }
    history = PastHistory(status=Status.RESOLVED, milestones=known, about=frozenset({Milestone.DETECTED}))
    incident = record(responder, history, level=1, lead=manager)
    assert milestones_of(incident) == known
    assert (incident.status, incident.is_past, incident.began_at) == (Status.RESOLVED, True, began)
    assert incident.marks.get(milestone=Milestone.DETECTED).entry.is_about
    assert not Delivery.objects.exists()


def test_the_story_of_a_past_incident_is_told_and_its_impact_kept(responder):
    history = PastHistory(status=Status.RESOLVED, story="The cache was full.", impact={"impact_percent": 75})
    incident = record(responder, history)
    assert incident.entries.told().get().text == "The cache was full."
    assert incident.impact_percent == 75


@pytest.mark.parametrize(
    ("history", "words"),
    [
        (PastHistory(Status.RESOLVED, {Milestone.DETECTED: now() + timedelta(days=30)}), "future"),
        (
            PastHistory(
                Status.RESOLVED,
                {Milestone.IMPACT_STARTED: now(), Milestone.RESOLVED: now() - timedelta(hours=1)},
            ),
            "is before “impact started”",
        ),
        (PastHistory(Status.CLOSED, wants_postmortem=True), "postmortem is published"),
    ],
)
def test_a_history_that_cannot_be_is_refused(responder, history, words):
    with pytest.raises(DomainError, match=words):
        record(responder, history)
    assert not Incident.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_one_form_sent_ten_times_at_once_is_one_incident():
    person, key = make_user(), uuid4()
    stored = at_once(*[partial(declare, person, key)] * 10)
    assert stored == [Incident.objects.get()] * 10


def test_words_for_customers_are_an_update_in_the_timeline_too(responder):
    incident = make_incident(by=responder, level=3, lead=responder, public_summary=" Paying fails. ")
    (update,) = incident.entries.filter(kind=EntryKind.UPDATE)
    assert (update.text, update.author) == ("Paying fails.", responder)
    assert (incident.public_summary, incident.is_customer_facing) == ("Paying fails.", True)
    assert incident.public_summary_at is not None
    assert incident.seq == incident.entries.count()
