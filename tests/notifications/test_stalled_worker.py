"""A worker that answers and does nothing ends itself: with a real beat, worker and broker."""

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import OperationalError, transaction

from config.heartbeats import LOOK, Silence, heartbeats, note_end, was_beating
from core.clock import now
from notifications.enums import Beating
from notifications.models import Heartbeat
from tests.processes import broker, python, wait_until

CELERY = ("-m", "celery", "-A", "tests.journeys.quick_beat")
SILENCE = 10


@contextmanager
def working(folder: Path) -> Iterator[tuple["subprocess.Popen[bytes]", str]]:
    """A beat, and a worker that has completed a task; yields the worker, and the broker's address."""
    file = folder / "heartbeat"
    with broker() as address:
        options = {"log": folder / "log", "REDIS_URL": address, "WORKER_SILENCE": str(SILENCE)}
        beat = ("beat", "--schedule", str(folder / "schedule"), "--pidfile", "")
        worker = ("worker", "--concurrency", "2", "--loglevel", "INFO")
        with (
            python(*CELERY, *beat, **options, HEARTBEAT_FILE=str(folder / "beat")),
            python(*CELERY, *worker, **options, HEARTBEAT_FILE=str(file)) as process,
        ):
            wait_until(file.exists, "a task is completed")
            yield process, address


def children(process: subprocess.Popen[bytes]) -> list[int]:
    listed = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(process.pid)], capture_output=True, text=True, check=True
    )
    return [int(pid) for pid in listed.stdout.split()]


@pytest.mark.django_db(transaction=True)
def test_a_frozen_pool_ends_the_worker(tmp_path: Path) -> None:
    with working(tmp_path) as (worker, _):
        frozen = children(worker)
        assert len(frozen) == 2
        for pid in frozen:
            os.kill(pid, signal.SIGSTOP)
        wait_until(lambda: worker.poll() is not None, "the worker ends")
        assert worker.returncode == 1
        assert "No task was completed" in (tmp_path / "log").read_text()


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_answers_and_fetches_nothing_ends(tmp_path: Path) -> None:
    """As after acknowledgements that the broker never took."""
    with working(tmp_path) as (worker, address):
        for command in (("control", "cancel_consumer", "celery"), ("inspect", "ping")):
            with python(*CELERY, *command, log=tmp_path / "asked", REDIS_URL=address) as control:
                assert control.wait() == 0
        assert "pong" in (tmp_path / "asked").read_text()
        wait_until(lambda: worker.poll() is not None, "the worker ends")
        assert worker.returncode == 1


@pytest.mark.parametrize(
    ("ago", "due"),
    [(None, False), (timedelta(seconds=5), True), (timedelta(minutes=2), False), (-timedelta(hours=2), False)],
)
def test_a_worker_without_ticks_goes_on(ago: timedelta | None, due: bool) -> None:
    if ago is not None:
        Heartbeat.objects.create(name=Beating.BEAT, at=now() - ago)
    assert was_beating() is due


def test_silence_counts_only_while_ticks_are_due() -> None:
    silence = Silence(1, was_beating)
    for _ in range(100):
        silence.look(1)
    assert silence.seconds == 0
    beat = Heartbeat.objects.create(name=Beating.BEAT, at=now())
    silence.look(1)
    silence.look(1)
    assert silence.seconds == 2 * LOOK, "all of WORKER_SILENCE but this is left to connect again"
    beat.at = now() - timedelta(minutes=1)
    beat.save()
    silence.look(1)
    assert silence.seconds == 0
    beat.at = now()
    beat.save()
    silence.look(1)
    silence.look(2)
    assert silence.seconds == 0, "something was done"


@pytest.mark.parametrize(
    ("state", "outcome", "is_work"),
    [("SUCCESS", None, True), ("FAILURE", RuntimeError(), False), ("FAILURE", OperationalError(), True)],
)
def test_a_task_that_failed_is_no_work(tmp_path, monkeypatch, state, outcome, is_work) -> None:
    monkeypatch.setattr(heartbeats, "path", tmp_path / "heartbeat")
    note_end(state=state, retval=outcome)
    assert heartbeats.path.exists() is is_work


@pytest.mark.django_db(transaction=True)
def test_a_database_that_makes_wait_does_not_hold_up_beat(tmp_path: Path) -> None:
    with working(tmp_path), transaction.atomic():
        wait_until(lambda: Heartbeat.objects.filter(name=Beating.BEAT).exists(), "beat was seen")
        Heartbeat.objects.select_for_update().get(name=Beating.BEAT)
        for _ in range(3):
            before = (tmp_path / "beat").stat().st_mtime_ns
            wait_until(lambda before=before: (tmp_path / "beat").stat().st_mtime_ns != before, "beat publishes")


@pytest.mark.django_db(transaction=True)
def test_long_tasks_in_all_processes_are_work(tmp_path: Path) -> None:
    send = "from tests.journeys.quick_beat import app\nfor _ in range(2): app.send_task('tests.sleep', args=[{!r}])"
    with working(tmp_path) as (_, address):
        with python("-c", send.format(str(tmp_path)), log=tmp_path / "asked", REDIS_URL=address) as asking:
            assert asking.wait() == 0
        wait_until(lambda: len(list(tmp_path.glob("task-*"))) == 2, "both processes are busy")
        before = Heartbeat.objects.get(name=Beating.WORKER).at
        wait_until(lambda: Heartbeat.objects.get(name=Beating.WORKER).at > before, "their work is seen")
        assert len(list(tmp_path.glob("task-*"))) == 2


@pytest.mark.django_db(transaction=True)
def test_beat_and_worker_are_told_apart(tmp_path: Path) -> None:
    with working(tmp_path) as (worker, _):
        wait_until(lambda: Heartbeat.objects.count() == 2, "both were seen")
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()
        before = {beat.name: beat.at for beat in Heartbeat.objects.all()}
        wait_until(
            lambda: Heartbeat.objects.get(name=Beating.BEAT).at > before[Beating.BEAT], "beat goes on without a worker"
        )
        assert Heartbeat.objects.get(name=Beating.WORKER).at == before[Beating.WORKER]
