"""A private PostgreSQL: one database, reachable through a socket in a folder of ours and in no other way."""

import os
import shutil
import signal
import socket
import sys
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

from runner.console import Problem, step
from runner.failures import explain
from runner.finding import OLDEST_POSTGRES, Postgres, find_postgres
from runner.processes import Program, run_to_end
from runner.state import State

NAME = "debrief"
PORT = "5432"  # only part of the socket's name
ENVIRONMENT = {"LC_ALL": "C", "TZ": "UTC"}
SETTINGS = {
    "port": PORT,
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "jit": "off",
}
QUICK = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}  # data that may be lost
FIRST_WITH_BUILT_IN_LOCALE = 17
# The one message that a server answers before it knows who asks: whether it speaks TLS (protocol 3, SSLRequest).
ASKS_FOR_TLS = "\x00\x00\x00\x08\x04\xd2\x16\x2f"


def url(state: State) -> str:
    """What goes into DATABASE_URL."""
    return f"postgresql:///{NAME}?host={quote(str(state.sockets), safe='')}&port={PORT}&user={NAME}"


def program(state: State, *, quick: bool) -> Program:
    """The server, its data folder made on the first call. Raises Problem when there is no PostgreSQL to run."""
    data = _data(state)
    installation = _installation(data)
    if not data.exists():
        with step(f"Creating a database with PostgreSQL {installation.version}"):
            _make_data_folder(installation, data)
    _forget_crash(state)
    settings = SETTINGS | (QUICK if quick else {}) | {"unix_socket_directories": str(state.sockets)}
    options = [f"--{name}={value}" for name, value in settings.items()]
    return Program(
        name="postgres",
        command=[*_not_as_root(), installation.program("postgres"), "-D", str(data), *options],
        environment=ENVIRONMENT,
        log=str(state.logs / "postgres.log"),
        stop_signal=signal.SIGINT,  # no new work, end the old, flush everything to disk
        socket=str(state.sockets / f".s.PGSQL.{PORT}"),
        greeting=ASKS_FOR_TLS,
    )


def is_ready(state: State) -> bool:
    """Whether it takes work: before that it accepts connections and refuses them."""
    with suppress(OSError):
        return (_data(state) / "postmaster.pid").read_text().rstrip().endswith("\nready")
    return False


def _data(state: State) -> Path:
    return state.folder / "postgres"


def _installation(data: Path) -> Postgres:
    version_file = data / "PG_VERSION"
    made_by = int(version_file.read_text()) if version_file.exists() else None
    found = find_postgres(made_by)
    if found:
        return found
    if made_by:
        raise Problem(
            f"The database here was created by PostgreSQL {made_by}, which is no longer installed: "
            "install it again, or start over with `make reset`."
        )
    raise Problem(f"PostgreSQL {OLDEST_POSTGRES} or newer is missing: install it, or set DATABASE_URL.")


def _make_data_folder(installation: Postgres, data: Path) -> None:
    """Made beside its place and moved there when whole, so that an interrupted start leaves nothing half-made."""
    new = data.with_name("postgres.new")
    shutil.rmtree(new, ignore_errors=True)
    initdb = [
        *(installation.program("initdb"), "-D", str(new), "--username", NAME),
        *("--auth=trust", "--encoding=UTF8", "--no-instructions", *_locale(installation)),
    ]
    # Single-user mode, since some systems have no client programs.
    create = [installation.program("postgres"), "--single", "-D", str(new), "postgres"]
    for command, typed in ((initdb, ""), (create, f"CREATE DATABASE {NAME}\n")):
        done = run_to_end([*_not_as_root(), *command], environment=ENVIRONMENT, typed=typed)
        if done.returncode != 0 or "ERROR:" in done.stderr:
            shutil.rmtree(new, ignore_errors=True)
            raise explain("PostgreSQL could not create its data folder", done.stdout + done.stderr)
    new.rename(data)


def _locale(installation: Postgres) -> list[str]:
    """Letters beyond ASCII need a Unicode locale to be found whatever their case."""
    if installation.version >= FIRST_WITH_BUILT_IN_LOCALE:
        return ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    return ["--locale=en_US.UTF-8" if sys.platform == "darwin" else "--locale=C.UTF-8"]


def _not_as_root() -> list[str]:
    """What goes before a command of PostgreSQL, which refuses to run as root: nothing unless we are root.

    `nobody` keeps the one right of root's that it needs to reach the project, which may lie under /root.
    """
    if os.getuid() != 0:
        return []
    prefix = [
        *("setpriv", "--reuid=nobody", "--regid=65534", "--clear-groups", "--pdeathsig=KILL"),
        *("--inh-caps=-all,+dac_override", "--ambient-caps=-all,+dac_override", "--securebits=+no_setuid_fixup", "--"),
    ]
    if not shutil.which("setpriv") or run_to_end([*prefix, "true"]).returncode != 0:
        raise Problem("PostgreSQL cannot run as root, nor as `nobody` on this machine: run this as an ordinary user.")
    return prefix


def _forget_crash(state: State) -> None:
    """A crash leaves files with the number of the process that served this folder, now perhaps another program's."""
    with socket.socket(socket.AF_UNIX) as client:
        if client.connect_ex(str(state.sockets / f".s.PGSQL.{PORT}")) == 0:
            return
    for path in (_data(state) / "postmaster.pid", *state.sockets.glob(".s.PGSQL.*")):
        path.unlink(missing_ok=True)
