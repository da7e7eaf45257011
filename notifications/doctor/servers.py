"""The servers Debrief needs: database and broker, and beat with a worker."""

from collections.abc import Iterator
from datetime import timedelta

from django.db import DatabaseError, connection

from core.broker import broker_trouble
from core.clock import now
from core.durations import humanize
from core.migration_state import pending_migrations
from notifications.doctor.findings import Finding, bad, good, odd
from notifications.selectors import outbox_health

OLDEST_POSTGRES = 14
NEEDED_EXTENSIONS = {"pg_trgm", "unaccent"}
CLOCKS_MAY_DIFFER = timedelta(seconds=2)
BEAT_MAY_BE_AWAY = timedelta(minutes=2)


def database() -> Iterator[Finding]:
    """Reachable, new enough, with its extensions and migrations, and a clock like ours."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp(), current_setting('server_version_num')::int / 10000")
            theirs, version = cursor.fetchone()
            difference = abs(theirs - now())
            cursor.execute("SELECT extname FROM pg_extension")
            extensions = {name for (name,) in cursor.fetchall()}
        pending = pending_migrations()
    except DatabaseError as error:
        yield bad("database", f"cannot be reached: {str(error).strip()}. Look at DATABASE_URL.")
        return
    if version < OLDEST_POSTGRES:
        yield bad("database", f"is PostgreSQL {version}; {OLDEST_POSTGRES} or newer is needed.")
    else:
        yield good("database", f"answers: PostgreSQL {version}.")
    if missing := NEEDED_EXTENSIONS - extensions:
        yield bad("extensions", f"{', '.join(sorted(missing))} missing. `manage.py upgrade` makes them.")
    if pending:
        yield bad("migrations", f"{len(pending)} are pending, the first is {pending[0]}. Run `manage.py upgrade`.")
    else:
        yield good("migrations", "are all applied.")
    if difference > CLOCKS_MAY_DIFFER:
        words = f"differs from the database's by {humanize(difference)}. Let both machines follow a time server (NTP)."
        yield bad("clock", words)
    else:
        yield good("clock", "agrees with the database's.")


def broker() -> Iterator[Finding]:
    """Reachable."""
    trouble = broker_trouble()
    if trouble:
        yield bad("broker", f"cannot be reached: {trouble} Look at REDIS_URL. Until then no mail is sent.")
    else:
        yield good("broker", "answers.")


def beat() -> Iterator[Finding]:
    """Seen lately, through a worker; and nothing waits too long."""
    try:
        health = outbox_health()
    except DatabaseError:
        return
    if health.since_beat is None:
        yield bad("beat", "was never seen. Start `celery --app config beat` and a worker.")
    elif health.since_beat > BEAT_MAY_BE_AWAY:
        yield bad("beat", f"was last seen {humanize(health.since_beat)} ago. Is beat running, and a worker?")
    else:
        yield good("beat", f"was seen {humanize(health.since_beat)} ago.")
    for pause in health.pauses:
        yield bad("deliveries", f"{pause}. It is tried again by itself.")
    if health.waiting:
        yield odd("deliveries", f"{health.waiting} waiting.")
