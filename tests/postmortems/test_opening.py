"""Opening a postmortem: by hand, by the rule of the incident, once."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.enums import Role
from accounts.models import User
from catalogue.models import Policy, Severity
from core.clock import frozen
from incidents.enums import EntryKind, Status
from incidents.models import Incident, TimelineEntry
from postmortems.enums import PostmortemStatus, SectionKind
from postmortems.models import Postmortem
from postmortems.services.postmortems import PostmortemDetails, change_details, follow_incident, open_postmortem
from tests.factories.postmortems import make_over, save, section_of

EVENING = datetime(2026, 3, 10, 22, 30, tzinfo=UTC)  # already the 11th in Nairobi


def test_it_has_the_templates_sections_in_order(responder: User) -> None:
    postmortem = open_postmortem(incident=make_over(lead=responder), actor=responder)

    kinds = list(postmortem.sections.values_list("kind", flat=True))
    assert kinds == [kind for kind in SectionKind if kind != SectionKind.CUSTOM]
    assert postmortem.status == PostmortemStatus.DRAFT
    assert postmortem.owner == responder


def test_opening_twice_gives_the_same_one_and_one_entry(responder: User) -> None:
    incident = make_over(lead=responder)

    first = open_postmortem(incident=incident, actor=responder)
    second = open_postmortem(incident=incident, actor=responder)

    assert first == second
    entries = TimelineEntry.objects.filter(incident=incident, kind=EntryKind.POSTMORTEM)
    assert [entry.facts["opened"] for entry in entries] == [True]


def test_it_is_due_so_many_days_after_the_incidents_own_day(responder: User) -> None:
    Policy.objects.filter(name="SEV2").update(postmortem_days=7)
    with frozen(EVENING):
        incident = make_over(lead=responder, resolved_at=EVENING, zone="Africa/Nairobi")
        assert open_postmortem(incident=incident, actor=responder).due_on == date(2026, 3, 18)


def test_without_a_resolved_mark_the_days_count_from_today(responder: User) -> None:
    with frozen(EVENING):
        incident = make_over(lead=responder, resolved_at=None, zone="UTC")
        assert open_postmortem(incident=incident, actor=responder).due_on == date(2026, 3, 17)


def test_an_old_incident_is_not_late_when_its_postmortem_opens(responder: User) -> None:
    with frozen(EVENING):
        incident = make_over(lead=responder, resolved_at=EVENING - timedelta(days=900), zone="UTC")
        assert open_postmortem(incident=incident, actor=responder).due_on == date(2026, 3, 17)


@pytest.mark.parametrize("change", [{"is_active": False}, {"role": Role.REPORTER}])
def test_a_lead_who_left_or_is_a_reporter_now_is_not_made_its_author(
    responder: User, change: dict[str, object]
) -> None:
    incident = make_over(lead=responder)
    User.objects.filter(pk=responder.pk).update(**change)
    assert open_postmortem(incident=incident, actor=responder).owner is None


def test_without_a_lead_whoever_opens_it_by_hand_is_its_author(
    as_user: Callable[[User], Client], responder: User, manager: User
) -> None:
    incident = make_over()
    as_user(manager).post(reverse("postmortem_open", args=[incident.pk]))
    as_user(responder).post(reverse("postmortem_open", args=[incident.pk]))
    assert Postmortem.objects.get().owner == manager


def test_without_a_lead_who_saves_first_is_its_author_until_somebody_chose(responder: User, manager: User) -> None:
    postmortem = open_postmortem(incident=make_over(), actor=responder)
    assert postmortem.owner is None
    section = section_of(postmortem, SectionKind.IMPACT)
    section = save(section, manager, "Nobody could pay.")
    section = save(section, responder, "Nobody could pay for an hour.")
    postmortem.refresh_from_db()
    assert postmortem.owner == manager
    (event,) = postmortem.events.filter(what="Author")
    assert (event.actor, event.before, event.after) == (manager, "not assigned", manager.name)

    details = PostmortemDetails(owner=None, facilitator=None, due_on=postmortem.due_on)
    change_details(postmortem=postmortem, actor=responder, details=details)
    save(section, responder, "Nobody could pay for two hours.")
    postmortem.refresh_from_db()
    assert postmortem.owner is None


@pytest.mark.parametrize(
    ("fields", "opens"),
    [
        ({"level": 1}, True),
        ({"level": 1, "status": Status.CLOSED}, True),
        ({"level": 1, "status": Status.MITIGATED}, False),
        ({"level": 1, "is_drill": True}, False),
        ({"level": 1, "status": Status.CANCELLED}, False),
        ({"level": 3}, False),
    ],
)
def test_it_opens_by_itself_when_the_severity_demands_it_and_the_incident_is_over(
    responder: User, fields: dict[str, object], *, opens: bool
) -> None:
    incident = make_over(lead=responder, **fields)  # type: ignore[arg-type]

    follow_incident(incident=incident, actor=responder, change=EntryKind.STATUS)
    follow_incident(incident=incident, actor=responder, change=EntryKind.STATUS)

    assert Postmortem.objects.filter(incident=incident).count() == opens


def test_it_opens_when_the_severity_is_raised_later(responder: User) -> None:
    incident = make_over(lead=responder, level=4)
    follow_incident(incident=incident, actor=responder, change=EntryKind.STATUS)
    assert not Postmortem.objects.exists()

    incident.severity = Severity.objects.get(level=1)
    incident.save()
    follow_incident(incident=incident, actor=responder, change=EntryKind.STATUS)

    assert Postmortem.objects.get().incident == incident
    assert Incident.objects.get().postmortem_required


def test_a_lowered_severity_demands_none_and_keeps_the_one_that_is_there(responder: User) -> None:
    incident = make_over(lead=responder, level=1)
    follow_incident(incident=incident, actor=responder, change=EntryKind.STATUS)

    incident.severity = Severity.objects.get(level=4)
    incident.save()
    follow_incident(incident=incident, actor=responder, change=EntryKind.STATUS)

    assert Postmortem.objects.filter(incident=incident).exists()
    assert not Incident.objects.get().postmortem_required


@pytest.mark.parametrize("fields", [{"level": 5}, {"is_drill": True}, {"status": Status.CANCELLED}])
def test_by_hand_it_opens_for_any_incident(responder: User, fields: dict[str, object]) -> None:
    incident = make_over(lead=responder, **fields)  # type: ignore[arg-type]
    assert open_postmortem(incident=incident, actor=responder).incident == incident
