"""The record that prose is held against: read from the timeline and the fields, in one query."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from incidents.enums import Milestone
from incidents.readers.contradictions import contradictions
from incidents.readers.corrected import Corrected
from incidents.readers.record import FactKind, Instant, Share
from incidents.selectors.record import record_of
from incidents.services.details import Interval, edit_impact
from incidents.services.roles import RoleChange, assign_role
from incidents.services.timeline import EntryCorrection, correct_entry, redact_entry, strike_entry
from tests.factories.accounts import make_user
from tests.factories.incidents import make_entry, make_incident, resolve

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)


def later(minutes):
    return NOON + timedelta(minutes=minutes)


@pytest.fixture
def incident(responder):
    found = make_incident(by=responder, lead=responder)
    make_entry(found, "Checkout fails.", by=responder, happened_at=NOON, milestones=[Milestone.IMPACT_STARTED])
    make_entry(found, "It works.", by=responder, happened_at=later(60), milestones=[Milestone.MITIGATED])
    resolve(found, by=responder, at=later(90))
    return found


def fresh(incident):
    incident.refresh_from_db()
    return record_of(incident)


def test_times_and_lengths(incident):
    record = fresh(incident)
    assert record.instants[FactKind.STARTED] == (Instant(NOON),)
    assert record.instants[FactKind.ENDED] == (Instant(later(60)), Instant(later(90)))
    assert record.instants[FactKind.RESOLVED] == (Instant(later(90)), Instant(later(60)))
    assert record.lengths[FactKind.LASTED][0] == timedelta(minutes=60)
    assert record.lengths[FactKind.TO_RESOLVE][0] == timedelta(minutes=90)
    assert {FactKind.DETECTED, FactKind.ACKNOWLEDGED, FactKind.TO_DETECT}.isdisjoint(
        {*record.instants, *record.lengths}
    )
    assert {NOON, later(60), later(90)} <= set(record.known)


def test_periods_of_the_impact(incident, responder):
    periods = [Interval(NOON, later(20)), Interval(later(40), later(70))]
    edit_impact(incident=incident, actor=responder, intervals=periods)
    record = fresh(incident)
    assert record.instants[FactKind.ENDED][0] == Instant(later(70))
    assert set(record.lengths[FactKind.LASTED]) >= {timedelta(minutes=50), timedelta(minutes=20), timedelta(minutes=30)}


def test_what_goes_on_has_no_end_and_no_length(responder):
    found = make_incident(by=responder)
    make_entry(found, by=responder, happened_at=NOON, milestones=[Milestone.IMPACT_STARTED])
    record = fresh(found)
    assert (set(record.instants), record.lengths) == ({FactKind.STARTED}, {})


def test_an_approximate_time_is_that(incident, responder):
    entry = incident.entries.get(happened_at=NOON)
    about = EntryCorrection(text=entry.text, happened_at=NOON, is_about=True)
    correct_entry(entry=entry, actor=responder, correction=about)
    record = fresh(incident)
    assert record.instants[FactKind.STARTED] == (Instant(NOON, is_about=True),)
    assert FactKind.LASTED not in record.lengths


@pytest.mark.parametrize(
    ("values", "share"),
    [
        ({}, None),
        ({"impact_all_users": True}, Share(100, "users")),
        ({"impact_percent": 40, "impact_percent_of": "requests"}, Share(40, "requests")),
        ({"impact_percent": 40, "impact_all_users": True}, None),
    ],
)
def test_the_extent_of_the_impact(incident, values, share):
    for name, value in values.items():
        setattr(incident, name, value)
    assert record_of(incident).share == share


def test_people_and_who_led(incident, responder):
    other = make_user("Fatuma Ali")
    assert fresh(incident).had_lead == (responder.name,)
    assign_role(incident=incident, actor=responder, change=RoleChange(role="lead", person=other))
    record = fresh(incident)
    assert record.had_lead == (responder.name, other.name)
    assert set(record.people) == {responder.name, other.name}


def test_corrections_of_what_holds(incident, responder):
    entry = make_entry(incident, "Took 40 minutes.", by=responder, happened_at=later(5))
    moved = EntryCorrection(text="Took 20 minutes.", happened_at=later(7))
    correct_entry(entry=entry, actor=responder, correction=moved)
    record = fresh(incident)
    assert record.corrected == (Corrected(later(5), later(7), "Took 40 minutes.", "Took 20 minutes."),)
    assert "Took 20 minutes." in record.told
    assert [each.instead for each in contradictions("The restart took some minutes, from 12:05 UTC.", record)] == [
        "12:07 UTC"
    ]
    strike_entry(entry=entry, actor=responder, reason="Wrong")
    record = fresh(incident)
    assert (record.corrected, "Took 20 minutes." in record.told) == ((), False)


def test_what_was_redacted_is_in_no_record(incident, responder, admin):
    entry = make_entry(incident, "Token abc, 40 minutes.", by=responder, happened_at=later(5))
    moved = EntryCorrection(text="Token abc, 20 minutes.", happened_at=later(7))
    correct_entry(entry=entry, actor=responder, correction=moved)
    redact_entry(entry=entry, actor=admin, reason="A token")
    assert "abc" not in repr(fresh(incident))


def test_it_is_one_query_for_one_entry_and_for_many(incident, responder):
    def queries():
        with CaptureQueriesContext(connection) as counted:
            record_of(incident)
        return len(counted)

    assert queries() == 1
    for minute in range(20):
        entry = make_entry(incident, f"{minute} %", by=responder, happened_at=later(minute))
        moved = EntryCorrection(text="None", happened_at=later(minute + 1))
        correct_entry(entry=entry, actor=responder, correction=moved)
    assert queries() == 1
