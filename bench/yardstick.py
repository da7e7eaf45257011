"""The yardstick: bare Django views under the same server, with the same session and login.

They run as many indexed queries as the page they are compared with, and a plain template of the same number of rows.
Nothing here is Debrief's own code, so that a slow piece of ours cannot make the yardstick slow too.
"""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from django.contrib.auth.decorators import login_not_required
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.views.decorators.http import require_POST

ROWS = """<!doctype html><html lang="en"><head><title>Yardstick</title></head><body><table>
{% for row in rows %}<tr>{% for cell in row %}<td>{{ cell }}</td>{% endfor %}</tr>
{% endfor %}</table><p>{{ count }}</p></body></html>"""
OPEN_COUNT = "select count(*) from incidents_incident where status in ('investigating', 'identified', 'mitigated')"
UNFINISHED = "a.status in ('open', 'in_progress', 'blocked')"
MOST_GROUPS = 80  # of them all, as many rows as the board shows beside its lists

Row = tuple[object, ...]


def _fetch(sql: str, *values: Any) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        rows: list[Row] = cursor.fetchall()
        return rows


def _answer(request: HttpRequest, rows: list[Row], count: object = "") -> HttpResponse:
    """The plain page; reading `request.user` costs the session and the user query that every page pays."""
    template: Any = engines["django"].from_string(ROWS)
    return HttpResponse(template.render({"rows": rows, "count": f"{count} for {request.user}"}, request))


@login_not_required
def empty(request: HttpRequest) -> HttpResponse:
    """Nothing: no session, no query, no template."""
    return HttpResponse("")


def listing(request: HttpRequest) -> HttpResponse:
    """50 incidents with a filter and a count, and the short lists of its filter fields."""
    where = "where severity_id between 1 and 3 and not is_private and not is_drill"
    rows = _fetch(
        "select id, title, status, severity_id, began_at, mitigated_at, declared_at, zone from incidents_incident "
        f"{where} order by began_at desc, id desc limit 50"
    )
    shown = [row[0] for row in rows]
    _fetch(
        "select incident_id, v.name from incidents_incident_services s join catalogue_service v on v.id = s.service_id "
        "where incident_id = any(%s)",
        shown,
    )
    _fetch(
        "select incident_id, u.name from incidents_roleassignment r join accounts_user u on u.id = r.person_id "
        "where role_id = 'lead' and ended_in_id is null and incident_id = any(%s)",
        shown,
    )
    count = _fetch(f"select count(*) from (select 1 from incidents_incident {where} limit 1001) as few")[0][0]
    for table in ("catalogue_service", "accounts_team"):
        rows += _fetch(f"select id, name from {table} order by name")
    rows += _fetch("select id, name from accounts_user where is_active and role <> 'reporter' order by name")
    _fetch(OPEN_COUNT)
    return _answer(request, rows, count)


def page(request: HttpRequest) -> HttpResponse:
    """One incident with its 50 entries and what stands beside them."""
    number = request.GET["n"]
    _fetch("select * from incidents_incident where id = %s", number)
    entries = _fetch(
        "select e.id, happened_at, written_at, html, u.name from incidents_timelineentry e "
        "left join accounts_user u on u.id = author_id where incident_id = %s order by happened_at, seq limit 50",
        number,
    )
    for table in ("incidents_mark", "incidents_impactinterval", "incidents_attachment", "customers_report"):
        entries += _fetch(f"select * from {table} where incident_id = %s", number)
    for table in ("incidents_roleassignment", "incidents_incident_services", "incidents_task", "actions_actionitem"):
        entries += _fetch(f"select id from {table} where incident_id = %s", number)
    entries += _fetch("select id, status from postmortems_postmortem where incident_id = %s", number)
    entries += _fetch("select slug, name from catalogue_incidentrole where is_active order by position")
    _fetch(OPEN_COUNT)
    return _answer(request, entries)


