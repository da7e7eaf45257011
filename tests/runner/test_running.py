"""`runner exec` with real servers, and what `make run` refuses."""

import os
import socket
from contextlib import closing
from pathlib import Path

from tests.runner.conftest import Start

USE_BOTH = (
    "import os, psycopg\n"
    "from kombu import Connection\n"
    "with psycopg.connect(os.environ['DATABASE_URL']) as connection:\n"
    "    connection.execute('CREATE EXTENSION pg_trgm')\n"
    "    connection.execute('CREATE EXTENSION unaccent')\n"
    "    print(connection.execute(\"SELECT lower('Ü'), unaccent('ü')\").fetchone())\n"
    "with Connection(os.environ['REDIS_URL']) as broker:\n"
    "    broker.connect()\n"
    "    print('broker answers')\n"
)
PYTHON = ".venv/bin/python"


def test_servers_from_the_wheels_when_the_system_has_none(start: Start) -> None:
    process = start("exec", "--", PYTHON, "-c", USE_BOTH, DEBRIEF_SERVERS="wheels")
    said = process.communicate()[0]
    assert process.returncode == 0, said
    assert "('ü', 'u')" in said
    assert "broker answers" in said


def test_gives_back_the_exit_code_of_the_command(start: Start) -> None:
    assert start("exec", "--", "sh", "-c", "exit 7", DATABASE_URL="x", REDIS_URL="x").wait() == 7


def test_says_what_to_do_about_a_busy_port(start: Start) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
        process = start("run", PORT=str(port))
        said = process.communicate()[0]
    assert process.returncode == 1
    assert f"Port {port} is used by another program" in said


def test_says_what_is_wrong_with_a_port(start: Start) -> None:
    process = start("run", PORT="http")
    assert "PORT is 'http': use a number" in process.communicate()[0]
    assert process.returncode == 1


def test_refuses_a_state_folder_that_is_none(project: Path, start: Start) -> None:
    (project / ".debrief").symlink_to(os.devnull)
    process = start("exec", "--", "true")
    assert "Stopped:" in process.communicate()[0]
    assert process.returncode == 1
    (project / ".debrief").unlink()
