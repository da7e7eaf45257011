"""`make run` from its start to a SIGKILL and on."""

import json
import signal
import urllib.request
from pathlib import Path

from runner.processes import birth
from tests.runner.conftest import Start, eventually, read_until

PYTHON = ".venv/bin/python"
WRITE = (
    "import os, psycopg\n"
    "with psycopg.connect(os.environ['DATABASE_URL']) as connection:\n"
    "    connection.execute('CREATE TABLE kept (word text)')\n"
    "    connection.execute(\"INSERT INTO kept VALUES ('still here')\")\n"
)
READ = (
    "import os, psycopg\n"
    "with psycopg.connect(os.environ['DATABASE_URL']) as connection:\n"
    "    print(connection.execute('SELECT word FROM kept').fetchone())\n"
)


def test_survives_a_kill_and_refuses_a_second_run(project: Path, start: Start, free_port: int) -> None:
    settings = {"PORT": str(free_port), "DEBRIEF_EXAMPLE": "0"}
    first = start("run", **settings)
    read_until(first, f"Debrief is running: http://localhost:{free_port}")
    with urllib.request.urlopen(f"http://localhost:{free_port}/login/") as page:
        assert page.status == 200
    assert start("exec", "--", PYTHON, "-c", WRITE).wait() == 0

    second = start("run", **settings)
    assert f"already going on in this folder (process {first.pid})" in second.communicate()[0]
    assert second.returncode == 1

    records = json.loads((project / ".debrief/processes.json").read_text())
    assert len(records) == 5  # postgres, broker, web, worker, beat
    first.kill()
    first.wait()

    third = start("run", **settings)
    read_until(third, "Debrief is running")
    assert all(birth(record["pid"]) != record["birth"] for record in records)
    assert "still here" in start("exec", "--", PYTHON, "-c", READ).communicate()[0]

    records = json.loads((project / ".debrief/processes.json").read_text())
    third.send_signal(signal.SIGTERM)
    assert third.wait() == 0
    eventually(lambda: all(birth(record["pid"]) is None for record in records))
    assert (project / ".debrief").stat().st_mode & 0o777 == 0o700
