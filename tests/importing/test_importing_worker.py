"""A long batch with real beats and workers: one is killed in the middle, the next goes on, each line stands once."""

import os
import signal
from contextlib import ExitStack
from uuid import uuid4

import pytest
from django.db import transaction

from importing.enums import BatchState
from importing.services.adding import PIECE, add_piece, start_adding
from importing.services.batches import ImportOptions
from incidents.services.writing import lock_row
from tests.factories.accounts import make_user
from tests.factories.importing import read_import
from tests.factories.incidents import make_incident
from tests.importing.test_importing import many
from tests.processes import broker, python, wait_until
from tests.together import is_waiting

LINES = 1_000
CELERY = ("-m", "celery", "-A", "tests.journeys.quick_beat")
WORKER = (*CELERY, "worker", "--concurrency", "1", "--loglevel", "INFO")


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_is_killed_in_the_middle_loses_and_doubles_no_line(tmp_path):
    author = make_user("Amina Otieno")
    incident = make_incident(by=author)
    batch = read_import(
        incident=incident, actor=author, text=many(LINES), options=ImportOptions(zone="UTC"), client_uuid=uuid4()
    )
    start_adding(batch=batch, actor=author)
    add_piece(batch_id=batch.pk)
    with ExitStack() as stack:
        options = {"log": tmp_path / "log", "REDIS_URL": stack.enter_context(broker())}
        schedule = ("--schedule", str(tmp_path / "beat"), "--pidfile", "")
        stack.enter_context(python(*CELERY, "beat", *schedule, **options))
        _kill_in_the_middle(incident, options)
        assert (batch.entries.count(), batch.lines.count()) == (PIECE, LINES - PIECE)
        stack.enter_context(python(*WORKER, **options))
        wait_until(lambda: _state(batch) == BatchState.ADDED, "the next worker adds the rest")
    assert batch.entries.values("text").distinct().count() == batch.entries.count() == LINES
    assert batch.lines.count() == 0


def _kill_in_the_middle(incident, options):
    """Holds the incident before the worker starts, so that it is met while it wants to write the next piece."""
    with transaction.atomic():
        lock_row(incident)
        with python(*WORKER, **options) as worker:
            wait_until(is_waiting, "the worker wants the next piece")
            os.killpg(worker.pid, signal.SIGKILL)
            worker.wait()


def _state(batch):
    batch.refresh_from_db()
    return batch.state
