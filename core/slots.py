"""A few slots for work of which only so much may be done at a time, in all processes of an installation together.

A slot is an advisory lock of the database's session: it ends with its process, however that ends. A machine that
vanishes is noticed by keep-alives.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta

from django.db import Error, connection
from django.db.backends.utils import CursorWrapper

# Half a minute; ignored where the database is reached by a socket of this machine.
_KEEP_ALIVES = """
    SELECT set_config('tcp_keepalives_idle', '15', false), set_config('tcp_keepalives_interval', '5', false),
           set_config('tcp_keepalives_count', '3', false)
"""
# The role's own sessions may be ended by it.
_END_FROZEN = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity JOIN pg_locks USING (pid)
    WHERE datname = current_database() AND locktype = 'advisory' AND classid = %s AND objsubid = 2 AND granted
        AND state LIKE 'idle%%' AND state_change < clock_timestamp() - make_interval(secs => %s)
        AND pid <> pg_backend_pid()
"""


@contextmanager
def slot(space: int, count: int, *, frozen_after: timedelta) -> Iterator[bool]:
    """Whether this process may work now; False when `count` others do. `space` is the number of their kind of work.

    A process that is frozen keeps its session: when no slot is free, those that asked the database nothing for
    `frozen_after`, longer than one that works is ever silent, are ended, so that the next who asks finds theirs free.
    One that goes on later fails at its next query.
    """
    with connection.cursor() as cursor:
        cursor.execute(_KEEP_ALIVES)
        given = next((number for number in range(count) if _is_given(cursor, space, number)), None)
        if given is None:
            cursor.execute(_END_FROZEN, [space, frozen_after.total_seconds()])
    try:
        yield given is not None
    finally:
        if given is not None:
            with suppress(Error), connection.cursor() as cursor:  # a lost session has lost its locks
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [space, given])


def _is_given(cursor: CursorWrapper, space: int, number: int) -> bool:
    cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [space, number])
    return bool(cursor.fetchone()[0])
