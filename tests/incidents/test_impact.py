"""Impact is the union of its periods, and is said the same way wherever it is shown."""

import csv
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from core.clock import frozen
from incidents.enums import Milestone, Status
from incidents.models import Incident
from incidents.selectors.impact import impact_duration, periods_of
from incidents.selectors.length import length_of
from incidents.selectors.phases import phase_bar
from incidents.services.timeline import EntryDetails, append_entry
from tests.factories.incidents import make_incident
from tests.factories.postmortems import make_postmortem
from tests.html import html_of

LogIn = Callable[[User], Client]
ZERO = datetime(2023, 5, 13, 14, 0, tzinfo=UTC)
LATER = ZERO + timedelta(hours=5)


def at(minutes: int | None) -> datetime | None:
    return None if minutes is None else ZERO + timedelta(minutes=minutes)


def suffered(
    periods: Iterable[tuple[int | None, int | None]], status: Status = Status.RESOLVED, **minutes: int
) -> Incident:
    """An incident with these periods of impact and milestones, in minutes."""
    instants = {f"{name}_at": at(number) for name, number in minutes.items()}
    incident = make_incident("Shop down", level=2)
    Incident.objects.filter(pk=incident.pk).update(status=status, declared_at=ZERO, began_at=ZERO, **instants)
    incident.refresh_from_db()
    for start, end in periods:
        incident.impact_intervals.create(started_at=at(start), ended_at=at(end))
    return incident


def said(incident: Incident) -> str:
    with frozen(LATER):
        return impact_duration(incident, periods_of(incident)).text


@pytest.mark.parametrize(
    ("periods", "status", "minutes", "words"),
    [
        ([], Status.RESOLVED, {"impact_started": 0, "mitigated": 45, "resolved": 200}, "45 min"),
        ([(0, 35), (60, 75)], Status.RESOLVED, {"impact_started": 0, "mitigated": 35, "resolved": 200}, "50 min"),
        ([(0, 35), (20, 40)], Status.RESOLVED, {}, "40 min"),
        ([(0, 35), (60, None)], Status.RESOLVED, {}, "at least 35 min"),
        ([(None, 35)], Status.RESOLVED, {}, "unknown"),
        ([(0, None)], Status.INVESTIGATING, {"impact_started": 0}, "5 h so far"),
        ([(0, None)], Status.MITIGATED, {"impact_started": 0, "mitigated": 30}, "unknown"),
        ([], Status.INVESTIGATING, {"impact_started": 60}, "4 h so far"),
        ([], Status.INVESTIGATING, {}, "unknown"),
        ([], Status.RESOLVED, {"impact_started": 10, "mitigated": 5}, "invalid"),
        ([], Status.RESOLVED, {"impact_started": 0, "resolved": 30}, "unknown"),
    ],
)
@pytest.mark.django_db
def test_the_impact(periods, status, minutes, words):
    assert said(suffered(periods, status, **minutes)) == words


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("status", "minutes", "words"),
    [
        (Status.INVESTIGATING, {}, ("Duration unknown", "")),
        (Status.INVESTIGATING, {"reported": 60}, ("4 h", "since first report")),
        (Status.INVESTIGATING, {"impact_started": 60}, ("4 h", "of impact so far")),
        (Status.MITIGATED, {"impact_started": 0, "mitigated": 30}, ("30 min", "of impact")),
        (Status.RESOLVED, {"impact_started": 0, "resolved": 30}, ("30 min", "to resolve")),
        (Status.RESOLVED, {"resolved": 30}, ("Duration unknown", "")),
    ],
)
def test_the_header(status, minutes, words):
    with frozen(LATER):
        length = length_of(suffered([], status, **minutes), [])
    assert (length.words, length.since) == words


@pytest.mark.django_db
def test_the_bar_draws_the_relapse_and_an_unknown_end_as_unknown():
    incident = suffered([(0, 30), (60, None)], impact_started=0, mitigated=30, resolved=120)
    bar = phase_bar(incident, "UTC", LATER, periods=periods_of(incident))
    assert [(part.x, part.is_known) for part in bar.periods] == [(0.0, True), (50.0, False)]
    assert bar.periods[1].x + bar.periods[1].width == 100


@pytest.mark.django_db
def test_one_impact_on_every_page(as_user: LogIn, responder: User) -> None:
    incident = suffered([(0, 30), (60, 80)], impact_started=0, mitigated=30, resolved=120)
    client = as_user(responder)
    make_postmortem(incident=incident)
    listed = client.get(reverse("incident_list")).context["rows"][0]
    exported = next(csv.DictReader(StringIO(client.get(reverse("incident_csv")).getvalue().decode("utf-8-sig"))))
    assert (listed.lasted, exported["impact minutes"], exported["minutes to resolve"]) == ("50 min", "50", "120")
    assert "<strong>50 min</strong> of impact" in html_of(client.get(incident.get_absolute_url()))
    learned = html_of(client.get(reverse("postmortem", args=[incident.pk])))
    assert "<dt>Impact</dt> <dd>50 min</dd>" in learned
    assert "all impact periods added up, overlaps once" in learned


def test_about_is_said_wherever_the_time_is(as_user: LogIn, responder: User) -> None:
    incident = make_incident("Shop down", by=responder)
    for minutes, milestone, is_about in ((0, Milestone.IMPACT_STARTED, True), (20, Milestone.MITIGATED, False)):
        details = EntryDetails(
            text="so it was",
            happened_at=ZERO + timedelta(minutes=minutes),
            is_about=is_about,
            milestones=(milestone,),
        )
        append_entry(incident=incident, actor=responder, details=details)
    client = as_user(responder)
    page = html_of(client.get(incident.get_absolute_url()))
    assert "<strong>about 20 min</strong> of impact" in page
    assert 'about <time datetime="2023-05-13T14:00:00Z">' in page
    assert client.get(reverse("incident_list")).context["rows"][0].lasted == "about 20 min"
    assert "about <time" in html_of(client.get(reverse("incident_list")))
    exported = next(csv.DictReader(StringIO(client.get(reverse("incident_csv")).getvalue().decode("utf-8-sig"))))
    assert exported["about"] == "impact started"
