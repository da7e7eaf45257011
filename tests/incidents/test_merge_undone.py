"""Undoing a merge returns exactly what was moved, as it is by then."""

from functools import partial

import pytest
from django.core.files.base import ContentFile

from core.errors import Conflict, DomainError
from customers.services.reports import join_report
from incidents.enums import EntryKind, Milestone, Status
from incidents.models import Incident, Merge, TimelineEntry
from incidents.services import milestones, timeline
from incidents.services.attachments import attach_file
from incidents.services.changes import StatusChange, change_status
from incidents.services.merging.merge import MergeChoices, merge_incident
from incidents.services.merging.undo import undo_merge
from incidents.services.tasks import TaskDetails, add_task, finish_task
from incidents.services.writing import Merged
from tests.factories.accounts import make_user
from tests.factories.customers import make_report
from tests.factories.incidents import make_entry, make_incident, make_service, resolve
from tests.together import at_once


@pytest.fixture
def source(responder):
    return make_incident("Checkout is slow", by=responder)


@pytest.fixture
def target(manager):
    return make_incident("Shop unreachable", by=manager)


def merge(source, target, actor, **options):
    merge_incident(source=source, target=target, actor=actor, **options)
    for incident in (source, target):
        incident.refresh_from_db()


def undo(source, actor):
    undo_merge(incident=source, actor=actor)
    source.refresh_from_db()


def told(incident):
    return list(incident.entries.told().order_by("seq").values_list("text", flat=True))


def correct(entry, actor, text):
    entry = TimelineEntry.objects.get(pk=entry.pk)
    return timeline.correct_entry(
        entry=entry, actor=actor, correction=timeline.EntryCorrection(text, entry.happened_at), reason="mended"
    )


def test_what_was_mended_meanwhile_comes_back_mended_and_new_entries_stay(source, target, responder, admin):
    words = ("Right", "Wrong", "Twice", "Secret")
    _, wrong, twice, secret = [make_entry(source, text, by=responder) for text in words]
    merge(source, target, responder)
    correct(wrong, responder, "Mended")
    for entry in (twice, secret):
        entry.refresh_from_db()
    timeline.strike_entry(entry=twice, actor=responder, reason="said before")
    timeline.redact_entry(entry=secret, actor=admin, reason="a password")
    make_entry(target, "Written here", by=responder)
    undo(source, responder)
    assert told(source) == ["Right", "Mended", "Twice", ""]
    assert told(target) == ["Written here"]
    assert wrong.revisions.get().text == "Wrong"
    twice.refresh_from_db()
    assert (twice.struck_reason, twice.merged_from) == ("said before", None)


def test_numbers_only_grow_and_both_say_that_it_was_undone(source, target, responder):
    entry = make_entry(source, "One", by=responder)
    merge(source, target, responder)
    merged_at = source.seq
    undo(source, responder)
    entry.refresh_from_db()
    assert merged_at < entry.seq == entry.changed_seq < source.seq
    for incident in (source, target):
        last = incident.entries.filter(kind=EntryKind.MERGE).order_by("seq").last()
        assert "undid the merge" in last.text
    assert (source.status, source.duplicate_of) == (Status.INVESTIGATING, None)


def test_undoing_twice_is_the_same_as_once(source, target, responder):
    make_entry(source, "One", by=responder)
    merge(source, target, responder)
    undo(source, responder)
    seq = source.seq
    undo(source, responder)
    assert source.seq == seq


def test_it_stands_where_it_stood(source, target, responder):
    resolve(source)
    resolved_at = source.resolved_at
    merge(source, target, responder)
    assert (source.resolved_at, target.resolved_at) == (None, None)
    undo(source, responder)
    assert (source.status, source.resolved_at) == (Status.RESOLVED, resolved_at)


def test_a_milestone_set_in_the_target_meanwhile_ends_with_the_undo(source, target, responder):
    entry = make_entry(source, "One", by=responder)
    merge(source, target, responder)
    entry.refresh_from_db()
    milestones.set_milestone(entry=entry, actor=responder, milestone=Milestone.DETECTED)
    undo(source, responder)
    target.refresh_from_db()
    assert (source.detected_at, target.detected_at) == (None, None)


