"""Logging and mending entries."""

from datetime import timedelta
from functools import partial
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.db import connection

from core.clock import now
from core.errors import Conflict, DomainError
from customers.services.reports import join_report
from incidents.enums import EntryKind, Milestone, Origin
from incidents.models import TimelineEntry
from incidents.services import milestones, timeline
from incidents.services.attachments import attach_file
from incidents.services.changes import StatusChange, change_status
from notifications.models import Delivery
from tests.factories.accounts import make_user
from tests.factories.customers import make_report
from tests.factories.incidents import make_entry, make_incident, make_private_incident
from tests.together import at_once


@pytest.fixture
def incident():
    return make_incident()


def correct(entry, actor, text="Mended.", **changes):
    options = {name: changes.pop(name) for name in ("reason", "base_seq", "make_members") if name in changes}
    values = {"happened_at": entry.happened_at, "until_at": entry.until_at, **changes}
    correction = timeline.EntryCorrection(text, **values)
    return timeline.correct_entry(entry=entry, actor=actor, correction=correction, **options)


def test_an_entry_keeps_when_it_happened_and_when_it_was_written(incident, responder):
    at = now() - timedelta(minutes=25)
    entry = make_entry(incident, "Restarted **the** database", by=responder, happened_at=at)
    assert entry.happened_at == at
    assert entry.written_at > at
    assert "<strong>the</strong>" in entry.html
    assert (entry.author, entry.origin) == (responder, Origin.TOLD)


@pytest.mark.parametrize("words", ["", "   ", "\n\n"])
def test_an_entry_without_words_is_refused(incident, responder, words):
    with pytest.raises(DomainError, match="Write what happened"):
        make_entry(incident, words, by=responder)


def test_a_span_that_runs_backwards_is_refused_and_stores_nothing(incident, responder):
    before = incident.entries.count()
    with pytest.raises(DomainError, match="end is before the start"):
        make_entry(incident, by=responder, happened_at=now(), until_at=now() - timedelta(hours=1))
    assert incident.entries.count() == before


def test_sending_twice_stores_once(incident, responder):
    key = uuid4()
    first = make_entry(incident, "Once", by=responder, client_uuid=key)
    assert make_entry(incident, "Once", by=responder, client_uuid=key) == first
    assert incident.entries.told().count() == 1


def test_other_words_under_the_same_uuid_are_a_conflict(incident, responder):
    key = uuid4()
    make_entry(incident, "Once", by=responder, client_uuid=key)
    with pytest.raises(Conflict):
        make_entry(incident, "Twice", by=responder, client_uuid=key)


def test_two_people_may_use_the_same_uuid(incident, responder, manager):
    key = uuid4()
    make_entry(incident, "Mine", by=responder, client_uuid=key)
    make_entry(incident, "Yours", by=manager, client_uuid=key)
    assert incident.entries.told().count() == 2


def test_a_milestone_fills_its_column_and_no_other(incident, responder):
    entry = make_entry(incident, by=responder, milestones=[Milestone.DETECTED])
    incident.refresh_from_db()
    assert incident.detected_at == entry.happened_at
    assert incident.impact_started_at is None
    assert incident.acknowledged_at is None


def test_another_entry_takes_the_milestone_over_and_history_stays(incident, responder, manager):
    first = make_entry(incident, "One", by=responder, milestones=[Milestone.DETECTED])
    second = make_entry(incident, "Two", by=responder, happened_at=now() - timedelta(hours=2))
    milestones.set_milestone(entry=second, actor=manager, milestone=Milestone.DETECTED)
    incident.refresh_from_db()
    assert incident.detected_at == second.happened_at
    old = first.marks.get()
    assert (old.ended_by, old.ended_for) == (manager, second)


def test_a_cleared_milestone_is_unknown_again(incident, responder):
    entry = make_entry(incident, by=responder, milestones=[Milestone.DETECTED])
    milestones.clear_milestone(entry=entry, actor=responder, milestone=Milestone.DETECTED)
    incident.refresh_from_db()
    assert incident.detected_at is None


def test_a_correction_moves_everything_and_keeps_what_it_said(incident, responder, manager):
    entry = make_entry(incident, "Restarted", by=responder, milestones=[Milestone.MITIGATED])
    was = entry.happened_at
    right = was - timedelta(minutes=30)
    correct(entry, manager, "Restarted it", happened_at=right, reason="the time was wrong")
    incident.refresh_from_db()
    assert incident.mitigated_at == right
    earlier = entry.revisions.get()
    assert (earlier.text, earlier.happened_at, earlier.replaced_by, earlier.reason) == (
        "Restarted",
        was,
        manager,
        "the time was wrong",
    )


def test_the_second_of_two_corrections_is_told_and_stores_nothing(incident, responder, manager):
    entry = make_entry(incident, "Restarted", by=responder)
    began = entry.changed_seq
    correct(entry, manager, "First", base_seq=began)
    with pytest.raises(Conflict):
        correct(entry, responder, "Second", base_seq=began)
    entry.refresh_from_db()
    assert entry.text == "First"


