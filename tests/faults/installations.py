"""A whole installation for one test: a database and a folder of attachments, worked with by `manage.py`."""

import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode
from uuid import uuid4

import psycopg
import pytest
from django.conf import settings
from psycopg import sql
from psycopg.conninfo import make_conninfo

from core.backup.programs import connection_info

ROOT = Path(settings.ROOT)
PASSWORD = "drill"


class Installation:
    """A database, the user who owns it, and a media folder, and `manage.py` on them."""

    def __init__(self, name, owner, media):
        self.name, self.owner, self.media = name, owner, media

    @property
    def conninfo(self):
        return make_conninfo(**self._place())

    def _place(self):
        return connection_info() | {"dbname": self.name, "user": self.owner, "password": PASSWORD}

    def manage(self, *arguments):
        return self.run("manage.py", *arguments)

    def run(self, *arguments, **environment):
        with self.begin(*arguments, **environment) as process:
            stdout, stderr = process.communicate()
        return subprocess.CompletedProcess(arguments, process.returncode, stdout, stderr)

    def begin(self, *arguments, **environment):
        """The same, without waiting for its end."""
        place = urlencode({key: value for key, value in self._place().items() if key != "dbname"})
        environment = {
            "DATABASE_URL": f"postgresql:///{self.name}?{place}",
            "MEDIA_ROOT": str(self.media),
            "DEBRIEF_DEBUG": "1",
            "DEBRIEF_EXAMPLE": "1",
        } | environment
        return subprocess.Popen(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=os.environ | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def execute(self, statement):
        with psycopg.connect(self.conninfo, autocommit=True) as database:
            return database.execute(statement)

    def content(self):
        """Every row of every table, and every attachment."""
        with psycopg.connect(self.conninfo) as database:
            tables = database.execute(
                "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'core_cache' ORDER BY 1"
            ).fetchall()
            rows = {
                name: database.execute(
                    sql.SQL("SELECT md5(t::text) FROM {} t ORDER BY 1").format(sql.Identifier(name))
                ).fetchall()
                for (name,) in tables
            }
        files = {path.relative_to(self.media): path.read_bytes() for path in self.media.rglob("*") if path.is_file()}
        return rows, files


def server():
    return psycopg.connect(make_conninfo(**connection_info() | {"dbname": "postgres"}), autocommit=True)


@contextmanager
def new_owner():
    """A user with the rights that deploy/database.sh gives: it owns its databases, and is no superuser."""
    name = f"drill_{uuid4().hex[:12]}"
    with server() as database:
        database.execute(sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(sql.Identifier(name), PASSWORD))
    yield name
    with server() as database:
        database.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(name)))


def new_installation(folder, owner, template="template0"):
    name = f"drill_{uuid4().hex[:12]}"
    with server() as database:
        statement = sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}")
        database.execute(statement.format(sql.Identifier(name), sql.Identifier(owner), sql.Identifier(template)))
        database.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(name)))
    (folder / "media").mkdir(exist_ok=True)
    return Installation(name, owner, folder / "media")


def copy_of(installation, folder):
    """Another one with the same database, and no attachments."""
    return new_installation(folder, installation.owner, template=installation.name)


def remove(installation):
    with server() as database:
        database.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(installation.name)))


@pytest.fixture(scope="session")
def owner():
    with new_owner() as name:
        yield name


@pytest.fixture
def empty(tmp_path, owner):
    """Nothing in it yet."""
    made = new_installation(tmp_path, owner)
    yield made
    remove(made)


@pytest.fixture(scope="module")
def migrated(tmp_path_factory, owner):
    """Migrated once, for others to be copied from."""
    made = new_installation(tmp_path_factory.mktemp("migrated"), owner)
    upgraded = made.manage("upgrade")
    assert "Applying" in upgraded.stdout, upgraded.stderr
    yield made
    remove(made)


@pytest.fixture
def installation(tmp_path, migrated):
    """Up to date, without people or incidents."""
    made = copy_of(migrated, tmp_path)
    yield made
    remove(made)
