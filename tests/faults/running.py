"""An installation of Debrief whose every part can be killed, stalled and started again."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from http import HTTPStatus
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
from prometheus_client.parser import text_string_to_metric_families

from runner import postgres, services
from runner.processes import Program
from runner.state import ROOT, State
from tests.faults.mail_faults import FaultyMailbox
from tests.notifications.mail_server import running
from tests.processes import free_port, wait_until

NOT_INHERITED = ("PYTEST", "EMAIL", "DATABASE_URL", "REDIS_URL", "DEBRIEF", "MEDIA_ROOT", "STATIC_ROOT", "BASE_URL")

TOKEN = "of-the-faults"
BANNER = re.compile(r'<div class="banner banner-danger".*?</div>', re.DOTALL)
LOG_IN = """
import time
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from accounts.models import BEGAN_AT, User
from tests.factories.incidents import make_incident
from tests.factories.accounts import make_user
email = "{role}@example.com"
person = User.objects.filter(email=email).first() or make_user("Amina Otieno", role="{role}", email=email)
incident = make_incident("Faults", by=person)
session = SessionStore()
session[SESSION_KEY] = str(person.pk)
session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
session[HASH_SESSION_KEY] = person.get_session_auth_hash()
session[BEGAN_AT] = time.time()
session.create()
print(json.dumps([incident.pk, session.session_key]))
"""


class Part:
    """One process and what it started."""

    def __init__(self, program: Program, inherited: Mapping[str, str]) -> None:
        self.program, self.inherited = program, inherited
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, **more: str) -> None:
        with Path(self.program.log).open("ab") as log:
            self.process = subprocess.Popen(
                self.program.command,
                cwd=ROOT,
                env={**self.inherited, **self.program.environment, **more},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    @property
    def is_up(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def kill(self) -> None:
        """Without a chance to finish anything; its children as well."""
        self._signal(signal.SIGKILL)
        if self.process is not None:
            self.process.wait()

    def kill_first(self) -> None:
        """The process that was started, and not those that it started."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def stall(self) -> None:
        self._signal(signal.SIGSTOP)

    def go_on(self) -> None:
        self._signal(signal.SIGCONT)

    def family(self) -> list[int]:
        """The numbers of the process and of all that it started, which may have groups of their own."""
        found = [self.process.pid] if self.process else []
        for pid in found:
            for task in Path(f"/proc/{pid}/task").glob("*/children"):
                found += [int(child) for child in task.read_text().split()]
        return found

    def _signal(self, number: signal.Signals) -> None:
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, number)


