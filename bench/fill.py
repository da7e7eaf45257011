"""Fills a database with ten years of a large company, by statements that PostgreSQL runs itself.

Numbers are made by arithmetic on the row's number, so that two fills are the same. Some incidents are then told anew as
families of one cause each (`bench/families.py`).
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection
from psycopg import sql

from accounts.enums import Role
from accounts.models import Team, TeamMembership, User
from actions.models import ActionItem
from bench.families import tell_families
from bench.reporting import reporting_steps
from catalogue.models import Service
from customers.models import Report, Update
from incidents.models import Incident, Mark, TimelineEntry
from postmortems.models import Comment, CommentThread, Postmortem, Section

WORDS = [
    *("api", "database", "cache", "deploy", "rollback", "latency", "checkout", "login", "payment", "queue", "worker"),
    *("timeout", "certificate", "disk", "memory", "network", "router", "alert", "dashboard", "customer", "invoice"),
    *("search", "index", "shard", "replica", "failover", "region", "config", "flag", "retry", "partner", "webhook"),
    *("token", "session", "cookie", "proxy", "release", "migration", "backup", "restore", "traffic", "spike", "loop"),
]
WORDS_SQL = f"(select '{{{','.join(WORDS)}}}'::text[] as w) words"
PEOPLE, TEAMS, SERVICES = 200, 20, 60
FILLED = (Incident, TimelineEntry, Mark, Postmortem, Section, CommentThread, Comment, ActionItem, Report, Update)
STATUSES = "'{closed,closed,closed,closed,closed,closed,resolved,cancelled}'::text[]"


@dataclass(frozen=True, slots=True)
class Volume:
    """How many rows; entries and action items follow from the incidents as in DESIGN: ten and three each.

    Unfinished action items lie on the newest `backlog_of` incidents; on all of them where it is None.
    """

    incidents: int
    backlog_of: int | None = None

    @property
    def entries_each(self) -> int:
        """Entries of an ordinary incident."""
        return 10


def fill(volume: Volume) -> None:
    """Makes the rows, with a bar that moves. Expects an empty, migrated database."""
    steps = list(_steps(volume))
    began = time.monotonic()
    default_columns()
    _company()
    for number, (name, statement) in enumerate(steps, start=1):
        done = "█" * number + "░" * (len(steps) - number)
        print(f"\r{done} {name:<28}", end="", flush=True)
        with connection.cursor() as cursor:
            cursor.execute(statement)
    tell_families(volume.incidents, WORDS)
    with connection.cursor() as cursor:
        # What autovacuum does by itself within minutes, and what it would else do while the pages are measured.
        cursor.execute("vacuum (analyze)")
    print(f"\rFilled {volume.incidents:,} incidents in {time.monotonic() - began:.0f} s.{' ' * 30}")


def default_columns() -> None:
    """Gives the columns the defaults of their fields, so that statements here need not name each new column."""
    with connection.cursor() as cursor, connection.schema_editor() as editor:
        for model in FILLED:
            for field in model._meta.local_concrete_fields:
                default = editor.effective_default(field)
                if not isinstance(default, str | int) or field.primary_key:
                    continue
                change = sql.SQL("alter table {} alter column {} set default {}")
                names = sql.Identifier(model._meta.db_table), sql.Identifier(str(field.column))
                cursor.execute(change.format(*names, sql.Literal(default)))


def _company() -> None:
    """People, teams and services, by Django: they are few."""
    roles = [Role.REPORTER, Role.MANAGER, *[Role.RESPONDER] * 8]
    people = User.objects.bulk_create(
        User(email=f"bench{n}@example.com", name=f"Person {n}", password="!", role=roles[n % 10], zone="UTC")
        for n in range(1, PEOPLE + 1)
    )
    teams = Team.objects.bulk_create(Team(name=f"Team {n}") for n in range(1, TEAMS + 1))
    TeamMembership.objects.bulk_create(
        TeamMembership(team=teams[n % TEAMS], user=person, is_manager=person.role == Role.MANAGER)
        for n, person in enumerate(people)
    )
    Service.objects.bulk_create(Service(name=f"Service {n}", team=teams[n % TEAMS]) for n in range(1, SERVICES + 1))


def words_sql(seed: str, words: int) -> str:
    """SQL for some words chosen by a number."""
    picks = ", ".join(f"(words.w)[1 + abs(hashint4({seed} * 31 + {n})) % {len(WORDS)}]" for n in range(words))
    return f"concat_ws(' ', {picks})"


def _steps(volume: Volume) -> Iterator[tuple[str, str]]:
    words, n = WORDS_SQL, volume.incidents
    yield "incidents", incidents_sql(n, words)
    yield (
        "services of incidents",
        f"""insert into incidents_incident_services (incident_id, service_id)
            select i, 1 + i % {SERVICES} from generate_series(1, {n}) i""",
    )
    yield "timeline entries", entries_sql(n, volume.entries_each, words)
    yield "leads", leads_sql()
    yield "milestones", _marks(n, volume.entries_each)
    yield "postmortems", _postmortems(n)
    yield "sections", _sections(n, words)
    yield "comments", _comments(n, words)
    yield "action items", _actions(n, volume.backlog_of or n, words)
    yield from reporting_steps(n, PEOPLE, words, words_sql("{seed}", 12))


def incidents_sql(n: int, words: str) -> str:
    """Over ten years, the newest twenty of them not over."""
    return f"""
        insert into incidents_incident (id, title, severity_id, status, summary, zone, zone_word, is_drill,
            is_near_miss, is_private, is_past, is_example, is_customer_facing, public_summary,
            public_summary_html, public_summary_renderer, impact_text, impact_scope, impact_percent_about,
            impact_percent_of, impact_all_users, revenue_lost, revenue_currency, revenue_extent,
            detection_source, detected_by, call_url, runbook_url, impact_started_at, detected_at, mitigated_at,
            resolved_at, seq, declared_by_id, declared_at, began_at, client_uuid, postmortem_required)
        select i, {words_sql("i", 6)}, 1 + i % 5,
            case when i > {n} - 20 then 'investigating' else ({STATUSES})[1 + i % 8] end,
            {words_sql("i + 7", 20)}, 'UTC', '', i % 50 = 0, false, i % 100 = 0, false, false,
            false, '', '', 0, {words_sql("i + 13", 12)}, '', false, '', false, '', '', '', '', '', '',
            '', began, began + interval '5 minutes', began + interval '50 minutes', began + interval '90 minutes',
            {10}, 1 + i % {PEOPLE}, began, began, gen_random_uuid(), i % 5 < 2
        from generate_series(1, {n}) i, {words},
            lateral (select now() - ({n} - i) * interval '3650 days' / {n} - interval '2 hours' as began) t;
        select setval('incidents_incident_id_seq', {n});
    """


def entries_sql(n: int, each: int, words: str) -> str:
    """Ten each; the newest hundred have fifty, so that a full page can be measured."""
    return f"""
        insert into incidents_timelineentry (incident_id, seq, changed_seq, kind, origin, author_id, happened_at,
            is_about, written_at, text, html, renderer, facts, is_starred, struck_reason, redacted_reason,
            corrections, client_uuid)
        select i.id, e, e, 'note', 'told', 1 + (i.id * 3 + e) % {PEOPLE}, i.began_at + e * interval '2 minutes', false,
            i.began_at + e * interval '2 minutes', t.text, '<p>' || t.text || '</p>', 1, '{{}}', e = 3, '', '', 0,
            gen_random_uuid()
        from incidents_incident i,
            generate_series(1, case when i.id > {n} - 100 then 50 else {each} end) e, {words},
            lateral (select {words_sql("(i.id * 13 + e)::int", 14)} as text) t;
        update incidents_incident set seq = 50 where id > {n} - 100;
    """


def leads_sql() -> str:
    """Everybody leads some, from the first entry on."""
    return f"""
        insert into incidents_roleassignment (incident_id, role_id, person_id, given_in_id)
        select incident_id, 'lead', 1 + (incident_id * 7) % {PEOPLE}, id from incidents_timelineentry where seq = 1
    """


def _marks(n: int, each: int) -> str:
    names = "('{impact_started,detected,mitigated,resolved}'::text[])"
    return f"""
        insert into incidents_mark (incident_id, entry_id, milestone, began_seq, began_at)
        select e.incident_id, e.id, {names}[e.seq], e.seq, e.written_at
        from incidents_timelineentry e where e.seq <= 4
    """


def _postmortems(n: int) -> str:
    return f"""
        insert into postmortems_postmortem (incident_id, status, due_on, owner_id, opened_at, published_at, meeting_uid)
        select id, case when id > {n} * 0.98 then 'draft' else 'published' end, (began_at + interval '9 days')::date,
            1 + (id * 7) % {PEOPLE}, began_at,
            case when id > {n} * 0.98 then null else began_at + interval '8 days' end, gen_random_uuid()
        from incidents_incident where id % 5 < 2
    """


def _sections(n: int, words: str) -> str:
    """Four each; twelve where a full page is measured."""
    kinds = "('{summary,impact,root_cause,resolution}'::text[])"
    return f"""
        insert into postmortems_section (postmortem_id, kind, heading, position, body, html, renderer, version)
        select p.id, coalesce({kinds}[k], 'custom'), coalesce({kinds}[k], 'section ' || k), k, t.text,
            '<p>' || t.text || '</p>', 1, 1
        from postmortems_postmortem p,
            generate_series(1, case when p.incident_id > {n} - 100 then 12 else 4 end) k, {words},
            lateral (select {words_sql("(p.id * 5 + k)::int", 40)} as text) t
    """


def _comments(n: int, words: str) -> str:
    """Twenty in five threads, where a full page is measured."""
    return f"""
        insert into postmortems_commentthread (section_id, passage, opened_by_id, opened_at)
        select s.id, '', 1 + (s.id * 3) % {PEOPLE}, p.opened_at
        from postmortems_section s join postmortems_postmortem p on p.id = s.postmortem_id
        where p.incident_id > {n} - 100 and s.position <= 5;
        insert into postmortems_comment (thread_id, author_id, written_at, text, html, renderer, client_uuid)
        select t.id, 1 + (t.id * 7 + c) % {PEOPLE}, t.opened_at + c * interval '5 minutes', w.text,
            '<p>' || w.text || '</p>', 1, gen_random_uuid()
        from postmortems_commentthread t, generate_series(1, 4) c, {words},
            lateral (select {words_sql("(t.id * 11 + c)::int", 15)} as text) w
    """


def _actions(n: int, backlog_of: int, words: str) -> str:
    """Three for each incident: nine in ten of the old ones are done, the rest are open and partly overdue."""
    settled = n - backlog_of  # on incidents up to this number everything is done
    return f"""
        insert into actions_actionitem (incident_id, title, description, html, renderer, kind, priority, status,
            status_reason, owner_id, team_id, due_on, tracker_url, created_by_id, created_at, finished_at, finished_on,
            evidence, verdict, verdict_evidence, version, client_uuid)
        select i, {words_sql("(i * 3 + k)::int", 8)}, {words_sql("(i * 3 + k + 1)::int", 20)}, '', 0,
            ('{{prevent,detect,mitigate,respond,process}}'::text[])[1 + (i + k) % 5], 1 + (i + k) % 3,
            case when s.is_done then 'done' when (i + k) % 4 = 0 then 'in_progress' else 'open' end, '',
            case when (i + k) % 25 = 0 then null else 1 + (i * 3 + k) % {PEOPLE} end, 1 + (i + k) % {TEAMS},
            current_date + ((i * 7 + k * 13) % 90)::int - 45, '', 1, now() - interval '80 days',
            case when s.is_done then f.at end, case when s.is_done then f.at::date end,
            case when s.is_done then 'merged and deployed' else '' end, '', '', 1, gen_random_uuid()
        from generate_series(1, {n}) i, generate_series(1, 3) k, {words},
            lateral (select least(now(), began_at + interval '30 days') as at from incidents_incident where id = i) f,
            lateral (
                select i <= {settled} or ((i + k) % 10 > 0 and i < {settled} + {backlog_of} * 0.97) as is_done
            ) s
    """
