"""Where things lie: the project, its private state, and a short folder for sockets."""

import fcntl
import hashlib
import os
import secrets
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from runner.console import Problem

SOCKET_PATH_LIMIT = 100  # bytes; Linux allows 107, macOS 103
PRIVATE = 0o700
LONGEST_SOCKET_NAME = len("/.s.PGSQL.5432.lock")
ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Places:
    """One set of services: `.debrief` for running, `.debrief/test` for tests."""

    root: Path
    state: Path

    @property
    def venv(self) -> Path:
        return self.root / ".venv"

    @property
    def python(self) -> Path:
        return self.venv / "bin" / "python"

    @property
    def logs(self) -> Path:
        return self.state / "logs"

    @property
    def postgres(self) -> Path:
        return self.state / "postgres"

    @property
    def broker(self) -> Path:
        return self.state / "broker"

    @property
    def sockets(self) -> Path:
        """A folder with a name short enough for Unix sockets, the same for every start of this project."""
        key = hashlib.sha256(os.fsencode(self.state)).hexdigest()[:12]
        for base in (os.environ.get("XDG_RUNTIME_DIR"), "/tmp", tempfile.gettempdir()):
            if base and os.path.isdir(base) and os.access(base, os.W_OK):  # noqa: PTH112
                folder = Path(base) / f"debrief-{os.getuid()}-{key}"
                if len(os.fsencode(folder)) + LONGEST_SOCKET_NAME <= SOCKET_PATH_LIMIT:
                    return folder
        raise Problem("There is no short temporary folder for sockets: make /tmp writable.")

    def make(self) -> None:
        """Creates the folders, readable by this user alone. Raises Problem when they belong to somebody else."""
        private = (self.root / ".debrief", self.state, self.logs, self.broker, self.state / "static", self.sockets)
        for folder in private:
            _make_private(folder)

    def secret_key(self) -> str:
        """A random key, made once: sessions survive a restart."""
        path = self.state / "secret_key"
        if not path.exists():
            path.touch(mode=0o600)
            path.write_text(secrets.token_urlsafe(64))
        return path.read_text()

    def remove(self) -> None:
        """Deletes all state of these services, the database included."""
        shutil.rmtree(self.state, ignore_errors=True)
        shutil.rmtree(self.sockets, ignore_errors=True)


def places(*parts: str, root: Path = ROOT) -> Places:
    """The places of this project; `places("test")` are those of the tests."""
    return Places(root=root, state=root.joinpath(".debrief", *parts))


def _make_private(folder: Path) -> None:
    try:
        folder.mkdir(mode=PRIVATE, exist_ok=True)
        found = folder.lstat()
    except OSError as error:
        raise Problem(f"{folder} cannot be made: {error.strerror}.") from error
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
        raise Problem(f"{folder} belongs to another user: remove it, or run as its owner.")
    folder.chmod(PRIVATE)


@contextmanager
def locked(path: Path, *, shared: bool = False, wait: bool = False) -> Iterator[bool]:
    """Holds a lock on `path` until the block, or the process, ends. Gives False when somebody else holds it."""
    mode = (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | (0 if wait else fcntl.LOCK_NB)
    with path.open("a") as file:
        try:
            fcntl.flock(file, mode)
        except BlockingIOError:
            yield False
        else:
            yield True
