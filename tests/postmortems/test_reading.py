"""The page to read: which entries tell the story, which way the times are written, and what is left out."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from accounts.models import User
from core.clock import now
from incidents.enums import Milestone, Status
from incidents.models import Incident
from incidents.services.changes import StatusChange, change_status
from incidents.services.creating import IncidentDetails
from incidents.services.past_incidents import PastHistory, record_past_incident
from postmortems.enums import FactorKind
from postmortems.models import Postmortem
from postmortems.services.analysis import add_factor
from postmortems.services.factor_links import FactorLinks
from tests.factories.incidents import make_entry, make_incident, resolve
from tests.factories.postmortems import make_postmortem, publish
from tests.html import text_of

LogIn = Callable[[User], Client]


@pytest.fixture
def incident(responder: User) -> Incident:
    """Over for an hour, with three entries of which one is starred."""
    found = make_incident(by=responder)
    for minutes, text, fields in (
        (200, "The alarm rings", {"milestones": (Milestone.IMPACT_STARTED,)}),
        (150, "The cache was wrong", {"is_starred": True}),
        (100, "Something small", {}),
    ):
        make_entry(found, text, happened_at=now() - timedelta(minutes=minutes), **fields)
    return resolve(found, at=now() - timedelta(minutes=60))


@pytest.fixture
def postmortem(incident: Incident, responder: User) -> Postmortem:
    return make_postmortem(incident=incident, author=responder)


def read(client: Client, postmortem: Postmortem, query: str = "") -> str:
    return client.get(postmortem.get_absolute_url() + query).content.decode()


def timeline(client: Client, postmortem: Postmortem, query: str = "") -> str:
    page = read(client, postmortem, query)
    return text_of(page[page.index('<section id="timeline"') : page.index('<section id="actions"')])


def test_the_starred_entries_are_shown_and_all_are_one_link_away(
    as_user: LogIn, postmortem: Postmortem, responder: User
) -> None:
    client = as_user(responder)
    starred, every = timeline(client, postmortem), timeline(client, postmortem, "?entries=all")
    assert "The cache was wrong" in starred
    assert "Something small" not in starred
    assert all(words in every for words in ("The alarm rings", "The cache was wrong", "Something small"))
    assert 'href="?zone=incident&amp;entries=all#timeline"' in read(client, postmortem)
    assert 'href="?zone=incident#timeline"' in read(client, postmortem, "?entries=all")


def test_the_choice_of_entries_and_of_the_zone_keep_each_other(
    as_user: LogIn, postmortem: Postmortem, responder: User
) -> None:
    page = read(as_user(responder), postmortem, "?zone=utc&entries=all")
    assert 'href="?zone=utc#timeline"' in page
    assert 'href="?zone=incident&amp;entries=all#timeline"' in page


def test_without_a_star_all_entries_are_shown_and_nothing_is_offered(
    as_user: LogIn, postmortem: Postmortem, responder: User
) -> None:
    postmortem.incident.entries.update(is_starred=False)
    assert "Something small" in timeline(as_user(responder), postmortem)
    assert "entries=all" not in read(as_user(responder), postmortem)


def test_notes_about_the_record_are_not_part_of_the_story(
    as_user: LogIn, postmortem: Postmortem, responder: User
) -> None:
    incident = publish(postmortem, responder).incident
    make_entry(incident, "Said a day later", happened_at=now())
    change_status(incident=incident, actor=responder, change=StatusChange(action="close"))
    told = timeline(as_user(responder), postmortem, "?entries=all")
    assert "Said a day later" in told
    assert "→ resolved" in told
    assert "closed" not in told.lower()
    assert "postmortem" not in told.lower()


def test_a_status_before_the_last_end_is_part_of_the_story(
    as_user: LogIn, postmortem: Postmortem, responder: User
) -> None:
    change = StatusChange(action="reopen", reason="It is back")
    change_status(incident=postmortem.incident, actor=responder, change=change)
    resolve(postmortem.incident, by=responder)
    assert "It is back" in timeline(as_user(responder), postmortem, "?entries=all")


def test_of_a_past_incident_neither_the_lead_time_nor_when_it_was_written_is_shown(
    as_user: LogIn, postmortem: Postmortem, responder: User
) -> None:
    details = IncidentDetails(title="Long ago", level=2, zone="UTC")
    history = PastHistory(status=Status.RESOLVED, wants_postmortem=True)
    past = record_past_incident(actor=responder, details=details, history=history, client_uuid=uuid4())
    make_entry(past, "It was down", happened_at=now() - timedelta(days=90), milestones=(Milestone.RESOLVED,))
    recorded = publish(make_postmortem(incident=Incident.objects.get(pk=past.pk), author=responder), responder)
    client = as_user(responder)

    assert "Postmortem lead time" not in read(client, recorded)
    assert "Postmortem lead time" in read(client, publish(postmortem, responder))
    told = timeline(client, recorded)
    assert "It was down" in told
    assert "written" not in told
    assert "recorded this past incident" not in told
    assert "Recorded afterwards, on" in told


def test_evidence_of_the_day_of_the_timeline_is_named_by_its_time_alone(
    as_user: LogIn, postmortem: Postmortem, responder: User
) -> None:
    incident = postmortem.incident
    shown = incident.entries.get(text="The cache was wrong")
    noon = now().replace(hour=12, minute=0) - timedelta(days=10)
    incident.entries.told().update(happened_at=noon)
    add_factor(
        postmortem=postmortem,
        actor=responder,
        kind=FactorKind.TRIGGER,
        text="A wrong cache",
        links=FactorLinks(evidence=(shown,)),
    )
    client = as_user(responder)
    assert "Evidence 12:00 UTC The cache was wrong" in text_of(read(client, postmortem))
    incident.entries.filter(pk=shown.pk).update(is_starred=False, happened_at=noon - timedelta(days=3))
    dated = f"Evidence {(noon - timedelta(days=3)).day} {noon - timedelta(days=3):%b}"
    assert dated in text_of(read(client, postmortem))
