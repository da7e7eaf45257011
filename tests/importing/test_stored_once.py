"""A line is stored once, however often it is imported; a merge strikes the second copy."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest

from importing.enums import BatchState
from importing.models import ImportLine
from importing.services.adding import restore_batch, start_adding, take_back_batch
from importing.services.batches import ImportOptions, LineEdit, save_lines
from importing.services.preview_lines import KNOWN, STRUCK
from incidents.enums import Milestone, Source
from incidents.services.merging.copies import STANDS_ALREADY
from incidents.services.merging.merge import MergeChoices, merge_incident
from incidents.services.merging.undo import undo_merge
from incidents.services.milestones import set_milestone
from incidents.services.timeline import EntryCorrection, correct_entry, redact_entry, strike_entry
from tests.factories.importing import read_anew, read_import
from tests.factories.incidents import make_entry, make_incident

CHAT = "[13/05/2023 22:30] ana\nCheckout is down\n[13/05/2023 22:31] brian\nI am looking at it"
MOMENT = datetime(2023, 5, 13, 22, 30, tzinfo=UTC)


@pytest.fixture
def incident(responder):
    return make_incident(by=responder)


def begin(incident, by, text=CHAT, **options):
    return read_import(
        incident=incident, actor=by, text=text, options=ImportOptions(zone="UTC", **options), client_uuid=uuid4()
    )


def add(incident, by, text=CHAT):
    """Everything in the text, also what is there already."""
    batch = begin(incident, by, text)
    batch.lines.update(is_taken=True)
    return start_adding(batch=batch, actor=by)


def brought(incident):
    return incident.entries.filter(source=Source.IMPORTED).order_by("seq")


def test_an_entry_says_where_it_comes_from(incident, responder):
    add(incident, responder)
    assert make_entry(incident).source == Source.TYPED
    assert len({entry.external_id for entry in brought(incident)} - {""}) == 2


def test_a_line_is_never_stored_twice_also_when_it_is_ticked(incident, responder):
    first = add(incident, responder)
    second = add(incident, responder)
    assert (first.added, first.met, second.added, second.met) == (2, 0, 0, 2)
    assert brought(incident).count() == 2


def test_what_somebody_typed_does_not_keep_a_ticked_line_out(incident, responder):
    make_entry(incident, "Checkout is down", happened_at=MOMENT)
    batch = begin(incident, responder)
    assert batch.lines.first().note == KNOWN
    assert add(incident, responder).added == 2


def test_a_line_is_known_again_after_its_entry_or_its_preview_was_changed(incident, responder):
    batch = begin(incident, responder)
    line = batch.lines.first()
    save_lines(
        batch=batch, actor=responder, edits=[LineEdit(line.pk, True, line.happened_at, "Ana Silva", "It is all down")]
    )
    start_adding(batch=batch, actor=responder)
    entry = brought(incident).last()
    correct_entry(
        entry=entry,
        actor=responder,
        reason="better",
        correction=EntryCorrection(text="Brian looks at it", happened_at=MOMENT, until_at=None),
    )
    assert [each.is_known for each in begin(incident, responder).lines.all()] == [True, True]


def test_like_lines_are_told_apart_by_an_ordinal(incident, responder):
    text = "\n".join(["2023-05-13T22:30:00Z ERROR timeout"] * 3)
    assert add(incident, responder, text).added == 3
    assert add(incident, responder, f"{text}\n2023-05-13T22:30:00Z ERROR timeout").added == 1
    assert brought(incident).count() == 4


def test_other_clocks_make_other_lines(incident, responder):
    add(incident, responder)
    batch = begin(incident, responder)
    read_anew(batch=batch, actor=responder, options=ImportOptions(batch.source, "Asia/Tokyo", "", date(2023, 5, 13)))
    assert [line.is_known for line in batch.lines.all()] == [False, False]
    assert (
        len(
            set(ImportLine.objects.values_list("external_id", flat=True))
            | {entry.external_id for entry in brought(incident)}
        )
        == 4
    )


def test_a_struck_line_is_offered_and_taken_back_up(incident, responder, manager):
    first = add(incident, responder)
    struck, other = brought(incident)
    strike_entry(entry=struck, actor=responder, reason="wrong channel")
    before = struck.external_id
    second = begin(incident, manager)
    assert [(line.note, line.is_taken) for line in second.lines.all()] == [(STRUCK, False), (KNOWN, False)]
    second.lines.filter(note=STRUCK).update(is_taken=True)
    second = start_adding(batch=second, actor=manager)
    struck.refresh_from_db()
    incident.refresh_from_db()
    assert (struck.struck_at, struck.struck_reason, struck.external_id) == (None, "", before)
    assert struck.changed_seq == incident.seq
    assert (second.state, second.added, list(second.entries.all())) == (BatchState.ADDED, 1, [struck])
    assert set(first.entries.all()) == {struck, other}
    take_back_batch(batch=second, actor=manager, reason="wrong after all")
    assert [entry.struck_at is None for entry in brought(incident)] == [False, True]
    restore_batch(batch=second, actor=manager)
    assert not brought(incident).filter(struck_at__isnull=False).exists()


def test_a_line_that_was_redacted_does_not_come_back(incident, responder, admin):
    add(incident, responder)
    redact_entry(entry=brought(incident).first(), actor=admin, reason="a name")
    assert add(incident, responder).added == 0
    assert not incident.entries.filter(text__contains="Checkout").exists()


def test_a_merge_strikes_the_second_copy_and_its_undoing_brings_it_back(responder):
    source, target = make_incident(by=responder), make_incident(by=responder)
    add(source, responder)
    add(target, responder, CHAT.split("\n[", maxsplit=1)[0])
    copy, alone = brought(source)
    own_id = copy.external_id
    merge_incident(source=source, target=target, actor=responder)
    copy.refresh_from_db()
    assert (copy.incident, copy.struck_reason, copy.external_id) == (target, STANDS_ALREADY, "")
    assert [entry.struck_at is None for entry in brought(target)] == [True, False, True]
    assert "1 of the entries were already here and is struck through." in target.entries.latest("seq").text
    undo_merge(incident=source, actor=responder)
    copy.refresh_from_db()
    assert (copy.incident, copy.struck_at, copy.struck_reason, copy.external_id) == (source, None, "", own_id)
    assert list(brought(source)) == [copy, alone]
    assert brought(target).get().struck_at is None


def test_a_copy_goes_on_counting_where_the_other_one_was_struck(responder):
    source, target = make_incident(by=responder), make_incident(by=responder)
    add(source, responder)
    add(target, responder)
    strike_entry(entry=brought(target).first(), actor=responder, reason="wrong")
    merge_incident(source=source, target=target, actor=responder)
    assert [entry.struck_at is None for entry in brought(target)] == [False, True, True, False]


def test_a_copy_that_was_struck_before_stays_struck_when_the_merge_is_undone(responder):
    source, target = make_incident(by=responder), make_incident(by=responder)
    add(source, responder)
    add(target, responder)
    strike_entry(entry=brought(source).first(), actor=responder, reason="wrong")
    merge_incident(source=source, target=target, actor=responder)
    undo_merge(incident=source, actor=responder)
    assert [entry.struck_reason for entry in brought(source)] == ["wrong", ""]


def test_a_milestone_of_a_struck_copy_is_marked_on_the_entry_that_stands(responder):
    source, target = make_incident(by=responder), make_incident(by=responder)
    add(source, responder)
    add(target, responder)
    set_milestone(entry=brought(source).first(), actor=responder, milestone=Milestone.DETECTED)
    merge_incident(source=source, target=target, actor=responder, choices=MergeChoices(milestones=[Milestone.DETECTED]))
    target.refresh_from_db()
    assert target.detected_at == MOMENT
    undo_merge(incident=source, actor=responder)
    source.refresh_from_db()
    assert source.detected_at == MOMENT


def test_in_a_chain_each_copy_comes_back_where_it_was(responder):
    first, second, third = (make_incident(by=responder) for _ in range(3))
    for incident in (second, third):
        add(incident, responder)
    add(first, responder, CHAT.split("\n[", maxsplit=1)[0])
    ids = {entry.pk: entry.external_id for incident in (first, second, third) for entry in brought(incident)}
    merge_incident(source=first, target=second, actor=responder)
    merge_incident(source=second, target=third, actor=responder)
    assert brought(third).filter(struck_at=None).count() == 2
    undo_merge(incident=first, actor=responder)
    undo_merge(incident=second, actor=responder)
    for incident, count in ((first, 1), (second, 2), (third, 2)):
        assert [(entry.struck_at, entry.external_id) for entry in brought(incident)] == [
            (None, ids[entry.pk]) for entry in brought(incident)
        ]
        assert brought(incident).count() == count
