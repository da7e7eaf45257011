"""Text from elsewhere: read, previewed, added as one, undone as one."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid4

import pytest
from django.db import transaction
from django.urls import reverse

from core import clock
from core.errors import Conflict, DomainError
from importing.enums import BatchState
from importing.models import ImportBatch, ImportLine
from importing.services.adding import (
    MOST_FAILURES,
    PIECE,
    add_piece,
    add_waiting,
    restore_batch,
    start_adding,
    take_back_batch,
)
from importing.services.batches import (
    ImportOptions,
    LineEdit,
    drop_old_previews,
    join_line,
    save_lines,
    tick_all,
)
from incidents.services.merging.merge import merge_incident
from incidents.services.redacting import redact_words
from incidents.services.timeline import redact_entry, strike_entry
from notifications.models import Delivery
from tests.factories.accounts import make_user
from tests.factories.importing import read_anew, read_import
from tests.factories.incidents import make_entry, make_incident, make_private_incident
from tests.together import at_once

CHAT = """[13/05/2023 22:30] Ana Silva
Checkout is down, see *this*
[13/05/2023 22:31] brian
@grace.wanjiru looking
two lines
"""
DAY = date(2023, 5, 13)


@pytest.fixture
def incident(responder):
    return make_incident(by=responder, zone="Africa/Nairobi")


def begin(incident, by, text=CHAT, **options):
    options.setdefault("zone", "Africa/Nairobi")
    return read_import(incident=incident, actor=by, text=text, options=ImportOptions(**options), client_uuid=uuid4())


def many(count, start=datetime(2023, 5, 13, tzinfo=UTC)):
    return "\n".join(f"{(start + timedelta(seconds=at)).isoformat()} INFO line {at}" for at in range(count))


def test_a_preview_writes_nothing_into_the_timeline(incident, responder):
    before = incident.entries.count()
    batch = begin(incident, responder)
    assert batch.source == "teams"
    assert [(line.author, line.text, line.is_taken) for line in batch.lines.all()] == [
        ("Ana Silva", "Checkout is down, see *this*", True),
        ("brian", "@grace.wanjiru looking\ntwo lines", True),
    ]
    assert incident.entries.count() == before


def test_what_is_ticked_is_added_as_said_and_nobody_is_told(incident, responder):
    make_user("Ana Silva"), make_user("Grace Wanjiru")
    incident = make_private_incident(by=responder, zone="Africa/Nairobi")
    batch = start_adding(batch=begin(incident, responder), actor=responder)
    first, second = incident.entries.filter(batches=batch).order_by("seq")
    assert (first.author, first.told_by, second.told_by) == (responder, "Ana Silva", "brian")
    assert first.happened_at == datetime(2023, 5, 13, 19, 30, tzinfo=UTC)
    assert "see *this*" in first.html
    assert "two lines" in second.html
    assert (batch.state, batch.added, batch.raw, batch.lines.count()) == (BatchState.ADDED, 2, "", 0)
    assert not Delivery.objects.filter(payload__entry__in=[first.pk, second.pk]).exists()
    assert not incident.memberships.filter(user__name="Grace Wanjiru").exists()


def test_a_name_that_fits_two_people_stays_as_told(incident, responder):
    make_user("Brian Kimani"), make_user("Brian Kimani")
    batch = start_adding(batch=begin(incident, responder, "[22:30] Kimani, Brian\nhello", day=DAY), actor=responder)
    assert batch.entries.get().told_by == "Kimani, Brian"


def test_a_name_with_the_family_first_fits(incident, responder):
    make_user("Brian Kimani")
    batch = start_adding(batch=begin(incident, responder, "[22:30] Kimani, Brian\nhello", day=DAY), actor=responder)
    assert batch.entries.get().told_by == "Brian Kimani"


def test_bare_times_lie_where_the_incident_began_and_pass_midnight(responder):
    with clock.frozen(datetime(2023, 5, 15, 9, tzinfo=UTC)):
        incident = make_incident(by=responder, zone="Africa/Nairobi")
    batch = begin(incident, responder, "23:58 <ana> down\n00:03 <ana> up\n00:02 <bob> hm")
    assert [line.happened_at for line in batch.lines.all()] == [
        datetime(2023, 5, 15, 20, 58, tzinfo=UTC),
        datetime(2023, 5, 15, 21, 3, tzinfo=UTC),
        datetime(2023, 5, 15, 21, 2, tzinfo=UTC),
    ]


def test_another_zone_or_day_moves_the_times_and_keeps_the_choices(incident, responder):
    batch = begin(incident, responder, "22:30 <ana> down\n22:31 <bob> hm\n22:32 <bob> ok", day=date(2023, 5, 12))
    first, second, third = batch.lines.all()
    typed = datetime(2023, 1, 1, tzinfo=UTC)
    edits = [
        LineEdit(first.pk, False, first.happened_at, "Ana", "down again"),
        LineEdit(second.pk, True, typed, "bob", "hm"),
    ]
    save_lines(batch=batch, actor=responder, edits=edits)
    read_anew(batch=batch, actor=responder, options=ImportOptions("irc", "UTC", "", date(2023, 5, 13)))
    first, second, third = batch.lines.all()
    assert (first.is_taken, first.author, first.text) == (False, "Ana", "down again")
    assert first.happened_at == datetime(2023, 5, 13, 22, 30, tzinfo=UTC)
    assert (second.happened_at, third.happened_at) == (typed, datetime(2023, 5, 13, 22, 32, tzinfo=UTC))


def test_another_format_starts_the_choices_anew(incident, responder):
    batch = begin(incident, responder)
    tick_all(batch=batch, actor=responder, taken=False)
    read_anew(batch=batch, actor=responder, options=ImportOptions("text", "UTC"))
    assert batch.lines.filter(is_taken=True).count() == 2


def test_a_terminal_without_times_needs_the_time_of_its_first_line(incident, responder):
    batch = begin(incident, responder, "ana@db1:~$ uptime\nup\nana@db1:~$ date")
    assert not batch.lines.filter(is_taken=True).exists()
    with pytest.raises(DomainError, match="No line is ticked"):
        start_adding(batch=batch, actor=responder)
    read_anew(
        batch=batch, actor=responder, options=ImportOptions("terminal", "UTC", "", date(2023, 5, 13), time(22, 30))
    )
    batch = start_adding(batch=batch, actor=responder)
    assert {entry.happened_at for entry in batch.entries.all()} == {datetime(2023, 5, 13, 22, 30, tzinfo=UTC)}
    assert "<pre><code>$ uptime\nup\n</code></pre>" in batch.entries.first().html


def test_lines_that_are_there_already_are_marked_and_not_ticked(incident, responder):
    start_adding(batch=begin(incident, responder), actor=responder)
    again = begin(incident, responder, CHAT + "[13/05/2023 22:40] brian\nnew")
    assert [(line.is_known, line.is_taken) for line in again.lines.all()] == [
        (True, False),
        (True, False),
        (False, True),
    ]
    tick_all(batch=again, actor=responder, taken=True)
    assert start_adding(batch=again, actor=responder).added == 1


def test_lines_that_came_meanwhile_are_left_out_and_counted(incident, responder, manager):
    two = begin(incident, responder), begin(incident, manager)
    first, second = (start_adding(batch=batch, actor=batch.started_by) for batch in two)
    assert (first.added, first.met, second.added, second.met) == (2, 0, 0, 2)


def test_a_short_word_is_only_the_same_from_the_same_person(incident, responder):
    make_entry(incident, "ok", by=responder, happened_at=datetime(2023, 5, 13, 19, 30, 20, tzinfo=UTC))
    batch = begin(incident, responder, f"[13/05/2023 22:30] bob\nok\n[13/05/2023 22:30] {responder.name}\nok")
    assert [line.is_known for line in batch.lines.all()] == [False, True]


def test_what_is_not_understood_is_shown_and_can_be_joined_or_taken(incident, responder):
    batch = begin(incident, responder, "hello\n[22:30] <ana> down\n* bob has joined #ops")
    odd, said, joined = batch.lines.all()
    assert (odd.is_understood, odd.is_taken, odd.happened_at) == (False, False, None)
    assert (joined.is_taken, joined.happened_at) == (False, said.happened_at)
    join_line(batch=batch, actor=responder, line_id=joined.pk)
    join_line(batch=batch, actor=responder, line_id=joined.pk)
    said.refresh_from_db()
    assert said.text == "down\n* bob has joined #ops"
    with pytest.raises(DomainError, match="no previous line"):
        join_line(batch=batch, actor=responder, line_id=odd.pk)


def test_a_ticked_line_without_a_time_is_refused_by_its_number(incident, responder):
    batch = begin(incident, responder, "hello\n[22:30] <ana> down")
    batch.lines.update(is_taken=True)
    with pytest.raises(DomainError, match="Line 1 is ticked and has no time"):
        start_adding(batch=batch, actor=responder)


def test_it_is_taken_back_and_restored_as_one(incident, responder, admin):
    batch = start_adding(batch=begin(incident, responder), actor=responder)
    alone, _ = batch.entries.order_by("seq")
    strike_entry(entry=alone, actor=responder, reason="wrong")
    with pytest.raises(DomainError, match="Say why"):
        take_back_batch(batch=batch, actor=responder, reason=" ")
    take_back_batch(batch=batch, actor=responder, reason="wrong room")
    take_back_batch(batch=batch, actor=responder, reason="twice")
    assert list(batch.entries.order_by("seq").values_list("struck_reason", flat=True)) == ["wrong", "wrong room"]
    numbers = list(batch.entries.order_by("seq").values_list("changed_seq", flat=True))
    incident.refresh_from_db()
    assert (max(numbers), len(set(numbers))) == (incident.seq, 2)
    restore_batch(batch=batch, actor=responder)
    restore_batch(batch=batch, actor=responder)
    assert [entry.struck_at is None for entry in batch.entries.order_by("seq")] == [False, True]


def test_a_redacted_entry_of_a_batch_stays_redacted(incident, responder, admin):
    batch = start_adding(batch=begin(incident, responder), actor=responder)
    entry = batch.entries.order_by("seq").first()
    redact_entry(entry=entry, actor=admin, reason="a name")
    take_back_batch(batch=batch, actor=responder, reason="wrong room")
    entry.refresh_from_db()
    assert (entry.text, entry.told_by, entry.struck_at) == ("", "", None)
    assert not ImportLine.objects.exists()


def test_many_lines_are_added_in_pieces_by_a_worker(incident, responder):
    batch = start_adding(batch=begin(incident, responder, many(2 * PIECE + 50)), actor=responder)
    assert (batch.state, batch.total, batch.added) == (BatchState.ADDING, 450, 0)
    with pytest.raises(Conflict):
        take_back_batch(batch=batch, actor=responder, reason="too early")
    assert add_piece(batch_id=batch.pk)
    batch.refresh_from_db()
    assert (batch.state, batch.added) == (BatchState.ADDING, 200)
    assert add_waiting(seconds=60) == 2
    batch.refresh_from_db()
    assert (batch.state, batch.added, batch.entries.count(), batch.lines.count()) == (BatchState.ADDED, 450, 450, 0)
    assert not add_piece(batch_id=batch.pk)
    assert batch.entries.values("seq").distinct().count() == 450


def test_a_log_that_repeats_itself_is_added_whole(incident, responder):
    """Its own first piece is no reason to leave lines of its second one out."""
    start = datetime(2023, 5, 13, tzinfo=UTC)
    lines = [f"{(start + timedelta(seconds=at)).isoformat()} ERROR upstream timed out" for at in range(PIECE + 50)]
    batch = start_adding(batch=begin(incident, responder, "\n".join(lines)), actor=responder)
    assert add_waiting(seconds=60) == 2
    batch.refresh_from_db()
    assert (batch.state, batch.added, batch.met, batch.entries.count()) == (BatchState.ADDED, 250, 0, 250)
    assert begin(incident, responder, "\n".join(lines)).lines.filter(is_known=True).count() == 250


def test_started_twice_it_is_added_once(incident, responder):
    batch = begin(incident, responder)
    start_adding(batch=batch, actor=responder)
    assert start_adding(batch=batch, actor=responder).added == 2
    with pytest.raises(Conflict, match="already added"):
        tick_all(batch=batch, actor=responder, taken=False)


def test_sent_twice_there_is_one_preview(incident, responder):
    sent = {"incident": incident, "actor": responder, "text": CHAT, "options": ImportOptions(), "client_uuid": uuid4()}
    assert read_import(**sent) == read_import(**sent)
    with pytest.raises(Conflict):
        read_import(**sent | {"incident": make_incident()})


def test_one_that_fails_holds_no_other_up_and_can_be_tried_again(incident, responder, as_user):
    broken = start_adding(batch=begin(incident, responder, many(PIECE + 1)), actor=responder)
    whole = start_adding(batch=begin(make_incident(by=responder), responder, many(PIECE + 1)), actor=responder)
    line = broken.lines.order_by("number").first()
    broken.lines.filter(pk=line.pk).update(happened_at=None)
    for attempt in range(1, MOST_FAILURES + 1):
        assert add_waiting(seconds=60) == (2 if attempt == 1 else 0)
        broken.refresh_from_db(), whole.refresh_from_db()
        assert (broken.failures, whole.state) == (attempt, BatchState.ADDED)
    assert (broken.state, broken.added) == (BatchState.FAILED, 0)
    client = as_user(responder)
    shown = client.get(broken.get_absolute_url()).content.decode()
    assert "Stopped after 0 of 201 entries" in shown
    again = reverse("batch_again", args=[incident.pk, broken.pk])
    assert again in shown
    broken.lines.filter(pk=line.pk).update(happened_at=line.happened_at)
    assert client.post(again).url == broken.get_absolute_url()
    assert client.post(again).status_code == 302
    assert add_waiting(seconds=60) == 2
    broken.refresh_from_db()
    assert (broken.state, broken.failures, broken.entries.count()) == (BatchState.ADDED, 0, PIECE + 1)


def test_one_that_fails_can_be_taken_back_with_the_rest(incident, responder):
    batch = start_adding(batch=begin(incident, responder, many(PIECE + 1)), actor=responder)
    add_piece(batch_id=batch.pk)
    batch.lines.update(happened_at=None)
    for _ in range(MOST_FAILURES):
        add_waiting(seconds=60)
    take_back_batch(batch=batch, actor=responder, reason="broken")
    assert (batch.entries.filter(struck_reason="broken").count(), batch.lines.count()) == (PIECE, 0)


@pytest.mark.parametrize(
    ("text", "words"),
    [("  \n ", "Paste the text"), ("x\n" * 50_001, "too much at once"), ("x" * 5_000_001, "too much at once")],
)
def test_nothing_and_too_much_are_refused_in_words(incident, responder, text, words):
    with pytest.raises(DomainError, match=words):
        begin(incident, responder, text)


def test_a_preview_that_nobody_looks_at_is_thrown_away(incident, responder):
    begin(incident, responder)
    kept = begin(incident, responder, "22:30 <ana> hi")
    ImportBatch.objects.exclude(pk=kept.pk).update(touched_at=clock.now() - timedelta(days=3))
    drop_old_previews()
    assert list(ImportBatch.objects.all()) == [kept]


def test_a_worker_that_dies_in_the_middle_leaves_nothing_half_done(incident, responder):
    batch = start_adding(batch=begin(incident, responder, many(2 * PIECE)), actor=responder)
    add_piece(batch_id=batch.pk)
    with pytest.raises(KeyboardInterrupt), transaction.atomic():
        add_piece(batch_id=batch.pk)
        raise KeyboardInterrupt
    batch.refresh_from_db()
    assert (batch.added, batch.entries.count(), batch.lines.count()) == (PIECE, PIECE, PIECE)
    add_waiting(seconds=60)
    assert batch.entries.values("text").distinct().count() == batch.entries.count() == 2 * PIECE


@pytest.mark.django_db(transaction=True)
def test_workers_at_once_add_each_line_once(caplog):
    author = make_user("Amina Otieno")
    incident = make_incident(by=author)
    batch = start_adding(batch=begin(incident, author, many(4 * PIECE)), actor=author)
    pieces = at_once(*[lambda: add_waiting(seconds=60)] * 3)
    batch.refresh_from_db()
    assert (sum(pieces), batch.state) == (4, BatchState.ADDED)
    assert not [record for record in caplog.records if record.exc_info]  # a failure is logged, then tried again
    assert batch.entries.values("text").distinct().count() == batch.entries.count() == 4 * PIECE


def test_after_a_merge_it_is_taken_back_where_its_entries_stand(incident, responder):
    batch = start_adding(batch=begin(incident, responder), actor=responder)
    target = make_incident(by=responder)
    merge_incident(source=incident, target=target, actor=responder)
    take_back_batch(batch=batch, actor=responder, reason="wrong room")
    assert target.entries.filter(batches=batch, struck_reason="wrong room").count() == 2
    restore_batch(batch=batch, actor=responder)
    assert target.entries.filter(batches=batch, struck_at__isnull=True).count() == 2


def test_an_incident_is_not_merged_away_while_lines_are_added_to_it(incident, responder):
    batch = start_adding(batch=begin(incident, responder, many(PIECE + 1)), actor=responder)
    with pytest.raises(DomainError, match="still being added"):
        merge_incident(source=incident, target=make_incident(by=responder), actor=responder)
    assert add_waiting(seconds=60) == 2
    batch.refresh_from_db()
    assert batch.state == BatchState.ADDED


def test_redacted_words_are_gone_from_previews_too(incident, responder, admin):
    batch = begin(incident, responder, "22:30 <ana> the password is hunter22")
    redact_words(incident=incident, actor=admin, words="hunter22", reason="a password")
    batch.refresh_from_db()
    assert "hunter22" not in batch.raw + batch.lines.get().text
    assert batch.source == "irc"
