"""Backup, restore and upgrade, drilled on a database of their own through the commands."""

import hashlib
import json
import tarfile
from io import BytesIO

import psycopg
import pytest
from django.db import connection
from psycopg.conninfo import make_conninfo

from core.backup.archive import checksum
from core.backup.programs import connection_info, find_program
from core.backup.schemas import step_aside
from core.backup.unfinished import Unfinished


def test_the_drill(installation, tmp_path):
    """Fill it, save it, spoil it, restore it, compare."""
    loaded = installation.manage("load_examples")
    assert loaded.returncode == 0, loaded.stderr
    rows, files = installation.content()
    assert len(rows["incidents_incident"]) == 67
    assert files, "the examples bring attachments"
    saved = installation.manage("backup", str(tmp_path / "saved.tar"))
    assert saved.returncode == 0, saved.stderr
    assert (tmp_path / "saved.tar").stat().st_mode & 0o077 == 0, "it is for its owner alone"
    again = installation.manage("backup", str(tmp_path / "saved.tar"))
    assert "already exists" in again.stderr

    installation.execute("UPDATE incidents_incident SET title = 'spoilt'")
    installation.execute("DROP TABLE followthrough_reminder CASCADE")
    installation.execute("CREATE TABLE from_the_future (id int)")
    for path in installation.media.rglob("*"):
        if path.is_file():
            path.write_bytes(b"spoilt")
    (installation.media / "new").write_bytes(b"later")

    restored = installation.manage("restore", "--yes", str(tmp_path / "saved.tar"))
    assert restored.returncode == 0, restored.stderr
    assert installation.content() == (rows, files)
    assert installation.manage("migrate", "--check").returncode == 0
    assert installation.manage("check").returncode == 0
    assert [path.name for path in installation.media.iterdir()] == ["attachments"]


def test_a_restore_needs_no_right_to_the_schema_public(installation, tmp_path):
    """Up to PostgreSQL 14 it belongs to the superuser, and everybody may create things in it."""
    with psycopg.connect(make_conninfo(**connection_info() | {"dbname": installation.name})) as superuser:
        superuser.execute("ALTER SCHEMA public OWNER TO CURRENT_USER")
        superuser.execute("GRANT ALL ON SCHEMA public TO PUBLIC")
    file = tmp_path / "saved.tar"
    assert installation.manage("backup", str(file)).returncode == 0
    before = installation.content()
    installation.execute("CREATE TYPE mood AS ENUM ('good', 'bad')")
    installation.execute("CREATE FUNCTION is_good(mood) RETURNS boolean LANGUAGE sql AS $$ SELECT $1 = 'good' $$")
    installation.execute("CREATE TABLE moods (id serial, felt mood DEFAULT 'good')")
    installation.execute("CREATE VIEW good_moods AS SELECT * FROM moods WHERE is_good(felt)")
    restored = installation.manage("restore", "--yes", str(file))
    assert restored.returncode == 0, restored.stderr
    assert installation.content() == before
    assert installation.manage("upgrade").returncode == 0


