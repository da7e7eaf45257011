"""`make run`: everything in one go, until Ctrl-C."""

import os
import signal
import socket
import time
from contextlib import closing

from runner.console import Problem, say
from runner.disk import refuse_full_disk
from runner.life import HOST, serves_pages
from runner.packages import ensure
from runner.processes import Program, run_to_end, supervised, wait_until
from runner.services import services
from runner.state import PYTHON, ROOT, State

HIGHEST_PORT = 65_535
REFUSED, UNFINISHED = 2, 3  # prepare.py's exit codes when one sentence says why: another database, a restore cut off


def run() -> int:
    """Installs and starts everything, and runs until it is stopped. Raises Problem when it cannot."""
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a script that starts us with `&` has it ignored
    state = State()
    port = chosen_port()
    with state.taken("`make run`") as lock:
        refuse_busy_port(port)
        ensure("embedded")
        with services(state, lock, settings=settings_for_running(port)) as (environment, servers):
            _prepare(state, environment)
            say("· Starting web, worker and beat")
            with supervised(_programs(state, environment, port), lock) as programs:
                try:
                    wait_until(lambda: serves_pages(port), programs, "web")
                    _say_where(state, port)
                    while programs.poll() is None and servers.poll() is None:
                        time.sleep(0.25)
                    refuse_full_disk(state.folder)
                    raise Problem(f"A program could not be kept running; the logs are in {state.logs}.")
                except (KeyboardInterrupt, SystemExit):  # Ctrl-C, or SIGTERM
                    return 0
                finally:
                    say("\n· Stopping; the data is kept")


def settings_for_running(port: int) -> dict[str, str]:
    """What Debrief is told besides where its services are."""
    return {
        "BASE_URL": f"http://localhost:{port}",
        "DEBRIEF_DEBUG": "0",
        "DEBRIEF_EXAMPLE": "1",
        "PYTHONUNBUFFERED": "1",
    }


def chosen_port() -> int:
    """PORT, 8000 when unset. Raises Problem when it is not a port."""
    text = os.environ.get("PORT") or "8000"
    if not text.isdecimal() or not 0 < int(text) <= HIGHEST_PORT:
        raise Problem(f"PORT is {text!r}: use a number such as 8001 (`make run PORT=8001`).")
    return int(text)


def refuse_busy_port(port: int) -> None:
    """Raises Problem when another program listens there, or when we may not use it."""
    with closing(socket.socket()) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except PermissionError as error:
            raise Problem(f"Port {port} is reserved for root: use a port above 1023: `make run PORT=8001`.") from error
        except OSError as error:
            raise Problem(
                f"Port {port} is used by another program: use another one: `make run PORT={port + 1}`."
            ) from error


def _prepare(state: State, environment: dict[str, str]) -> None:
    done = run_to_end([PYTHON, "-m", "runner.prepare", state.folder], environment=environment, show=True)
    if done.returncode == REFUSED:
        raise Problem(f"{done.stderr.splitlines()[-1]} `make reset` deletes it and starts over.")
    if done.returncode == UNFINISHED:
        command = "python3 -m runner exec -- .venv/bin/python manage.py restore --resume"
        raise Problem(f"{done.stderr.splitlines()[-1]} From here: `{command}`, or with --back-out.")
    if done.returncode != 0:
        refuse_full_disk(state.folder)
        sentence = "The database could not be brought up to date. `make reset` deletes it."
        raise Problem(sentence, details=done.stderr)


def _programs(state: State, environment: dict[str, str], port: int) -> list[Program]:
    def program(name: str, *arguments: str, port: int = 0) -> Program:
        command, log = [str(PYTHON), "-m", *arguments], str(state.logs / f"{name}.log")
        if port:
            return Program(name, command, environment, log, port=port)
        touches = str(state.folder / f"{name}.heartbeat")
        return Program(name, command, environment | {"HEARTBEAT_FILE": touches}, log, touches=touches)

    celery = ("celery", "--app", "config", "--quiet")
    quiet = ("--without-gossip", "--without-mingle", "--without-heartbeat")
    schedule = str(state.folder / "beat-schedule")
    return [
        program(
            "web",
            *("uvicorn", "config.asgi:application", "--host", HOST, "--port", str(port)),
            *("--no-access-log", "--no-proxy-headers", "--timeout-graceful-shutdown", "2"),
            port=port,
        ),
        program("worker", *celery, "worker", "--concurrency", "2", "--loglevel", "INFO", *quiet),
        program("beat", *celery, "beat", "--loglevel", "INFO", "--schedule", schedule, "--pidfile", ""),
    ]


def _say_where(state: State, port: int) -> None:
    say(f"\nDebrief is running: http://localhost:{port}")
    logins = state.folder / "logins.txt"
    if logins.exists():
        say(f"\n{logins.read_text()}")
    say(f"\nLogs: {state.logs.relative_to(ROOT)}. Stop with Ctrl-C; the data is kept. `make reset` deletes it.")
