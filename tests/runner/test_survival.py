"""`make run` from its start, through all ways of ending it, to a database that is not of this code."""

import signal
import urllib.request
from pathlib import Path

from tests.runner.conftest import Start, descendants, eventually, read_until, still_running

PYTHON = ".venv/bin/python"
SQL = (
    "import os, sys, psycopg\n"
    "with psycopg.connect(os.environ['DATABASE_URL']) as connection:\n"
    "    done = connection.execute(sys.argv[1])\n"
    "    print(done.fetchone() if done.description else done.rowcount)\n"
)


def test_survives_a_kill_and_refuses_a_second_run(project: Path, start: Start, free_port: int) -> None:
    def run_sql(statement: str) -> str:
        return start("exec", "--", PYTHON, "-c", SQL, statement).communicate()[0]

    settings = {"PORT": str(free_port), "DEBRIEF_EXAMPLE": "0", "EMAIL_URL": "smtp://mail.example.com"}
    first = start("run", **settings)
    read_until(first, f"Debrief is running: http://localhost:{free_port}")
    with urllib.request.urlopen(f"http://localhost:{free_port}/login/") as page:
        assert page.status == 200
    mail = start("exec", "--", PYTHON, "-c", "import os; print(os.environ['EMAIL_URL'])").communicate()[0]
    assert "smtp://mail.example.com" in mail
    run_sql("CREATE TABLE kept AS SELECT 'still here' AS word")

    second = start("run", **settings)
    assert f"already running in this folder (process {first.pid})" in second.communicate()[0]
    assert second.returncode == 1

    started = descendants(first.pid)
    assert len(started) >= 7  # two supervisors, postgres, broker, web, worker, beat
    first.kill()
    first.wait()

    third = start("run", **settings)
    read_until(third, "Debrief is running")
    assert not still_running(started)
    assert "still here" in run_sql("SELECT word FROM kept")

    started = descendants(third.pid)
    third.send_signal(signal.SIGTERM)
    assert third.wait() == 0
    eventually(lambda: not still_running(started))
    assert (project / ".debrief").stat().st_mode & 0o777 == 0o700

    run_sql("INSERT INTO django_migrations (app, name, applied) VALUES ('incidents', '0002_earlier', now())")
    fourth = start("run", **settings)
    last = fourth.communicate()[0].splitlines()[-1]
    assert fourth.returncode == 1
    assert last.startswith("Stopped: The database comes from before the migrations were started over")
    assert "it has incidents.0002_earlier, which this version does not know." in last
    assert last.endswith("`make reset` deletes it and starts over.")
