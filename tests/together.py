"""People who act at the same moment, each in a thread with a connection of their own."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Barrier, Thread
from typing import Any

from django.db import connection

from tests.processes import PATIENCE, wait_until


def at_once(*jobs: Callable[[], Any]) -> list[Any]:
    """Begins all jobs together; what each gave or raised, in their order."""
    start = Barrier(len(jobs))

    def run(job: Callable[[], Any]) -> Any:
        start.wait(PATIENCE)
        return _outcome(job)

    with ThreadPoolExecutor(len(jobs)) as threads:
        return list(threads.map(run, jobs))


def elsewhere(job: Callable[[], Any]) -> Callable[[], Any]:
    """Begins a job, and returns once it waits for a lock that is held here or is done.

    The answer is to be called after the lock was given back: what the job gave or raised.
    """
    found: Future[Any] = Future()
    Thread(target=lambda: found.set_result(_outcome(job))).start()
    wait_until(lambda: found.done() or is_waiting(), "the other one is done or waits for this one")
    return lambda: found.result(PATIENCE)


def is_waiting() -> bool:
    """Whether another connection waits for a lock. What is seen of others stands still within a transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return bool(cursor.fetchone()[0])


def _outcome(job: Callable[[], Any]) -> Any:
    try:
        return job()
    except Exception as raised:  # noqa: BLE001 - the test looks at it
        return raised
    finally:
        connection.close()
