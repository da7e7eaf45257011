"""A restore is killed at each of its steps, then finished or backed out; whatever is killed, no row or file is lost.

The restore is the real command. What it is doing is read from PostgreSQL's list of sessions, through another database,
and from the folder of the attachments. Many files make the steps long enough to be seen.
"""

import time

import psycopg
import pytest

from tests.faults import repeated
from tests.faults.installations import copy_of, remove, server

ENDS = ("--resume", "--back-out")
FILES = 3_000
TRIES = 6
PAGE = """
from django.conf import settings
settings.DEBUG = False
from django.test import Client
answer = Client(raise_request_exception=False).get("/login/", headers={"Host": "localhost"})
print(answer.status_code, " ".join(answer.content.decode().split()))
ready = Client(raise_request_exception=False).get("/readyz", headers={"Host": "localhost"})
print(ready.status_code, ready.content.decode())
settings.METRICS_TOKEN = "token"
asked = {"Host": "localhost", "Authorization": "Bearer token"}
print(" ".join(Client(raise_request_exception=False).get("/metrics", headers=asked).content.decode().splitlines()))
"""


class Sessions:
    """What the clients of one database are doing."""

    def __init__(self, name):
        self.name = name
        self.link = server()

    def busy_with(self, words):
        """Whether the statement that one of them runs, or its program's name, begins with these words."""
        return self._any("state = 'active' AND query LIKE %(words)s OR application_name LIKE %(words)s", words)

    def done_with(self, words):
        """Whether the last statement of one that is not running any begins with these words."""
        return self._any("state = 'idle' AND query LIKE %(words)s", words)

    def _any(self, condition, words):
        found = f"SELECT 1 FROM pg_stat_activity WHERE datname = %(name)s AND ({condition})"
        return self.link.execute(found, {"name": self.name, "words": f"{words}%"}).fetchone()


# Each step of the table in core/backup/restoring.py, and how it shows.
STEPS = {
    "unpacking": lambda place, sessions: (place / ".restore/new/manifest.json").exists(),
    "loading the dump": lambda place, sessions: sessions.busy_with("debrief pg_restore"),
    "taking attachments away": lambda place, sessions: (place / ".restore/earlier.part").exists(),
    "putting attachments in": lambda place, sessions: (place / ".restore/earlier").exists(),
    "dropping the data from before": lambda place, sessions: sessions.busy_with('DROP SCHEMA "before_restore"'),
    "removing the folder": lambda place, sessions: (
        sessions.done_with('DROP SCHEMA "before_restore"') and (place / ".restore").exists()
    ),
}


@pytest.fixture(scope="module")
def filled(tmp_path_factory, migrated):
    """The examples and many attachments; never changed after the backup was made of it."""
    made = copy_of(migrated, tmp_path_factory.mktemp("filled"))
    assert made.manage("load_examples").returncode == 0
    for number in range(FILES):
        (made.media / f"file {number}").write_bytes(b"of the backup")
    yield made
    remove(made)


@pytest.fixture(scope="module")
def saved(filled):
    """The backup's file, and what is in it."""
    file = filled.media.parent / "saved.tar"
    done = filled.manage("backup", str(file))
    assert done.returncode == 0, done.stderr
    return file, filled.content()


@pytest.fixture
def changed(tmp_path, filled, saved):
    """Another installation with other rows and files, over which the backup is restored."""
    made = copy_of(filled, tmp_path)
    made.execute("UPDATE incidents_incident SET title = 'from before'")
    for number in range(FILES):
        (made.media / f"file {number}").write_bytes(b"from before")
    (made.media / "attachments").mkdir()
    (made.media / "attachments/one").write_bytes(b"only from before")
    yield made
    remove(made)


def kill_when(installation, arguments, is_there):
    """Begins the command and kills it in that state; False when it ended without being seen in it."""
    sessions = Sessions(installation.name)
    with sessions.link, installation.begin("manage.py", *arguments) as process:
        while process.poll() is None:
            if is_there(installation.media, sessions):
                process.kill()
                process.communicate()
                return True
            time.sleep(0.001)
        process.communicate()
    return False


def gone(installation):
    """Waits until PostgreSQL has noticed that the killed programs are gone; the limit only ends a broken test."""
    with server() as database:
        for _ in range(600):
            who = "SELECT 1 FROM pg_stat_activity WHERE datname = %s AND backend_type = 'client backend'"
            if not database.execute(who, [installation.name]).fetchone():
                return
            time.sleep(0.1)
    pytest.fail("A killed restore is still connected.")


