"""A private PostgreSQL: one database, reachable through a socket in a folder of ours and in no other way."""

import os
import shutil
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

from runner.console import Console, Problem
from runner.finding import OLDEST_POSTGRES, Postgres, find_postgres
from runner.places import Places
from runner.processes import Program, birth, command_line, end_group, tied_to_parent
from runner.unprivileged import Drop, drop_for

NAME = "debrief"
SAFE: dict[str, str] = {}
QUICK = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}  # data that may be lost
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "jit": "off",
}
FIRST_WITH_BUILT_IN_LOCALE = 17
READINESS_LINE = 7  # of postmaster.pid, counted from 0
LOCALES = ("C.UTF-8", "C.utf8", "en_US.UTF-8", "C")


def url(places: Places) -> str:
    """What goes into DATABASE_URL."""
    return f"postgresql:///{NAME}?host={quote(str(places.sockets), safe='')}&user={NAME}"


def program(places: Places, console: Console, *, quick: bool) -> Program:
    """The server, its data folder made on the first call. Raises Problem when there is no PostgreSQL to run."""
    data = places.postgres
    installation = _installation(places)
    environment = _environment(installation)
    if not data.exists():
        with console.step(f"Making a database with PostgreSQL {installation.version}"):
            _make_cluster(installation, data, environment, quick=quick)
    drop = drop_for(data, installation.program("postgres"))
    settings = SETTINGS | (QUICK if quick else SAFE) | {"unix_socket_directories": str(places.sockets)}
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    return Program(
        name="postgres",
        command=(str(installation.program("postgres")), "-D", str(data), *options),
        environment=environment,
        folder=data,
        is_ready=lambda: _says_ready(data),
        before_start=lambda: _clear_stale_lock(data, places.sockets),
        stop_signal=signal.SIGINT,  # no new work, end the old, write everything down
        patience=20,
        drop=drop,
    )


def _installation(places: Places) -> Postgres:
    version_file = places.postgres / "PG_VERSION"
    made_by = int(version_file.read_text()) if version_file.exists() else None
    found = find_postgres(places, version=made_by)
    if found:
        return found
    if made_by:
        raise Problem(
            f"The database here was made by PostgreSQL {made_by}, which is no longer installed: "
            "install it again, or start over with `make reset`."
        )
    raise Problem(f"There is no PostgreSQL {OLDEST_POSTGRES} or newer: install one, or set DATABASE_URL.")


def _environment(installation: Postgres) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    return {"TZ": "UTC", "LC_ALL": "C"} | kept | installation.environment


def _make_cluster(installation: Postgres, data: Path, environment: dict[str, str], *, quick: bool) -> None:
    """Made beside its place and moved there when whole, so that an interrupted start leaves nothing half-made."""
    new = data.with_name("postgres.new")
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(mode=0o700)
    drop = drop_for(new, installation.program("postgres"))
    said = ""
    for locale in _locale_options(installation):
        said = _run(
            [
                installation.program("initdb"),
                *("-D", new, "--username", NAME, "--auth", "trust", "--encoding", "UTF8", "--no-instructions"),
                *(["--no-sync"] if quick else []),
                *locale,
            ],
            new,
            environment,
            drop,
        )
        if not said:
            break
    # Single-user mode, since the wheels and some systems have no client programs.
    said = said or _run(
        [installation.program("postgres"), "--single", "-D", new, "postgres"],
        new,
        environment,
        drop,
        typed=f"CREATE DATABASE {NAME}\n",
    )
    if said:
        raise Problem("PostgreSQL could not make its data folder.", details=said)
    new.rename(data)


def _locale_options(installation: Postgres) -> list[list[str]]:
    """Letters beyond ASCII need a Unicode locale to be found whatever their case."""
    built_in = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    libc = [[f"--locale={name}"] for name in LOCALES]
    return [built_in, *libc] if installation.version >= FIRST_WITH_BUILT_IN_LOCALE else libc


def _run(
    command: Sequence[str | Path], folder: Path, environment: dict[str, str], drop: Drop | None, *, typed: str = ""
) -> str:
    """What it said when it failed; an empty text when it did not."""
    done = subprocess.run(
        command,
        input=typed,
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=tied_to_parent(signal.SIGKILL, drop),
    )
    failed = done.returncode != 0 or "ERROR:" in done.stderr
    return (done.stdout + done.stderr or f"exit code {done.returncode}") if failed else ""


def _postmaster(data: Path) -> list[str]:
    try:
        return (data / "postmaster.pid").read_text().splitlines()
    except OSError:
        return []


def _says_ready(data: Path) -> bool:
    lines = _postmaster(data)
    return len(lines) > READINESS_LINE and lines[READINESS_LINE].strip() == "ready"


def _clear_stale_lock(data: Path, sockets: Path) -> None:
    """While we hold the project's lock, whoever else serves this folder is an orphan.

    After a reboot the number in the file may belong to any other program, which is left alone.
    """
    lines = _postmaster(data)
    pid = int(lines[0]) if lines and lines[0].strip().isdigit() else 0
    if pid and birth(pid) is not None and str(data) in command_line(pid):
        end_group(pid, signal.SIGINT, patience=20)
    for path in (data / "postmaster.pid", *sockets.glob(".s.PGSQL.*")):
        path.unlink(missing_ok=True)