def board(request: HttpRequest) -> HttpResponse:
    """The longest overdue action items, numbers by owner and team, ages, what was finished, postmortems that wait."""
    rows = _fetch(
        "select a.id, a.title, a.due_on, a.status, u.name, t.name from actions_actionitem a "
        "left join accounts_user u on u.id = a.owner_id left join accounts_team t on t.id = a.team_id "
        f"where {UNFINISHED} and due_on < current_date order by due_on, a.id limit 10"
    )
    late = [row[0] for row in rows]
    rows += _fetch("select item_id, field, note from actions_actionevent where item_id = any(%s) order by at", late)
    rows += _fetch(
        "select team_id, owner_id, count(*), count(*) filter (where due_on < current_date) "
        f"from actions_actionitem a where {UNFINISHED} group by team_id, owner_id"
    )[:MOST_GROUPS]
    rows += _fetch(
        "select date_part('day', now() - created_at), count(*) "
        f"from actions_actionitem a where {UNFINISHED} group by 1 order by 1"
    )
    rows += _fetch(
        "select status, date_part('day', now() - finished_at), count(*) from actions_actionitem "
        "where finished_at > now() - interval '90 days' group by 1, 2"
    )
    rows += _fetch(
        "select least(floor(date_part('day', now() - created_at) / 7), 12), "
        "date_part('day', finished_at - created_at), count(*) from actions_actionitem where finished_at is not null "
        "and created_at > now() - interval '365 days' group by 1, 2"
    )
    _fetch(
        "select count(*), count(*) filter (where finished_on <= due_on) from actions_actionitem "
        "where due_on between current_date - 90 and current_date - 1"
    )
    rows += _fetch("select id, name from accounts_team order by name")
    _fetch("select team_id from accounts_teammembership where user_id = %s", request.user.pk)
    _fetch("select distinct zone from accounts_user")
    _fetch(OPEN_COUNT)
    rows += _fetch("select id, due_on from postmortems_postmortem where status <> 'published' order by due_on limit 11")
    return _answer(request, rows)


def postmortem(request: HttpRequest) -> HttpResponse:
    """One postmortem with its sections, comments, factors and action items, and the timeline of its incident."""
    number = request.GET["n"]
    of_incident = "(select id from postmortems_postmortem where incident_id = %s)"
    _fetch(
        "select * from postmortems_postmortem p join incidents_incident i on i.id = p.incident_id where i.id = %s",
        number,
    )
    rows = _fetch(
        f"select id, heading, html from postmortems_section where postmortem_id = {of_incident} order by position",
        number,
    )
    rows += _fetch(
        "select f.id, c.name, f.text from postmortems_factor f "
        f"left join catalogue_factorcategory c on c.id = f.category_id where postmortem_id = {of_incident}",
        number,
    )
    rows += _fetch(
        "select a.id, a.title, a.due_on, a.status, u.name, t.name from actions_actionitem a "
        "left join accounts_user u on u.id = a.owner_id left join accounts_team t on t.id = a.team_id "
        "where incident_id = %s order by a.id",
        number,
    )
    rows += _fetch(
        "select c.id, c.thread_id, c.written_at, c.html, u.name from postmortems_comment c "
        "join postmortems_commentthread t on t.id = c.thread_id join postmortems_section s on s.id = t.section_id "
        f"join accounts_user u on u.id = c.author_id where s.postmortem_id = {of_incident} order by c.id",
        number,
    )
    for table in ("incidents_impactinterval", "incidents_mark", "incidents_attachment"):
        rows += _fetch(f"select * from {table} where incident_id = %s", number)
    entries = _fetch(
        "select e.id, happened_at, written_at, html, u.name from incidents_timelineentry e "
        "left join accounts_user u on u.id = author_id where incident_id = %s order by happened_at, seq",
        number,
    )
    _fetch("select * from incidents_entryrevision where entry_id = any(%s)", [row[0] for row in entries])
    _fetch(OPEN_COUNT)
    return _answer(request, rows + entries)


def search(request: HttpRequest) -> HttpResponse:
    """The same words in the same four tables, the ten best of each."""
    rows: list[Row] = []
    for table, title in (
        ("incidents_incident", "title"),
        ("incidents_timelineentry", "text"),
        ("postmortems_section", "body"),
        ("actions_actionitem", "title"),
    ):
        rows += _fetch(
            f"select id, ts_headline('debrief', {title}, q), ts_rank(search, q) as rank from {table}, "
            "websearch_to_tsquery('debrief', %s) q where search @@ q order by rank desc limit 10",
            request.GET["q"],
        )
    _fetch(OPEN_COUNT)
    return _answer(request, rows)


@require_POST
def similar(request: HttpRequest) -> HttpResponse:
    """Any of the typed words in three tables, the 20 best of the newest 300 of each, and the likest titles."""
    rows: list[Row] = []
    words = " | ".join(request.POST["title"].split())
    for table in ("incidents_incident", "incidents_timelineentry", "postmortems_section"):
        rows += _fetch(
            f"select id, ts_rank_cd(search, q, 1) as rank from (select id, search, q from {table}, "
            "to_tsquery('debrief', %s) q where search @@ q order by id desc limit 300) newest "
            "order by rank desc limit 20",
            words,
        )
    rows += _fetch(
        "select id, title, similarity(title, %s) as alike from (select id, title from incidents_incident "
        "order by id desc limit 300) newest order by alike desc limit 20",
        request.POST["title"],
    )
    _fetch("select level, name, description from catalogue_severity order by level")
    return _answer(request, rows[:3])


