"""What `make bench-followthrough` measures: 100,000 open action items of 5,000 people."""

import re
import statistics
import time
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.enums import Role
from accounts.models import Team, TeamMembership, User
from bench.fill import SERVICES, WORDS_SQL, default_columns, entries_sql, incidents_sql, leads_sql, words_sql
from bench.rows import Row, measure, pages
from bench.serving import Browser, gunicorn
from catalogue.models import Policy, Service
from catalogue.services import identity
from core import clock
from followthrough.services.reminders import plan_reminders
from incidents.models import Incident

ITEMS, PEOPLE, TEAMS, INCIDENTS = 100_000, 5_000, 250, 20_000
TODAY = clock.today("UTC")
MONDAY = TODAY + timedelta(days=7 - TODAY.weekday())
NINE = datetime.combine(MONDAY, datetime.min.time(), tzinfo=UTC) + timedelta(hours=9)
DAY = timedelta(days=1)
TICKS = 5


def fill() -> None:
    """Everybody owns some, three in ten items are overdue, one in 25 has no owner; each team has a manager."""
    with connection.cursor() as cursor:
        cursor.execute("drop schema public cascade; create schema public")
    connection.close()
    call_command("migrate", verbosity=0)
    default_columns()
    people = User.objects.bulk_create(
        User(email=f"bench{n}@example.com", name=f"Person {n}", password="!", role=_role(n), zone="UTC")
        for n in range(PEOPLE)
    )
    teams = Team.objects.bulk_create(Team(name=f"Team {n}") for n in range(TEAMS))
    TeamMembership.objects.bulk_create(
        TeamMembership(team=teams[n % TEAMS], user=person, is_manager=person.role == Role.MANAGER)
        for n, person in enumerate(people)
    )
    Service.objects.bulk_create(Service(name=f"Service {n}", team=teams[n % TEAMS]) for n in range(SERVICES))
    with connection.cursor() as cursor:
        statements = (
            incidents_sql(INCIDENTS, WORDS_SQL),
            entries_sql(INCIDENTS, 1, WORDS_SQL),
            leads_sql(),
            _items_sql(),
        )
        for statement in statements:
            cursor.execute(statement)
        cursor.execute("vacuum (analyze)")


def _role(number: int) -> Role:
    return Role.MANAGER if number < TEAMS else Role.RESPONDER


def _items_sql() -> str:
    return f"""
        insert into actions_actionitem (incident_id, title, description, html, renderer, kind, priority, status,
            status_reason, owner_id, team_id, due_on, tracker_url, created_by_id, created_at, evidence, verdict,
            verdict_evidence, version, client_uuid)
        select 1 + i % {INCIDENTS}, {words_sql("i", 8)}, '', '', 0,
            ('{{prevent,detect,mitigate,respond,process}}'::text[])[1 + i % 5], 1 + i % 3, 'open', '',
            case when i % 25 = 0 then null else 1 + i % {PEOPLE} end, 1 + i % {TEAMS},
            date '{MONDAY}' + abs(hashint4(i)) % 100 - 30, '', 1, now() - interval '80 days', '', '', '', 1,
            gen_random_uuid()
        from generate_series(1, {ITEMS}) i, {WORDS_SQL}
    """


def planning() -> dict[str, Any]:
    """Seconds and megabytes of the first plan of a day; milliseconds of the ticks with nothing due."""
    with clock.frozen(NINE - DAY):
        plan_reminders()  # what every process reads once
        before_hours = _ticks()
    held = _memory("VmRSS")
    with clock.frozen(NINE) as stopped:
        began = time.perf_counter()
        written = plan_reminders()
        seconds = time.perf_counter() - began
        peak = _memory("VmHWM") - held
        stopped.forward(timedelta(minutes=1))
        after = _ticks()
    return {"written": written, "seconds": seconds, "megabytes": peak, "before": before_hours, "after": after}


def _ticks() -> tuple[float, int]:
    """The median tick in milliseconds, and its queries."""
    spent = []
    for _ in range(TICKS):
        began = time.perf_counter()
        if plan_reminders():
            raise RuntimeError("A tick with nothing due wrote digests.")
        spent.append((time.perf_counter() - began) * 1000)
    with CaptureQueriesContext(connection) as captured:
        plan_reminders()
    return statistics.median(spent), len(captured)


def _memory(name: str) -> float:
    found = re.search(rf"{name}:\s+(\d+) kB", Path("/proc/self/status").read_text())
    if found is None:
        raise RuntimeError("This is measured on Linux alone.")
    return int(found[1]) / 1000


def saving() -> tuple[float, int]:
    """Milliseconds and queries of the post that saves a policy, which reckons first how many mails it would send."""
    manager = User.objects.filter(role=Role.MANAGER).earliest("pk")
    client = Client(headers={"host": "localhost"})
    client.force_login(manager)
    spent = [_save(client, days) for days in range(1, TICKS + 1)]
    with CaptureQueriesContext(connection) as captured:
        _save(client, 0)
    return statistics.median(spent), len(captured)


def _save(client: Client, days: int) -> float:
    policy = Policy.objects.get(severity=1)
    address = f"/settings/policies/{policy.pk}/"
    values = {"name": policy.name, "severity": 1, "done_days": 14, "is_active": "on", "seen": identity(policy)}
    notice = {"deadline": "done", "days": days, "side": "before", "to": "owner"}
    values |= {f"notices-0-{name}": value for name, value in notice.items()}
    values |= {"notices-TOTAL_FORMS": 1, "notices-INITIAL_FORMS": 0}
    began = time.perf_counter()
    answer = client.post(address, values)
    if answer.status_code not in {HTTPStatus.FOUND, HTTPStatus.UNPROCESSABLE_ENTITY}:
        raise RuntimeError(f"The policy was neither saved nor asked about: {answer.status_code}.")
    return (time.perf_counter() - began) * 1000


def board() -> Row:
    """The board of everybody, beside its yardstick."""
    user, incident = User.objects.filter(role=Role.RESPONDER).earliest("pk"), Incident.objects.earliest("pk")
    page = next(one for one in pages(incident, incident) if one.name == "action board")
    with gunicorn() as port:
        return measure(page, Browser(port, user), user)