def mark(entry, actor, milestone=Milestone.DETECTED):
    milestones.set_milestone(entry=TimelineEntry.objects.get(pk=entry.pk), actor=actor, milestone=milestone)


def test_the_targets_own_milestone_comes_back_from_a_moved_entry(source, target, responder):
    moved, further = make_entry(source, "One", by=responder), make_entry(source, "Two", by=responder)
    merge(source, target, responder)
    own = make_entry(target, "Ours", by=responder)
    for entry in (own, moved, further):
        mark(entry, responder)
    undo(source, responder)
    target.refresh_from_db()
    assert (source.detected_at, target.detected_at) == (None, own.happened_at)


def test_what_was_taken_off_on_purpose_stays_unknown(source, target, responder):
    moved, further = make_entry(source, "One", by=responder), make_entry(source, "Two", by=responder)
    merge(source, target, responder)
    for entry in (make_entry(target, "Ours", by=responder), moved):
        mark(entry, responder)
    moved.refresh_from_db()
    milestones.clear_milestone(entry=moved, actor=responder, milestone=Milestone.DETECTED)
    mark(further, responder)
    undo(source, responder)
    target.refresh_from_db()
    assert target.detected_at is None


def test_a_file_put_on_a_moved_entry_comes_back_with_it(source, target, responder):
    entry = make_entry(source, "One", by=responder)
    merge(source, target, responder)
    entry.refresh_from_db()
    attach_file(incident=target, actor=responder, upload=ContentFile(b"x", "x.txt"), entry=entry)
    stays = attach_file(incident=target, actor=responder, upload=ContentFile(b"y", "y.txt"))
    undo(source, responder)
    assert source.attachments.get().entry == entry
    assert target.attachments.get() == stays


def test_tasks_move_and_come_back(source, target, responder):
    task = add_task(incident=source, actor=responder, details=TaskDetails(text="Ring the bank"))
    merge(source, target, responder)
    with pytest.raises(DomainError, match=target.reference):
        finish_task(task=task, actor=responder)
    moved = target.tasks.get()
    finish_task(task=moved, actor=responder)
    undo(source, responder)
    back = source.tasks.get()
    assert (back.pk, back.state, target.tasks.count()) == (task.pk, "done", 0)
    assert source.seq >= back.changed_seq > 0


def test_a_report_that_somebody_took_up_elsewhere_stays_there(source, target, responder, reporter):
    report = make_report(reporter)
    join_report(report=report, actor=responder, incident=source)
    merge(source, target, responder)
    change_status(incident=target, actor=responder, change=StatusChange(action="cancel", reason="nothing"))
    report.refresh_from_db()
    other = make_incident()
    join_report(report=report, actor=responder, incident=other)
    undo(source, responder)
    report.refresh_from_db()
    assert report.incident == other


def test_the_middle_of_a_chain_takes_its_own_duplicates_back(source, target, responder):
    last = make_incident("Last")
    make_entry(source, "First", by=responder)
    make_entry(target, "Second", by=responder)
    merge(source, target, responder)
    merge(target, last, responder)
    undo(target, responder)
    source.refresh_from_db()
    assert source.duplicate_of == target
    assert sorted(told(target)) == ["First", "Second"]
    undo(source, responder)
    assert (told(source), told(target), told(last)) == (["First"], ["Second"], [])


def test_the_first_of_a_chain_comes_back_from_the_last_target(source, target, responder, reporter):
    last = make_incident("Last")
    report = make_report(reporter)
    join_report(report=report, actor=responder, incident=source)
    entry = make_entry(source, "First", by=responder, milestones=[Milestone.DETECTED])
    make_entry(target, "Second", by=responder)
    merge(source, target, responder)
    merge(target, last, responder)
    undo(source, responder)
    assert "First" in told(source)
    assert told(last) == ["Second"]
    assert source.detected_at == entry.happened_at
    merge(source, last, responder)
    undo(target, responder)
    assert (told(target), "First" in told(last)) == (["Second"], True)
    report.refresh_from_db()
    assert report.incident == last
    undo(source, responder)
    assert "First" in told(source)