def test_a_system_entry_can_be_re_timed_but_not_reworded(incident, responder):
    declared = incident.entries.get(kind=EntryKind.DECLARED)
    earlier = declared.happened_at - timedelta(minutes=5)
    assert correct(declared, responder, declared.text, happened_at=earlier).happened_at == earlier
    with pytest.raises(DomainError, match="written by the system"):
        correct(declared, responder, "Something else")
    with pytest.raises(DomainError, match="records a change"):
        timeline.strike_entry(entry=declared, actor=responder, reason="wrong")


def test_a_struck_entry_does_not_count_until_that_is_taken_back(incident, responder):
    entry = make_entry(incident, by=responder, milestones=[Milestone.DETECTED])
    timeline.strike_entry(entry=entry, actor=responder, reason="another graph")
    incident.refresh_from_db()
    assert incident.detected_at is None
    assert TimelineEntry.objects.get(pk=entry.pk).text == "Restarted the database."
    timeline.unstrike_entry(entry=entry, actor=responder)
    incident.refresh_from_db()
    assert incident.detected_at == entry.happened_at


def test_a_milestone_that_moved_on_stays_where_it_is_when_a_strike_is_taken_back(incident, responder):
    first = make_entry(incident, "One", by=responder, milestones=[Milestone.DETECTED])
    timeline.strike_entry(entry=first, actor=responder, reason="wrong")
    second = make_entry(incident, "Two", by=responder, happened_at=now(), milestones=[Milestone.DETECTED])
    timeline.unstrike_entry(entry=first, actor=responder)
    incident.refresh_from_db()
    assert incident.detected_at == second.happened_at


def test_a_struck_entry_cannot_be_given_a_milestone(incident, responder):
    entry = make_entry(incident, by=responder)
    timeline.strike_entry(entry=entry, actor=responder, reason="wrong")
    with pytest.raises(DomainError, match="Undo the strikethrough first"):
        milestones.set_milestone(entry=entry, actor=responder, milestone=Milestone.DETECTED)


def test_a_redaction_leaves_no_trace_of_the_words_but_a_tombstone(incident, responder, admin):
    entry = make_entry(incident, "the password is hunter2", by=responder, milestones=[Milestone.DETECTED])
    correct(entry, responder, "the password was hunter2", reason="hunter2 again")
    timeline.redact_entry(entry=entry, actor=admin, reason="a password")
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from incidents_timelineentry t where t::text like '%%hunter2%%'")
        assert cursor.fetchone() == (0,)
        cursor.execute("select count(*) from incidents_entryrevision t where t::text like '%%hunter2%%'")
        assert cursor.fetchone() == (0,)
    entry.refresh_from_db()
    assert (entry.redacted_by, entry.redacted_reason) == (admin, "a password")
    with pytest.raises(DomainError, match="was redacted"):
        correct(entry, responder, "back again")


def test_a_redaction_takes_the_words_and_leaves_the_milestone(incident, responder, admin):
    entry = make_entry(incident, "back with password hunter2", by=responder, milestones=[Milestone.MITIGATED])
    timeline.redact_entry(entry=entry, actor=admin, reason="a password")
    incident.refresh_from_db()
    assert incident.mitigated_at == entry.happened_at


def test_a_secret_that_came_with_a_report_goes_from_the_report_and_its_messages(incident, responder, admin, reporter):
    report = make_report(reporter, "My card is 4111", customer="Hassan")
    join_report(report=report, actor=responder, incident=incident)
    Delivery.objects.filter(payload__report=report.pk).update(subject="4111", text="4111", html="4111")
    timeline.redact_entry(entry=incident.entries.get(kind=EntryKind.REPORT), actor=admin, reason="a card")
    report.refresh_from_db()
    assert "4111" not in report.text
    assert report.customer == ""
    assert not Delivery.objects.filter(text__contains="4111").exists()


def test_redacting_removes_the_bytes_of_attachments(incident, responder, admin):
    entry = make_entry(incident, by=responder)
    stored = attach_file(incident=incident, actor=responder, upload=ContentFile(b"secret", "keys.txt"), entry=entry)
    path = Path(stored.file.path)
    assert path.exists()
    timeline.redact_entry(entry=entry, actor=admin, reason="keys")
    stored.refresh_from_db()
    assert not path.exists()
    assert (stored.name, stored.removed_at is None) == ("removed", False)


def test_sending_once_more_after_a_correction_or_a_redaction_stores_nothing(incident, responder, admin):
    key = uuid4()
    entry = make_entry(incident, "Once", by=responder, client_uuid=key)
    correct(entry, admin, "Corrected")
    assert make_entry(incident, "Once", by=responder, client_uuid=key) == entry
    timeline.redact_entry(entry=entry, actor=admin, reason="a secret")
    assert make_entry(incident, "Once", by=responder, client_uuid=key) == entry
    assert incident.entries.told().count() == 1


