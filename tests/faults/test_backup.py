"""Backups that get in each other's way, or in whose way something else gets."""

import errno
import os
import re
import time
from pathlib import Path

import psycopg
import pytest

from core.backup.archive import DUMP, Manifest, unpack, write_archive
from core.backup.errors import BackupError
from core.backup.making import _publish
from tests.faults import repeated
from tests.faults.installations import server


class Vanishing(type(Path())):
    """A file that is removed while it is being read."""

    def open(self, *arguments, **options):
        file = super().open(*arguments, **options)
        self.unlink()
        return file


@pytest.mark.parametrize("number", [errno.EPERM, errno.EOPNOTSUPP, errno.EACCES, errno.EIO])
def test_where_a_file_has_one_name_no_backup_is_replaced_either(tmp_path, monkeypatch, number):
    """Such a file system cannot be mounted by everybody: what it answers is put in its place."""

    def refuse(*_):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "link", refuse)
    part, target = tmp_path / "part", tmp_path / "saved.tar"
    part.write_bytes(b"new")
    target.write_bytes(b"earlier")
    with pytest.raises((BackupError, OSError)):
        _publish(part, target)
    assert target.read_bytes() == b"earlier"

    target.unlink()
    if number in (errno.EPERM, errno.EOPNOTSUPP):
        _publish(part, target)
        assert target.read_bytes() == b"new"
    else:
        with pytest.raises(OSError, match=re.escape(os.strerror(number))):
            _publish(part, target)
        assert not target.exists()


def test_a_file_that_is_removed_meanwhile_does_not_spoil_the_backup(tmp_path):
    for name in ("dump", "one", "two"):
        (tmp_path / name).write_bytes(b"content")
    members = [
        (DUMP, tmp_path / "dump"),
        ("attachments/one", Vanishing(tmp_path / "one")),
        ("attachments/none", tmp_path / "none"),
        ("attachments/two", tmp_path / "two"),
    ]
    with (tmp_path / "saved.tar").open("wb") as file:
        write_archive(file, Manifest("2026-11-21T09:00:00", [], []), iter(members))
    manifest = unpack(tmp_path / "saved.tar", tmp_path / "unpacked")
    assert list(manifest.checksums) == [DUMP, "attachments/one", "attachments/two"]
    assert (tmp_path / "unpacked/attachments/one").read_bytes() == b"content"


@repeated
def test_two_backups_to_one_name(installation, tmp_path, repetition):
    """One is saved whole, the other is told so, and nothing half-written stays."""
    assert installation.manage("load_examples").returncode == 0
    before = installation.content()
    place = tmp_path / "backups"
    place.mkdir()
    file = place / "saved.tar"
    begun = [installation.begin("manage.py", "backup", str(file)) for _ in range(3)]
    said = [process.communicate()[1] for process in begun]
    codes = [process.returncode for process in begun]
    assert sorted(codes) == [0, 1, 1], said
    for code, words in zip(codes, said, strict=True):
        assert code == 0 or "Another backup was saved as" in words or "already exists" in words
    assert list(place.iterdir()) == [file]
    installation.execute("UPDATE incidents_incident SET title = 'later'")
    assert installation.manage("restore", "--yes", str(file)).returncode == 0
    assert installation.content() == before


def test_what_a_killed_backup_leaves_is_named_and_removed(installation, tmp_path):
    """One that still runs, waiting for a table here, is left alone."""
    place = tmp_path / "backups"
    place.mkdir()
    backups = {"BACKUP_ROOT": str(place)}
    left = []
    for _ in range(2):
        with psycopg.connect(installation.conninfo) as holder:
            holder.execute("LOCK TABLE django_session")  # has no default, which `upgrade` reads
            with installation.begin("manage.py", "backup", str(place / "killed.tar"), **backups) as process:
                wait_for_dump(installation)
                (folder,) = set(place.iterdir()) - set(left)
                assert str(folder) not in doctor_says(installation, backups), "it is in use"
                assert "Removed" not in installation.run("manage.py", "upgrade", **backups).stdout
                assert folder.exists()
                process.kill()
        assert str(folder) in doctor_says(installation, backups)
        left.append(folder)
        if len(left) == 1:
            done = installation.run("manage.py", "upgrade", **backups)
            assert "Removed what backups that were cut off left" in done.stdout, done.stderr
        else:
            assert installation.manage("backup", str(place / "saved.tar")).returncode == 0
        assert not folder.exists()
    assert list(place.iterdir()) == [place / "saved.tar"]


def test_a_backup_names_the_migrations_of_its_own_snapshot(installation, tmp_path):
    file = tmp_path / "saved.tar"
    later = "INSERT INTO django_migrations (app, name, applied) VALUES ('incidents', '9999_later', now())"
    with psycopg.connect(installation.conninfo) as holder:
        holder.execute("LOCK TABLE incidents_incident")
        with installation.begin("manage.py", "backup", str(file)) as process:
            wait_for_dump(installation)
            installation.execute(later)
            holder.rollback()
            said = process.communicate()
    assert process.returncode == 0, said
    assert "incidents.9999_later" not in unpack(file, tmp_path / "unpacked").migrations
    restored = installation.manage("restore", "--yes", str(file))
    assert restored.returncode == 0, restored.stderr
    assert installation.manage("migrate", "--check").returncode == 0
    assert installation.manage("upgrade").returncode == 0


def doctor_says(installation, environment):
    return installation.run("manage.py", "doctor", "--skip-address", **environment).stdout


def wait_for_dump(installation):
    """Until pg_dump waits for a table; the limit only ends a broken test."""
    waiting = (
        "SELECT 1 FROM pg_stat_activity WHERE datname = %s AND application_name = 'debrief pg_dump' "
        "AND wait_event_type = 'Lock'"
    )
    with server() as database:
        for _ in range(1200):
            if database.execute(waiting, [installation.name]).fetchone():
                return
            time.sleep(0.1)
    pytest.fail("pg_dump never waited.")
