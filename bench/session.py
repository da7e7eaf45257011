"""One session of measuring, on a database of its own."""

from collections.abc import Iterable

from django.core.management import call_command
from django.db import connection

from accounts.models import User
from bench.fill import Volume, fill
from bench.rows import RUNS, Row, measure, pages
from bench.sending import sending_row
from bench.serving import Browser, gunicorn
from bench.status_page import status_page_row
from bench.wire import wire_rows
from incidents.models import Incident

SMALL, LARGE = 2_000, 200_000
GROWTH_BUDGET = 1.5


def bench(incidents: int, *, is_kept: bool = False) -> list[Row]:
    """All rows that exist, at the volume of DESIGN §6."""
    if not is_kept:
        anew(incidents)
    incident, busy, user = _full_pages()
    with gunicorn() as port:
        browser = Browser(port, user)
        rows = [measure(page, browser, user) for page in pages(incident, busy)]
        rows += wire_rows(browser, f"/incidents/{incident.pk}/")
        rows.append(status_page_row(port))
    rows.append(sending_row())
    show(rows)
    return rows


def growth() -> list[Row]:
    """Each page at 2,000 and at 200,000 incidents: how much slower it becomes, with as many open action items."""
    found: dict[str, list[Row]] = {}
    for incidents in (SMALL, LARGE):
        anew(incidents, backlog_of=SMALL)
        incident, busy, user = _full_pages()
        with gunicorn() as port:
            browser = Browser(port, user)
            for page in pages(incident, busy):
                found.setdefault(page.name, []).append(measure(page, browser, user))
    rows = [_grown(small, large) for small, large in found.values()]
    show(rows)
    return rows


def _grown(small: Row, large: Row) -> Row:
    ratio = round((large.p50_ms or 0) / (small.p50_ms or 1), 2)
    budget = f"≤ {GROWTH_BUDGET}× from {SMALL:,} to {LARGE:,}"
    return Row(
        large.name, large.p50_ms, large.p95_ms, small.p50_ms, ratio, large.queries, budget, ratio <= GROWTH_BUDGET
    )


def anew(incidents: int, *, backlog_of: int | None = None) -> None:
    """An empty schema, migrated and filled."""
    migrated()
    fill(Volume(incidents, backlog_of))


def migrated() -> None:
    """An empty schema, with nothing but its tables."""
    with connection.cursor() as cursor:
        cursor.execute("drop schema public cascade; create schema public")
    connection.close()
    call_command("migrate", verbosity=0)


def _full_pages() -> tuple[Incident, Incident, User]:
    """Two incidents with 50 entries, and a responder who is no member of anything private."""
    full = Incident.objects.filter(seq=50, is_private=False).order_by("pk")[:2]
    incident, busy = full
    return incident, busy, responder()


def responder() -> User:
    """Who is no member of anything private."""
    found: User = User.objects.filter(role="responder", is_active=True).earliest("pk")
    return found


def show(rows: Iterable[Row]) -> None:
    """The table for people."""
    print(f"\n{'row':<28}{'p50':>9}{'p95':>9}{'bare':>9}{'ratio':>7}{'queries':>9}  budget (median of {RUNS} runs)")
    for row in rows:
        cells = (row.p50_ms, row.p95_ms, row.yardstick_p50_ms, row.ratio, row.queries)
        shown = ["–" if cell is None else f"{cell:g}" for cell in cells]
        mark = "✓" if row.ok else "✗"
        print(f"{row.name:<28}{shown[0]:>9}{shown[1]:>9}{shown[2]:>9}{shown[3]:>7}{shown[4]:>9}  {mark} {row.budget}")