def is_unfinished(installation):
    gone(installation)
    with psycopg.connect(installation.conninfo) as database:
        return database.execute("SELECT 1 FROM pg_namespace WHERE nspname = 'before_restore'").fetchone() is not None


def end(installation, way):
    done = installation.manage("restore", way, "--yes")
    assert done.returncode == 0, done.stderr


@repeated
@pytest.mark.parametrize("step", STEPS)
def test_a_killed_restore_is_finished_or_backed_out(changed, saved, step, repetition):
    file, of_the_backup = saved
    before = changed.content()
    for _ in range(TRIES):
        if kill_when(changed, ("restore", "--yes", str(file)), STEPS[step]):
            break
    else:
        pytest.fail(f"It was never seen {step}.")
    if not is_unfinished(changed):
        left = changed.manage("upgrade")
        assert left.returncode == 0, left.stderr
        assert changed.content() in (before, of_the_backup), "all of one, and what the restore left is gone"
        return
    way = ENDS[(list(STEPS).index(step) + repetition) % 2]
    end(changed, way)
    assert changed.content() == (of_the_backup if way == "--resume" else before)
    assert "No restore is unfinished" in changed.manage("restore", way, "--yes").stderr


@repeated
@pytest.mark.parametrize("way", ENDS)
def test_what_ends_a_killed_restore_may_be_killed_too(changed, saved, way, repetition):
    """The first is killed between the database and the attachments, the next ones a little later each time."""
    file, of_the_backup = saved
    before = changed.content()
    for _ in range(TRIES):
        if kill_when(changed, ("restore", "--yes", str(file)), STEPS["putting attachments in"]):
            break
    steps = {
        "--resume": ("loading the dump", "putting attachments in"),
        "--back-out": ("taking attachments away", "dropping the earlier"),
    }[way]
    seen = STEPS | {
        "dropping the earlier": lambda place, sessions: sessions.busy_with('DROP SCHEMA "restore_discarded"')
    }
    for step in steps:
        if is_unfinished(changed):
            kill_when(changed, ("restore", way, "--yes"), seen[step])
    if is_unfinished(changed):
        end(changed, way)
    changed.manage("upgrade")
    assert changed.content() == (of_the_backup if way == "--resume" else before)


@repeated
def test_until_it_has_ended_nothing_else_works(changed, saved, repetition, tmp_path):
    file, _ = saved
    before = changed.content()
    assert kill_when(changed, ("restore", "--yes", str(file)), STEPS["loading the dump"])
    assert is_unfinished(changed)
    refusal = "A restore of saved.tar was cut off."
    for command in (
        ("upgrade",),
        ("backup", str(tmp_path / "later.tar")),
        ("setup", "--email", "a@example.com", "--name", "A"),
        ("restore", "--yes", str(file)),
        ("doctor", "--skip-address"),
        ("load_examples",),
    ):
        refused = changed.run("manage.py", *command, DEBRIEF_PASSWORD="correct horse battery")
        assert refused.returncode != 0, command
        assert refusal in refused.stdout + refused.stderr, command
        assert "Traceback" not in refused.stderr
    assert not (tmp_path / "later.tar").exists()
    worker = changed.run("-m", "celery", "--app", "config", "worker", "--pool", "solo", REDIS_URL="memory://")
    assert worker.returncode != 0
    assert refusal in worker.stderr

    pages = changed.run("manage.py", "shell", "-v0", "-c", PAGE)
    page, ready, metrics = pages.stdout.splitlines()[-3:]
    assert page.startswith("503 "), pages.stdout + pages.stderr
    assert "is being restored from a backup" in page
    assert ready.startswith("503 ")
    assert refusal in ready
    assert "debrief_database_answers 0.0" in metrics

    elsewhere = changed.run("manage.py", "restore", "--back-out", "--yes", MEDIA_ROOT=str(tmp_path / "elsewhere"))
    assert "is not the folder of attachments in which the restore began" in elsewhere.stderr
    other = tmp_path / "other.tar"
    other.write_bytes(b"not a backup")
    assert "cannot be read as a backup" in changed.manage("restore", "--resume", "--yes", str(other)).stderr
    end(changed, "--back-out")
    assert changed.content() == before
    assert changed.manage("upgrade").returncode == 0


def test_two_restores_do_not_mix(changed, saved):
    file, of_the_backup = saved
    with changed.begin("manage.py", "restore", "--yes", str(file)) as first:
        second = changed.run("manage.py", "restore", "--yes", "--even-if-in-use", str(file))
        first.communicate()
    ended = [first.returncode, second.returncode]
    assert 0 in ended
    if 1 in ended:
        assert "another restore is running" in second.stderr or ended == [1, 0]
    assert changed.content() == of_the_backup