def say(request: HttpRequest) -> HttpResponse:
    """The words for customers of incidents that go on, with all their updates."""
    rows = _fetch(
        "select i.id, i.status, i.impact_started_at, u.html, u.workaround, u.published_at, u.valid_until, "
        "u.next_update_by from incidents_incident i join customers_update u on u.incident_id = i.id "
        "where i.is_customer_facing and i.public_summary <> '' and not i.is_private and not i.is_drill "
        "and i.status in ('investigating', 'identified', 'mitigated') order by u.published_at desc"
    )
    return _answer(request, rows)


@require_POST
def known(request: HttpRequest) -> HttpResponse:
    """The likest of the newest 300 open reports, and of the updates of open incidents."""
    rows = _fetch(
        "select id, text, similarity(text, %s) as alike from (select id, text from customers_report "
        "where state in ('new', 'seen', 'joined') order by id desc limit 300) newest order by alike desc limit 20",
        request.POST["text"],
    )
    rows += _fetch(
        "select u.id, u.text, similarity(u.text, %s) as alike from customers_update u "
        "join incidents_incident i on i.id = u.incident_id "
        "where i.status in ('investigating', 'identified', 'mitigated') order by alike desc limit 20",
        request.POST["text"],
    )
    return _answer(request, rows[:3])


@require_POST
def append(request: HttpRequest) -> HttpResponse:
    """Lock the incident, count up, insert one entry, read the timeline back: what an append cannot do without."""
    number, at, text = request.POST["n"], datetime.now(UTC), request.POST["text"]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select seq from incidents_incident where id = %s for update", [number])
        seq = cursor.fetchone()[0] + 1
        cursor.execute(
            "insert into incidents_timelineentry (incident_id, seq, changed_seq, kind, origin, author_id, happened_at,"
            " is_about, written_at, text, html, renderer, facts, is_starred, struck_reason, redacted_reason,"
            " corrections, client_uuid) values (%s, %s, %s, 'note', 'told', %s, %s, false, %s, %s, %s, 0, '{}',"
            " false, '', '', 0, %s)",
            [number, seq, seq, request.user.pk, at, at, text, text, uuid4()],
        )
        cursor.execute("update incidents_incident set seq = %s where id = %s", [seq, number])
    rows = _fetch(
        "select e.id, happened_at, written_at, html, u.name from incidents_timelineentry e "
        "left join accounts_user u on u.id = author_id where incident_id = %s order by happened_at, seq limit 100",
        number,
    )
    return _answer(request, rows)


@require_POST
def declare(request: HttpRequest) -> HttpResponse:
    """Read what the severity asks for, insert one incident and its first entry, tell those who watch."""
    at, user = datetime.now(UTC), request.user.pk
    _fetch("select level, name, description from catalogue_severity order by level")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "insert into incidents_incident (title, severity_id, status, summary, zone, zone_word, is_drill,"
            " is_near_miss, is_private, is_past, is_example, is_customer_facing, public_summary, public_summary_html,"
            " public_summary_renderer, impact_text, impact_scope, impact_percent_about, impact_percent_of,"
            " impact_all_users, revenue_lost, revenue_currency, revenue_extent, detection_source, detected_by,"
            " call_url, runbook_url, seq, declared_by_id, declared_at, began_at, client_uuid, postmortem_required)"
            " values (%s, 4, 'investigating', '', 'UTC', '', false, false, false, false, false, false, '', '', 0, '',"
            " '', false, '', false, '', '', '', '', '', '', '', 1, %s, %s, %s, %s, false) returning id",
            [request.POST["title"], user, at, at, uuid4()],
        )
        number = cursor.fetchone()[0]
        cursor.execute(
            "insert into incidents_timelineentry (incident_id, seq, changed_seq, kind, origin, author_id, happened_at,"
            " is_about, written_at, text, html, renderer, facts, is_starred, struck_reason, redacted_reason,"
            " corrections, client_uuid) values (%s, 1, 1, 'declared', 'system', %s, %s, false, %s, '', '', 0, '{}',"
            " false, '', '', 0, %s)",
            [number, user, at, at, uuid4()],
        )
        cursor.execute("select pg_notify('yardstick', %s)", [str(number)])
    return _answer(request, _fetch("select id, title from incidents_incident where id = %s", number))


@require_POST
def report(request: HttpRequest) -> HttpResponse:
    """Insert one report, and read whom to tell of it."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "insert into customers_report (reporter_id, text, customer, since, state, answer, created_at,"
            " waits_since, is_example, client_uuid) values (%s, %s, 'Acme', '', 'new', '', %s, now(), false, %s)"
            " returning id",
            [request.user.pk, request.POST["text"], datetime.now(UTC), uuid4()],
        )
        number = cursor.fetchone()[0]
    _fetch("select id, email from accounts_user where is_active and role <> 'reporter'")
    return _answer(request, _fetch("select id, text from customers_report where id = %s", number))