class RunningInstallation:
    """Database, broker, mail server, pages, workers and beat. Data is kept from one fault to the next."""

    manager = ""  # the session of one

    def __init__(self, mailbox: FaultyMailbox) -> None:
        self.state = State(f"faults-{uuid4().hex[:8]}")
        self.mailbox = mailbox
        self.port = free_port()
        self.environment = {
            "DATABASE_URL": postgres.url(self.state),
            "REDIS_URL": "",
            "SECRET_KEY": self.state.secret_key(),
            "MEDIA_ROOT": str(self.state.folder / "media"),
            "STATIC_ROOT": str(self.state.folder / "static"),
            "BASE_URL": f"http://localhost:{self.port}",
            "EMAIL_URL": f"smtp://127.0.0.1:{mailbox.port}",
            "MAIL_TIMEOUT": "2",
            "METRICS_TOKEN": TOKEN,
            "INTERNAL_HOSTS": "127.0.0.1",  # where webhooks are received
            "PYTHONUNBUFFERED": "1",
        }
        broker = services.broker(self.state)
        self.environment["REDIS_URL"] = services.broker_url(self.state)
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(NOT_INHERITED)}
        self.inherited = inherited | self.environment
        self.database = Part(postgres.program(self.state, quick=False), inherited)
        self.broker = Part(broker, inherited)
        self.web = self._part("web", "uvicorn", "config.asgi:application", "--port", str(self.port))
        self.workers = [self._worker(number) for number in range(5)]
        beat = ("--app", "tests.journeys.quick_beat", "beat", "--loglevel", "INFO", "--pidfile", "")
        self.beats = [
            self._part(f"beat{n}", "celery", *beat, "--schedule", str(self.state.folder / f"beat{n}")) for n in range(5)
        ]

    @property
    def worker(self) -> Part:
        return self.workers[0]

    @property
    def beat(self) -> Part:
        return self.beats[0]

    def _part(self, name: str, *arguments: str) -> Part:
        command = [sys.executable, "-m", *arguments]
        return Part(Program(name, command, {}, log=str(self.state.logs / f"{name}.log")), self.inherited)

    def _worker(self, number: int) -> Part:
        quiet = ("--without-gossip", "--without-mingle", "--without-heartbeat", "--hostname", f"w{number}@here")
        celery = ("celery", "--app", "config", "worker", "--concurrency", "2", "--loglevel", "INFO")
        return self._part(f"worker{number}", *celery, *quiet)

    @property
    def parts(self) -> list[Part]:
        return [*self.beats, *self.workers, self.web, self.broker, self.database]

    def start_servers(self) -> None:
        self.database.program = postgres.program(self.state, quick=False)  # forgets a crash
        for part, is_ready in ((self.database, postgres.is_ready), (self.broker, services.broker_is_ready)):
            if not part.is_up:
                part.start()
            wait_until(lambda is_ready=is_ready: is_ready(self.state), "the server takes work")

    def run(self, code: str) -> Any:
        """What a Python program of the project prints as JSON, run to its end."""
        program = f"import django, json\ndjango.setup()\n{code}"
        done = subprocess.run(
            [sys.executable, "-c", program],
            cwd=ROOT,
            env=self.inherited | {"DJANGO_SETTINGS_MODULE": "config.settings"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-2000:]
        return json.loads(done.stdout.splitlines()[-1]) if done.stdout.strip() else None

    def manage(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.inherited,
            capture_output=True,
            text=True,
            check=False,
        )

    def sql(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.environment["DATABASE_URL"], autocommit=True) as connection:
            cursor = connection.execute(statement, values)  # type: ignore[arg-type]
            return cursor.fetchall() if cursor.description else []

    def ready(self) -> dict[str, Any]:
        """What /readyz says; empty when nothing answers."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=15) as answer:
                return dict(json.load(answer))
        except urllib.error.HTTPError as refused:
            return dict(json.load(refused))
        except (OSError, ValueError):
            return {}

    def troubles(self) -> set[str]:
        """The names of the checks that are not well, or warn."""
        return {name for name, check in self.ready().items() if isinstance(check, dict) and _is_ill(check)}

    def metrics(self) -> dict[str, float]:
        """What /metrics says, of each name the last value; empty when nothing answers."""
        _, text = self._get("/metrics", Authorization=f"Bearer {TOKEN}")
        families = text_string_to_metric_families(text)
        return {sample.name: sample.value for family in families for sample in family.samples}

    def words_on_a_page(self) -> str:
        """The banners of a manager's page; all of its words when it is the page of an error."""
        session = f"debrief_session={self.manager}"
        status, text = self._get("/settings/deliveries/", Cookie=session)
        shown = text if status != HTTPStatus.OK else " ".join(BANNER.findall(text))
        return " ".join(re.sub(r"<[^>]+>", " ", shown).split())

    def _get(self, path: str, **headers: str) -> tuple[int, str]:
        """Status and text; a zero when nothing answers."""
        address = f"http://127.0.0.1:{self.port}{path}"
        request = urllib.request.Request(address, headers={"Host": f"localhost:{self.port}", **headers})
        try:
            with urllib.request.urlopen(request, timeout=15) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refused:
            return refused.code, refused.read().decode()
        except OSError:
            return 0, ""

    def heal(self) -> None:
        """Everything runs again, one worker and one beat."""
        self.mailbox.heal()
        for part in self.parts:
            part.go_on()
        for part in (*self.workers[1:], *self.beats[1:]):
            part.kill()
        self.start_servers()
        for part in (self.web, self.worker, self.beat):
            if not part.is_up:
                part.start()
        wait_until(lambda: bool(self.ready()), "the pages answer")


@contextmanager
def installed() -> Iterator[RunningInstallation]:
    """A new installation, empty but for a manager, an executive and a policy; everything is gone afterwards."""
    with ExitStack() as stack:
        mailbox = FaultyMailbox()
        stack.enter_context(running(mailbox))
        installation = RunningInstallation(mailbox)
        stack.callback(shutil.rmtree, installation.state.sockets, ignore_errors=True)
        stack.callback(shutil.rmtree, installation.state.folder, ignore_errors=True)
        for part in reversed(installation.parts):
            stack.callback(part.kill)
        installation.start_servers()
        for command in (("migrate", "--verbosity", "0"), ("collectstatic", "--no-input", "--verbosity", "0")):
            done = installation.manage(*command)
            assert done.returncode == 0, done.stderr
        installation.heal()
        _, installation.manager = installation.run(log_in("manager"))
        installation.run("from tests.faults.overdue import make_policy\nmake_policy()")
        yield installation


def log_in(role: str) -> str:
    """The code that logs somebody with this role in: prints an incident of theirs, and the session."""
    return LOG_IN.format(role=role)


def seconds_until(holds: Callable[[], bool], what: str) -> float:
    """How long it took until it came true."""
    began = time.monotonic()
    wait_until(holds, what)
    return time.monotonic() - began


def _is_ill(check: dict[str, Any]) -> bool:
    return not check["ok"] or "warning" in check
