"""The one clock."""

import threading
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db.models.functions import Now

from core import clock

AT = datetime(2023, 5, 13, 22, 30, tzinfo=UTC)


def test_it_tells_aware_utc() -> None:
    assert clock.now().tzinfo is UTC
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(minutes=1)


def test_frozen_holds_it_still_for_every_thread_and_lets_go() -> None:
    seen: list[datetime] = []
    with clock.frozen(AT) as stopped:
        thread = threading.Thread(target=lambda: seen.append(clock.now()))
        thread.start()
        thread.join()
        stopped.forward(timedelta(minutes=5))
        seen.append(clock.now())
    assert seen == [AT, AT + timedelta(minutes=5)]
    assert clock.now() > AT + timedelta(days=1)


def test_frozen_inside_frozen_returns_to_the_outer_one() -> None:
    with clock.frozen(AT):
        with pytest.raises(RuntimeError), clock.frozen(AT + timedelta(days=1)):
            raise RuntimeError
        assert clock.now() == AT


def test_frozen_takes_any_zone_and_refuses_a_naive_time() -> None:
    with clock.frozen(datetime(2023, 5, 14, 1, 30, tzinfo=ZoneInfo("Africa/Nairobi"))):
        assert clock.now() == AT
        assert clock.now().tzinfo is UTC
    with pytest.raises(ValueError, match="aware"), clock.frozen(datetime(2023, 5, 14, 1, 30)):  # noqa: DTZ001
        pass


def test_the_databases_clock_stands_still_with_ours() -> None:
    assert clock.stopped_at() is None
    assert isinstance(clock.database_now(), Now)
    with clock.frozen(AT):
        assert clock.stopped_at() == clock.database_now() == AT


def test_today_is_the_date_of_the_zone() -> None:
    with clock.frozen(AT):
        assert clock.today("UTC") == date(2023, 5, 13)
        assert clock.today(ZoneInfo("Africa/Nairobi")) == date(2023, 5, 14)


def test_the_offset_is_heeded_only_in_tests() -> None:
    wanted = {"DEBRIEF_CLOCK_OFFSET_SECONDS": "-3600"}
    assert clock.offset_from(wanted) == timedelta(0)
    assert clock.offset_from(wanted | {"DEBRIEF_TESTING": "1"}) == timedelta(hours=-1)
    assert clock.offset_from({"DEBRIEF_TESTING": "1"}) == timedelta(0)
