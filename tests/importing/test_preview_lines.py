"""Lines of a preview: which are ticked by themselves, what refuses them, and what other options leave as chosen."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from core import clock
from core.errors import DomainError
from importing.enums import BatchState
from importing.models import ImportBatch
from importing.services.adding import PIECE, start_adding
from importing.services.batches import ImportOptions, LineEdit, join_line, save_lines, tick_all
from importing.services.preview_lines import AHEAD, KNOWN, TOO_LONG
from tests.factories.importing import read_anew
from tests.factories.incidents import make_entry, make_incident
from tests.importing.test_importing import begin, many

LONG = "é" * 140_000  # 280 kB
CLOCKS = "2023-05-13 22:30:00 the first line\n2023-05-13 23:30:00 the second line"


@pytest.fixture
def incident(responder):
    return make_incident(by=responder, zone="Africa/Nairobi")


def ticks(batch):
    return list(batch.lines.values_list("is_taken", flat=True))


def edit(line, **changes):
    said = {"pk": line.pk, "is_taken": line.is_taken, "happened_at": line.happened_at, "author": "", "text": line.text}
    return LineEdit(**said | changes)


def refused(batch, actor, words):
    """It is refused, and nothing of it is lost."""
    before = list(batch.lines.values_list("pk", "text", "is_taken"))
    with pytest.raises(DomainError, match=words):
        start_adding(batch=batch, actor=actor)
    stored = ImportBatch.objects.get(pk=batch.pk)
    assert (stored.state, list(batch.lines.values_list("pk", "text", "is_taken"))) == (BatchState.PREVIEW, before)
    assert stored.raw


@pytest.mark.parametrize("further", [1, PIECE])
def test_a_line_of_more_bytes_than_an_entry_takes_is_refused_before_anything_is_gone(incident, responder, further):
    batch = begin(incident, responder, f"2023-05-13T22:30:00Z {LONG}\n{many(further)}")
    line = batch.lines.first()
    assert (line.is_taken, line.note) == (False, TOO_LONG)
    tick_all(batch=batch, actor=responder, taken=True)
    assert ticks(batch) == [False] + [True] * further
    batch.lines.update(is_taken=True)
    refused(batch, responder, "Line 1 is ticked and has more than the 256 kB")
    save_lines(batch=batch, actor=responder, edits=[edit(line, is_taken=True, text="short")])
    line.refresh_from_db()
    assert line.note == ""
    assert start_adding(batch=batch, actor=responder).total == 1 + further


@pytest.mark.parametrize(("year", "note"), [(2023, KNOWN), (2999, AHEAD)])
def test_what_else_is_said_of_a_line_outlives_its_shortening(incident, responder, year, note):
    text = f"the first line {'*' * 200_000}"
    make_entry(incident, text, by=responder, happened_at=datetime(2023, 5, 13, 19, 30, tzinfo=UTC))
    batch = begin(incident, responder, f"22:30 <ana> {text}", day=date(year, 5, 13))
    line = batch.lines.get()
    assert line.note == f"{TOO_LONG} {note}"
    save_lines(batch=batch, actor=responder, edits=[edit(line, text="short")])
    line.refresh_from_db()
    assert line.note == note


def test_words_count_as_they_stand_in_the_entry(incident, responder):
    """Each star of a chat is escaped, so that it stays a star: that is twice as many bytes."""
    batch = begin(incident, responder, f"22:30 <ana> {'*' * 200_000}", day=date(2023, 5, 13))
    assert (batch.lines.get().note, ticks(batch)) == (TOO_LONG, [False])


def test_lines_are_not_joined_beyond_what_an_entry_takes(incident, responder):
    batch = begin(incident, responder, f"22:30 <ana> {LONG[:100_000]}\n22:31 <ana> {LONG[:100_000]}")
    with pytest.raises(DomainError, match="longer than one entry can be"):
        join_line(batch=batch, actor=responder, line_id=batch.lines.last().pk)
    assert batch.lines.count() == 2


def test_a_ticked_line_without_words_is_refused(incident, responder):
    batch = begin(incident, responder, CLOCKS)
    save_lines(batch=batch, actor=responder, edits=[edit(batch.lines.last(), text=" \n")])
    refused(batch, responder, "Line 2 is ticked and has no words")
    tick_all(batch=batch, actor=responder, taken=False)
    tick_all(batch=batch, actor=responder, taken=True)
    assert ticks(batch) == [True, False]


def test_a_line_in_the_future_is_not_ticked_unless_somebody_says_so(incident, responder):
    with clock.frozen(datetime(2023, 5, 13, 20, tzinfo=UTC)):
        batch = begin(incident, responder, CLOCKS)
        assert list(batch.lines.values_list("is_taken", "note")) == [(True, ""), (False, AHEAD)]
        tick_all(batch=batch, actor=responder, taken=True)
        assert ticks(batch) == [True, False]
        batch.lines.update(is_taken=True)
        refused(batch, responder, "Line 2 is ticked and is in the future")
        save_lines(batch=batch, actor=responder, edits=[edit(batch.lines.last(), is_meant=True)])
        assert start_adding(batch=batch, actor=responder).added == 2


def test_a_clock_that_is_a_little_ahead_tells_no_future(incident, responder):
    with clock.frozen(datetime(2023, 5, 13, 20, 30, tzinfo=UTC) - timedelta(seconds=50)):
        assert ticks(begin(incident, responder, CLOCKS)) == [True, True]


def test_a_reading_that_puts_lines_into_the_future_unticks_them_until_another_one(incident, responder):
    with clock.frozen(datetime(2023, 5, 13, 21, tzinfo=UTC)):
        batch = begin(incident, responder, CLOCKS)
        tick_all(batch=batch, actor=responder, taken=True)
        read_anew(batch=batch, actor=responder, options=ImportOptions("log", "UTC"))
        assert list(batch.lines.values_list("is_taken", "note")) == [(False, AHEAD)] * 2
        read_anew(batch=batch, actor=responder, options=ImportOptions("log", "Africa/Nairobi"))
        assert list(batch.lines.values_list("is_taken", "note")) == [(True, "")] * 2


def test_another_zone_tells_anew_what_is_known_and_ticks_what_is_not(incident, responder):
    make_entry(incident, "the first line", by=responder, happened_at=datetime(2023, 5, 13, 19, 30, tzinfo=UTC))
    batch = begin(incident, responder, CLOCKS)
    known, fresh = (False, True, KNOWN), (True, False, "")
    told = batch.lines.values_list("is_taken", "is_known", "note")
    assert list(told.all()) == [known, fresh]
    read_anew(batch=batch, actor=responder, options=ImportOptions("log", "UTC"))
    assert list(told.all()) == [fresh, fresh]
    read_anew(batch=batch, actor=responder, options=ImportOptions("log", "Africa/Nairobi"))
    assert list(told.all()) == [known, fresh]


def test_another_zone_ticks_nothing_that_was_unticked_or_is_not_offered(incident, responder):
    text = "22:30 <ana> the first line\n22:31 * bob has joined #ops\n22:32 <ana> the third line"
    for minute, words in ((30, "the first line"), (31, "bob has joined #ops")):
        at = datetime(2023, 5, 13, 19, minute, tzinfo=UTC)
        make_entry(incident, words, by=responder, happened_at=at)
    batch = begin(incident, responder, text, day=date(2023, 5, 13))
    before = list(batch.lines.values_list("is_known", flat=True))
    read_anew(batch=batch, actor=responder, options=ImportOptions("irc", "UTC", "", date(2023, 5, 13)))
    assert before != list(batch.lines.values_list("is_known", flat=True))
    assert ticks(batch) == [True, False, True]
    read_anew(batch=batch, actor=responder, options=ImportOptions("irc", "Africa/Nairobi", "", date(2023, 5, 13)))
    tick_all(batch=batch, actor=responder, taken=False)
    read_anew(batch=batch, actor=responder, options=ImportOptions("irc", "UTC", "", date(2023, 5, 13)))
    assert ticks(batch) == [False, False, False]


def test_a_time_for_the_first_line_ticks_no_line_that_was_unticked(incident, responder):
    batch = begin(incident, responder, "ana@db1:~$ uptime\nup\nana@db1:~$ date")
    tick_all(batch=batch, actor=responder, taken=False)
    read_anew(
        batch=batch, actor=responder, options=ImportOptions("terminal", "UTC", "", date(2023, 5, 13), time(22, 30))
    )
    assert ticks(batch) == [False, False]


def test_a_zone_that_nobody_knows_any_more_breaks_no_preview(incident, responder, as_user):
    batch = begin(incident, responder, CLOCKS)
    ImportBatch.objects.filter(pk=batch.pk).update(zone="Mars/Olympus")
    assert as_user(responder).get(batch.get_absolute_url()).status_code == 200


@pytest.mark.parametrize(("escaped", "stored"), [("\\u0000", ""), ("\\ud800", "?")])
def test_what_a_log_escapes_and_no_row_can_hold_is_left_out(incident, responder, escaped, stored):
    batch = begin(incident, responder, f'{{"ts": "2023-05-13T22:30:00Z", "app": "x{escaped}y", "msg": "a{escaped}b"}}')
    assert batch.lines.values_list("author", "text").get() == (f"x{stored}y", f"a{stored}b")