def test_a_damaged_backup_changes_nothing(installation, tmp_path):
    file = tmp_path / "saved.tar"
    installation.manage("backup", str(file))
    before = installation.content()

    whole = file.read_bytes()
    damaged = bytearray(whole)
    damaged[5000] ^= 1
    file.write_bytes(damaged)
    refused = installation.manage("restore", "--yes", str(file))
    assert "damaged" in refused.stderr

    file.write_bytes(whole[: len(whole) // 2])
    assert installation.manage("restore", "--yes", str(file)).returncode == 1

    file.write_bytes(b"not a tar")
    assert "cannot be read as a backup" in installation.manage("restore", "--yes", str(file)).stderr

    rewrite_dump(whole, file, b"PGDMP but nothing else")
    failed = installation.manage("restore", "--yes", str(file))
    assert "Nothing was changed" in failed.stderr
    assert installation.content() == before


def test_a_restore_that_cannot_be_finished_says_that_it_was_backed_out(installation, tmp_path):
    """Cut off after the data from before has stepped aside, and resumed with a dump that PostgreSQL refuses."""
    file = tmp_path / "saved.tar"
    installation.manage("backup", str(file))
    rewrite_dump(file.read_bytes(), file, b"PGDMP but nothing else")
    (installation.media / "one").write_bytes(b"from before")
    before = installation.content()
    with tarfile.open(file) as tar, psycopg.connect(installation.conninfo, autocommit=True) as database:
        begun = Unfinished(str(file), checksum(tar.extractfile("manifest.json")))
        (installation.media / ".restore").mkdir()
        step_aside(database, begun, [])
    failed = installation.manage("restore", "--resume", "--yes")
    assert failed.returncode == 1
    assert "the data from before it is in place again" in failed.stderr
    assert "Nothing was changed" not in failed.stderr
    assert installation.content() == before
    assert installation.manage("upgrade").returncode == 0


def rewrite_dump(whole, file, dump):
    """The same backup with another dump in it, checksums and all."""
    with tarfile.open(fileobj=BytesIO(whole)) as tar:
        manifest = json.load(tar.extractfile("manifest.json"))
    manifest["checksums"] = {"database.dump": hashlib.sha256(dump).hexdigest()}
    with tarfile.open(file, "w") as tar:
        for name, content in (("database.dump", dump), ("manifest.json", json.dumps(manifest).encode())):
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, BytesIO(content))


def test_a_restore_does_not_pull_the_database_from_under_others(installation, tmp_path):
    file = tmp_path / "saved.tar"
    installation.manage("backup", str(file))
    another_user = make_conninfo(**connection_info() | {"dbname": installation.name})
    for conninfo in (installation.conninfo, another_user):
        with psycopg.connect(conninfo):
            refused = installation.manage("restore", "--yes", str(file))
            assert "Stop web, stream, worker and beat first" in refused.stderr
    assert installation.manage("restore", "--yes", str(file)).returncode == 0


def test_a_backup_of_a_newer_version_is_refused(installation, tmp_path):
    installation.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('incidents', '9999_later', now())")
    file = tmp_path / "saved.tar"
    installation.manage("backup", str(file))
    assert (
        "newer version of Debrief (incidents.9999_later)" in installation.manage("restore", "--yes", str(file)).stderr
    )
    assert "or from a newer version of Debrief: it has incidents.9999_later" in installation.manage("upgrade").stderr


def test_upgrade_saves_first_and_without_a_backup_does_not_go_on(installation, tmp_path):
    assert "up to date" in installation.manage("upgrade").stdout
    installation.manage("migrate", "followthrough", "zero")
    folder = tmp_path / "backups"
    done = installation.manage("upgrade", "--backup-to", str(folder))
    assert done.returncode == 0, done.stderr
    assert len(list(folder.glob("before-upgrade-*.tar"))) == 1

    installation.manage("migrate", "followthrough", "zero")
    (tmp_path / "a file").write_text("")
    stopped = installation.manage("upgrade", "--backup-to", str(tmp_path / "a file"))
    assert "Nothing was migrated" in stopped.stderr
    assert installation.manage("migrate", "--check").returncode == 1


@pytest.mark.parametrize(
    ("statement", "column"),
    [
        ("ALTER TABLE customers_report DROP COLUMN answer", "customers_report.answer"),
        ("ALTER TABLE incidents_task ADD COLUMN size int NOT NULL", "incidents_task.size"),
        ("DROP TABLE followthrough_reminder", "followthrough_reminder.at_day"),
    ],
)
def test_upgrade_refuses_a_database_of_an_earlier_state_of_the_migrations(installation, statement, column):
    installation.execute(statement)
    refused = installation.manage("upgrade")
    assert refused.returncode != 0
    assert f"comes from before the migrations were changed: {column} is not as this version" in refused.stderr


def test_upgrade_leaves_alone_what_no_row_has_to_have(installation):
    installation.execute("ALTER TABLE incidents_task ADD COLUMN size int")
    installation.execute("CREATE TABLE of_somebody_else (word text NOT NULL)")
    assert installation.manage("upgrade").returncode == 0


def test_a_worker_refuses_pending_migrations(empty):
    worker = empty.run("-m", "celery", "--app", "config", "worker", "--pool", "solo", REDIS_URL="memory://")
    assert worker.returncode != 0
    assert "Run `manage.py upgrade` first." in worker.stderr


def test_a_worker_does_not_start_unchecked_while_the_database_is_away(empty, tmp_path):
    away = {"DATABASE_URL": f"postgresql:///debrief?host={tmp_path}", "REDIS_URL": "memory://"}
    worker = empty.run("-m", "celery", "--app", "config", "worker", "--pool", "solo", **away)
    assert worker.returncode == 1
    assert "The database cannot be reached" in worker.stderr
    assert "Traceback" not in worker.stderr


def test_the_programs_are_as_new_as_the_server():
    server = connection.pg_version // 10000
    assert find_program("pg_dump", server=server).version >= server