def test_the_first_of_a_chain_takes_from_the_end_only_what_was_carried_there(source, target, responder, reporter):
    last, shop, pay = make_incident("Last"), make_service("Shop"), make_service("Pay")
    source.services.set([shop, pay])
    last.services.set([shop])
    last.is_customer_facing = True
    last.save(update_fields=["is_customer_facing"])
    join_report(report=make_report(reporter), actor=responder, incident=source)
    merge(source, target, responder, choices=MergeChoices(services=[shop, pay]))
    merge(target, last, responder, choices=MergeChoices(services=[shop, pay]))
    undo(source, responder)
    for incident in (target, last):
        incident.refresh_from_db()
    assert (set(target.services.all()), set(last.services.all())) == (set(), {shop})
    assert last.is_customer_facing
    undo(target, responder)
    last.refresh_from_db()
    assert (target.is_customer_facing, last.is_customer_facing) == (False, True)


def test_the_end_of_a_chain_loses_the_customers_that_were_carried_there(source, target, responder, reporter):
    last = make_incident("Last")
    join_report(report=make_report(reporter), actor=responder, incident=source)
    merge(source, target, responder)
    join_report(report=make_report(reporter), actor=responder, incident=target)
    merge(target, last, responder)
    undo(source, responder)
    last.refresh_from_db()
    assert last.is_customer_facing
    undo(target, responder)
    last.refresh_from_db()
    assert (target.is_customer_facing, last.is_customer_facing) == (True, False)


@pytest.mark.django_db(transaction=True)
def test_two_who_merge_two_incidents_into_each_other_make_one_merge():
    one, two = make_incident("One"), make_incident("Two")
    people = make_user(), make_user()
    answers = at_once(
        lambda: merge_incident(source=one, target=two, actor=people[0]),
        lambda: merge_incident(source=two, target=one, actor=people[1]),
    )
    assert sorted(type(answer) for answer in answers if not isinstance(answer, DomainError)) == [Merge]
    found = Merge.objects.get()
    assert found in answers
    merged = Incident.objects.get(status=Status.MERGED)
    assert (merged, merged.duplicate_of) == (found.source, found.target)
    assert TimelineEntry.objects.filter(kind=EntryKind.MERGE).count() == 2


@pytest.mark.django_db(transaction=True)
def test_entries_written_during_a_merge_are_refused_or_land_once():
    source, target, actor = make_incident("One"), make_incident("Two"), make_user()
    people = [make_user() for _ in range(8)]
    jobs = [partial(make_entry, source, f"by {person.pk}", by=person) for person in people]
    *answers, found = at_once(*jobs, lambda: merge_incident(source=source, target=target, actor=actor))
    assert found == Merge.objects.get()
    stored = [answer.pk for answer in answers if isinstance(answer, TimelineEntry)]
    assert len(stored) + sum(isinstance(answer, Merged) for answer in answers) == len(people)
    assert sorted(TimelineEntry.objects.told().values_list("pk", flat=True)) == sorted(stored)
    assert sorted(target.entries.told().values_list("pk", flat=True)) == sorted(stored)
    numbers = list(target.entries.values_list("seq", flat=True))
    assert len(set(numbers)) == len(numbers)


@pytest.mark.django_db(transaction=True)
def test_a_chain_and_an_undo_at_once_end_without_a_knot():
    one, two, three = incidents = [make_incident(title) for title in ("One", "Two", "Three")]
    actor = make_user()
    make_entry(one, "First", by=actor)
    merge_incident(source=one, target=two, actor=actor)
    merged, undone = at_once(
        lambda: merge_incident(source=two, target=three, actor=actor),
        lambda: undo_merge(incident=one, actor=actor),
    )
    for incident in incidents:
        incident.refresh_from_db()
        assert max(incident.entries.values_list("seq", flat=True)) <= incident.seq
    assert isinstance(merged, Merge)
    assert (two.duplicate_of, three.duplicate_of, told(two)) == (three, None, [])
    if isinstance(undone, Conflict):
        assert (one.duplicate_of, told(one), told(three)) == (three, [], ["First"])
    else:
        assert undone == one
        assert (one.duplicate_of, told(one), told(three)) == (None, ["First"], [])
