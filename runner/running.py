"""`make run`: everything in one go, until Ctrl-C."""

import http.client
import os
import signal
import socket
import subprocess
import time
from contextlib import closing
from pathlib import Path

from runner.console import Console, Problem
from runner.packages import ensure
from runner.places import Places, places
from runner.processes import Program, tie_to_make, tied_to_parent
from runner.services import Services, announce_ending, clear_the_way, own_services
from runner.supervisor import Supervisor

HOST = "127.0.0.1"
HIGHEST_PORT = 65_535
LONGEST_START = 90.0  # seconds until the pages must be served
BROKEN = 500  # an HTTP status from which on a page counts as not working


def run(console: Console) -> int:
    """Installs, starts, says where it is, and watches. Raises Problem with what to do when it cannot."""
    tie_to_make()
    here = places()
    here.make()
    port = chosen_port()
    clear_the_way(here, console, purpose="`make run`")
    refuse_busy_port(port)
    ensure(here, console)
    settings = settings_for_running(port)
    with own_services(here, console, purpose="`make run`", settings=settings) as services:
        supervisor = Supervisor(services.family, console)
        supervisor.stop_on_signals()
        programs = _programs(here, os.environ | services.environment, port)
        try:
            _prepare(here, services)
            _start(programs, supervisor, console)
            if not supervisor.stopping:
                _say_where(here, console, port)
            supervisor.watch()
        finally:
            announce_ending(here)
            console.say("\n· Stopping; the data stay")
            services.family.stop([program.name for program in programs])
    return 0


def settings_for_running(port: int) -> dict[str, str]:
    """What Debrief is told besides where its services are."""
    return {
        "BASE_URL": f"http://localhost:{port}",
        "DEBRIEF_EXAMPLE": os.environ.get("DEBRIEF_EXAMPLE", "1"),
        "DEBRIEF_DEBUG": os.environ.get("DEBRIEF_DEBUG", "0"),
        "PYTHONUNBUFFERED": "1",
    }


def chosen_port() -> int:
    """PORT, 8000 when unset. Raises Problem when it is no port."""
    text = os.environ.get("PORT") or "8000"
    if not text.isdecimal() or not 0 < int(text) <= HIGHEST_PORT:
        raise Problem(f"PORT is {text!r}: use a number such as 8001 (`make run PORT=8001`).")
    return int(text)


def refuse_busy_port(port: int) -> None:
    """Raises Problem when somebody listens there, or when it may not be used."""
    with closing(socket.socket()) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except PermissionError as error:
            raise Problem(f"Port {port} is kept for root: use one above 1023, as in `make run PORT=8001`.") from error
        except OSError as error:
            raise Problem(
                f"Port {port} is taken by another program: use another one, as in `make run PORT={port + 1}`."
            ) from error


def _prepare(here: Places, services: Services) -> None:
    log = services.family.log("prepare")
    with log.open("wb") as errors:
        done = subprocess.run(
            [here.python, "-m", "runner.prepare", here.state],
            cwd=here.root,
            env=os.environ | services.environment,
            stderr=errors,
            check=False,
            preexec_fn=tied_to_parent(signal.SIGKILL),
        )
    if done.returncode != 0:
        details = services.family.last_words("prepare")
        raise Problem("The database could not be brought up to date; `make reset` starts over.", details=details)


def _programs(here: Places, environment: dict[str, str], port: int) -> list[Program]:
    python = str(here.python)

    def program(name: str, *arguments: str, patience: float) -> Program:
        return Program(
            name=name,
            command=(python, "-m", *arguments),
            environment=environment,
            folder=here.root,
            is_ready=(lambda: _serves_pages(port)) if name == "web" else (lambda: True),
            patience=patience,
        )

    celery = ("celery", "--app", "config", "--quiet")
    quiet = ("--without-gossip", "--without-mingle", "--without-heartbeat")
    schedule = str(here.state / "beat-schedule")
    return [
        program(
            "web",
            *("uvicorn", "config.asgi:application", "--host", HOST, "--port", str(port)),
            *("--no-access-log", "--timeout-graceful-shutdown", "2"),
            patience=5,
        ),
        program("worker", *celery, "worker", "--concurrency", "2", "--loglevel", "INFO", *quiet, patience=10),
        program("beat", *celery, "beat", "--loglevel", "INFO", "--schedule", schedule, "--pidfile", "", patience=5),
    ]


def _start(programs: list[Program], supervisor: Supervisor, console: Console) -> None:
    """Starts them together and watches them until the pages are served."""
    console.say("· Starting web, worker and beat")
    for program in programs:
        supervisor.family.start(program)
    web = programs[0]
    deadline = time.monotonic() + LONGEST_START
    while not supervisor.stopping and not web.is_ready():
        if time.monotonic() > deadline:
            raise Problem("The pages do not come up.", details=supervisor.family.last_words(web.name))
        supervisor.look()
        supervisor.rest()


def _serves_pages(port: int) -> bool:
    try:
        with closing(http.client.HTTPConnection(HOST, port, timeout=5)) as connection:
            connection.request("GET", "/healthz", headers={"Host": "localhost"})
            return connection.getresponse().status < BROKEN
    except (OSError, http.client.HTTPException):
        return False


def _say_where(here: Places, console: Console, port: int) -> None:
    logins = here.state / "logins.txt"
    text = logins.read_text() if logins.exists() else ""
    console.say(f"\nDebrief is running: http://localhost:{port}")
    if text:
        console.say(f"\n{text}")
    console.say(f"\nLogs: {_short(here.logs)}. Stop with Ctrl-C; the data stay. `make reset` starts over.")


def _short(path: Path) -> str:
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)
