"""The database, the broker, and the processes beat and worker."""

from datetime import timedelta

from django.db import DatabaseError, connection

from core.backup.unfinished import UnfinishedRestore
from core.broker import broker_trouble
from core.clock import now
from core.durations import humanize
from core.migration_state import newer_database, pending_migrations
from notifications.doctor.findings import Finding, Findings, failed, ok, warning
from notifications.models import Delivery
from notifications.selectors.health import outbox_health

OLDEST_POSTGRES = 14
NEEDED_EXTENSIONS = {"pg_trgm", "unaccent"}
ALLOWED_CLOCK_DIFFERENCE = timedelta(seconds=2)


def database() -> Findings:
    """It can be used, is new enough, has its extensions and migrations, and its clock agrees with ours."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp(), current_setting('server_version_num')::int / 10000")
            database_time, version = cursor.fetchone()
            difference = abs(database_time - now())
            cursor.execute("SELECT extname FROM pg_extension")
            extensions = {name for (name,) in cursor.fetchall()}
        pending, newer = pending_migrations(), newer_database()
    except UnfinishedRestore as refusal:
        yield failed("database", f"is closed. {refusal}")
        return
    except DatabaseError as error:
        yield failed("database", f"cannot be reached: {str(error).strip()}. Check DATABASE_URL.")
        return
    if version < OLDEST_POSTGRES:
        yield failed("database", f"is PostgreSQL {version}; {OLDEST_POSTGRES} or newer is needed.")
    else:
        yield ok("database", f"answers: PostgreSQL {version}.")
    if missing := NEEDED_EXTENSIONS - extensions:
        yield failed("extensions", f"are missing: {', '.join(sorted(missing))}. Run `manage.py upgrade`.")
    if newer:
        yield failed("version", f"is not the database's. {newer}")
    if pending:
        yield failed("migrations", f"are pending: {len(pending)}, from {pending[0]} on. Run `manage.py upgrade`.")
    else:
        yield ok("migrations", "are all applied.")
    if difference > ALLOWED_CLOCK_DIFFERENCE:
        text = f"differs from the database's by {humanize(difference)}. Synchronise both machines by NTP."
        yield failed("clock", text)
    else:
        yield ok("clock", "agrees with the database's.")


def broker() -> Findings:
    """It can be reached."""
    trouble = broker_trouble()
    if trouble:
        yield failed("broker", f"cannot be reached: {trouble} Check REDIS_URL. No mail is sent meanwhile.")
    else:
        yield ok("broker", "answers.")


def beat() -> Findings:
    """Beat and a worker do their work, no channel is paused, and no message is late."""
    try:
        health = outbox_health()
    except DatabaseError:
        return
    yield _heartbeat("beat", "published a task", health.since_beat, is_ok=health.is_beating)
    yield _heartbeat("worker", "completed a task", health.since_worker, is_ok=health.is_working)
    for pause in health.pauses:
        text = f"by {pause.get_channel_display().lower()} are paused: {pause.answer}. Debrief tries again by itself."
        yield failed("deliveries", text)
    if health.is_late and health.oldest_due:
        text = f"are late: the oldest was due {humanize(health.oldest_due)} ago. See Settings, Deliveries."
        yield failed("deliveries", text)
    if waiting := Delivery.objects.waiting().count():
        yield warning("deliveries", f"are waiting to be sent: {waiting}.")


def _heartbeat(name: str, work: str, since: timedelta | None, *, is_ok: bool) -> Finding:
    if since is None:
        return failed(name, f"has never {work}. Start `celery --app config beat` and a worker.")
    if since < timedelta(0) and not is_ok:
        return failed(name, f"last {work} in the future: the database's clock was moved. Is {name} running?")
    text = f"{work} {humanize(since)} ago."
    return ok(name, text) if is_ok else failed(name, f"last {text} Is it running? Restart it, and look at its log.")
