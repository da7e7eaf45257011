"""`make bench-transfer`: 20,000 incidents leave, and come back into an empty database; writes bench/transfer.json.

Every fifth incident has a file of 100 kB. The bar: each way ends in ten minutes; with fewer incidents nothing keeps it.
"""

import argparse
import json
import os
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import connection
from django.test.utils import override_settings, setup_test_environment
from psycopg import sql
from psycopg.conninfo import make_conninfo

from accounts.enums import Role
from bench import ready  # noqa: F401 - comes first
from bench.session import anew
from bench.transfer_bar import FEWEST, MOST_SECONDS, keeps_the_bar
from core.backup.programs import connection_info
from incidents.models import Attachment, Incident
from tests.factories.accounts import make_user

RESULTS = Path(__file__).parent / "transfer.json"
EMPTY = "bench_transfer"  # the database that everything comes back into
FILE = os.urandom(100_000)


def main() -> int:
    """0 when both ways keep the bar, else 1."""
    parser = argparse.ArgumentParser(prog="make bench-transfer", description=__doc__)
    parser.add_argument("--incidents", type=int, default=20_000)
    parser.add_argument("--kept", action="store_true", help="export what an earlier run left in the database")
    chosen = parser.parse_args()
    setup_test_environment()
    work = Path(tempfile.mkdtemp(prefix="bench-transfer-"))
    try:
        rows = measured(chosen.incidents, work, is_kept=chosen.kept)
    finally:
        shutil.rmtree(work)
    for row in rows:
        print(row)
    RESULTS.write_text(json.dumps({"rows": rows}, indent=2, ensure_ascii=False) + "\n")
    return 0 if all(row["ok"] for row in rows) else 1


def measured(incidents: int, work: Path, *, is_kept: bool) -> list[dict[str, Any]]:
    """One row for each way. The files of a kept database are made anew."""
    with override_settings(MEDIA_ROOT=work / "media"):
        if not is_kept:
            anew(incidents)
        Attachment.objects.all().delete()
        attach_files()
        admin = make_user("Daniel Mwangi", role=Role.ADMIN, email=f"{uuid4()}@example.com")
        count = Incident.objects.count()
        left = timed("export", count, lambda: call_command("export_all", str(work / "left"), by=admin.email))
        left["megabytes on disk"] = round(sum(f.stat().st_size for f in work.glob("left/**/*") if f.is_file()) / 1e6)
    with override_settings(MEDIA_ROOT=work / "came"):
        use_empty_database()
        came = timed("import", count, lambda: call_command("import_all", str(work / "left")))
    return [left, came]


def attach_files() -> None:
    """To every fifth incident."""
    by = Incident.objects.earliest("pk").declared_by
    for number in Incident.objects.order_by("pk").values_list("pk", flat=True)[::5]:
        file = Attachment(incident_id=number, name="core.dump", content_type="application/octet-stream", uploaded_by=by)
        file.size = len(FILE)
        file.file.save("core.dump", ContentFile(FILE), save=True)


def use_empty_database() -> None:
    """A new one, with its tables."""
    name = sql.Identifier(EMPTY)
    with psycopg.connect(make_conninfo(**connection_info()), autocommit=True) as database:
        database.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
        database.execute(sql.SQL("CREATE DATABASE {}").format(name))
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]
    connection.settings_dict["NAME"] = EMPTY
    call_command("migrate", verbosity=0)


def timed(name: str, incidents: int, work: Callable[[], Any]) -> dict[str, Any]:
    """Seconds, and the most memory that this process had by then."""
    began = time.perf_counter()
    work()
    seconds = round(time.perf_counter() - began, 1)
    figures = {
        "incidents": incidents,
        "seconds": seconds,
        "megabytes": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000),
        "load average": round(os.getloadavg()[0], 1),
    }
    budget = f"≤ {MOST_SECONDS} s with {FEWEST:,} incidents"
    return {"name": name, **figures, "budget": budget, "ok": keeps_the_bar(incidents, seconds)}


if __name__ == "__main__":
    sys.exit(main())