def test_milestones_without_words_say_themselves(incident, responder):
    entry = make_entry(incident, "", by=responder, milestones=[Milestone.DETECTED, Milestone.ACKNOWLEDGED])
    assert entry.text == "Detected, acknowledged."


def test_a_milestone_in_the_future_is_refused_wherever_it_is_set(incident, responder):
    later = now() + timedelta(hours=1)
    with pytest.raises(DomainError, match="future"):
        make_entry(incident, by=responder, happened_at=later, milestones=[Milestone.RESOLVED])
    planned = make_entry(incident, "The window opens", by=responder, happened_at=later)
    with pytest.raises(DomainError, match="future"):
        milestones.set_milestone(entry=planned, actor=responder, milestone=Milestone.RESOLVED)
    marked = make_entry(incident, by=responder, milestones=[Milestone.DETECTED])
    with pytest.raises(DomainError, match="future"):
        correct(marked, responder, happened_at=later)


def test_a_correction_that_changes_nothing_leaves_no_trace(incident, responder):
    entry = make_entry(incident, "Restarted", by=responder, milestones=[Milestone.DETECTED])
    correct(entry, responder, "Restarted", milestones=[Milestone.DETECTED])
    entry.refresh_from_db()
    assert (entry.corrections, entry.revisions.count(), entry.changed_seq) == (0, 0, entry.seq)


def test_correcting_a_struck_entry_leaves_its_suspended_milestones_alone(incident, responder):
    entry = make_entry(incident, by=responder, milestones=[Milestone.DETECTED])
    timeline.strike_entry(entry=entry, actor=responder, reason="wrong")
    correct(entry, responder, "Mended", milestones=[])
    timeline.unstrike_entry(entry=entry, actor=responder)
    incident.refresh_from_db()
    assert incident.detected_at == entry.happened_at


def test_an_entry_that_loses_its_milestone_has_changed_too(incident, responder):
    first = make_entry(incident, "One", by=responder, milestones=[Milestone.DETECTED])
    second = make_entry(incident, "Two", by=responder, milestones=[Milestone.DETECTED])
    first.refresh_from_db()
    assert first.changed_seq == second.seq


@pytest.mark.parametrize("words", ["", "   "])
def test_striking_needs_a_reason(incident, responder, words):
    entry = make_entry(incident, by=responder)
    with pytest.raises(DomainError) as refused:
        timeline.strike_entry(entry=entry, actor=responder, reason=words)
    assert refused.value.field == "reason"


def test_an_entry_told_with_a_change_cannot_be_struck(incident, responder):
    change_status(incident=incident, actor=responder, change=StatusChange(action="mitigate", note="Rolled back"))
    told = incident.entries.get(kind=EntryKind.STATUS)
    with pytest.raises(DomainError, match="records a change"):
        timeline.strike_entry(entry=told, actor=responder, reason="not so")


def test_calling_somebody_who_cannot_see_a_private_incident_needs_a_yes(responder):
    incident = make_private_incident(by=responder)
    outsider = make_user("Brian Kip", email="brian@example.com")
    for words in ("Ask @brian", "Ask @Brian.Kip", "@brian: look"):
        with pytest.raises(DomainError, match="Brian Kip cannot see"):
            make_entry(incident, words, by=responder)
    make_entry(incident, "Ask somebody at brian@example.com", by=responder)
    make_entry(incident, "Ask @brian", by=responder, make_members=True)
    assert incident.members.filter(pk=outsider.pk).exists()


def test_every_visible_change_has_a_number_of_its_own(incident, responder):
    start = incident.seq
    entry = make_entry(incident, by=responder)
    timeline.star_entry(entry=entry, actor=responder, starred=True)
    timeline.star_entry(entry=entry, actor=responder, starred=True)
    correct(entry, responder)
    timeline.strike_entry(entry=entry, actor=responder, reason="wrong")
    timeline.unstrike_entry(entry=entry, actor=responder)
    incident.refresh_from_db()
    assert incident.seq == start + 5
    entry.refresh_from_db()
    assert entry.changed_seq == incident.seq


@pytest.mark.django_db(transaction=True)
def test_twenty_writers_at_once_get_twenty_numbers_in_a_row():
    incident = make_incident()
    people = [make_user() for _ in range(20)]
    answers = at_once(*(partial(make_entry, incident, f"by {person.pk}", by=person) for person in people))
    assert all(isinstance(answer, TimelineEntry) for answer in answers)
    numbers = list(incident.entries.order_by("seq").values_list("seq", flat=True))
    assert numbers == list(range(1, 22))


@pytest.mark.django_db(transaction=True)
def test_one_entry_sent_ten_times_at_once_is_stored_once():
    incident = make_incident()
    person, key = make_user(), uuid4()
    stored = at_once(*[partial(make_entry, incident, "Once", by=person, client_uuid=key)] * 10)
    assert stored == [incident.entries.told().get()] * 10
