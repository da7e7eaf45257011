"""Where the runner keeps things: packages in `.venv`, all else in `.debrief`, and sockets in a folder under /tmp."""

import fcntl
import hashlib
import json
import os
import secrets
import stat
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from runner.console import Problem, say
from runner.disk import explain_error

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin/python"
STATE = ROOT / ".debrief"
PRIVATE = 0o700
LONGEST_STOP = 30.0  # seconds that programs which are being stopped may take


class State:
    """The files of one use: `.debrief` for `make run`, `.debrief/test` for `make test`. One runner has it at a time."""

    def __init__(self, name: str = "") -> None:
        self.folder = STATE / name
        self.logs = self.folder / "logs"
        self.lock = self.folder / "lock"
        # The path of a Unix socket may have no more than 100 bytes, and that of the project may be longer.
        key = hashlib.sha256(os.fsencode(self.folder)).hexdigest()[:12]
        self.sockets = Path("/tmp") / f"debrief-{os.getuid()}-{key}"
        for folder in (STATE, self.folder, self.logs, self.folder / "static", self.sockets):
            make_private(folder)

    @contextmanager
    def taken(self, purpose: str) -> Iterator[IO[str]]:
        """Holds the lock, which supervisors inherit: it is free when all programs have ended.

        Raises Problem when another runner has it; programs that are being stopped are waited for.
        """
        with self.lock.open("a") as file:
            deadline = time.monotonic() + LONGEST_STOP
            waiting = False
            while not _locked(file):
                holder = self._holder()
                if holder or time.monotonic() > deadline:
                    raise Problem(
                        f"{holder.get('purpose', 'something')} is already running in this folder "
                        f"(process {holder.get('process', 'unknown')}): stop it first, or wait for it."
                    )
                if not waiting:
                    say("· Waiting for the previous run to end")
                waiting = True
                time.sleep(0.1)
            with suppress(OSError):  # on a full disk, `make reset` must still be able to free it
                self._describe(purpose=purpose, process=os.getpid())
            yield file

    def share(self, environment: dict[str, str]) -> None:
        """Lets `runner exec` use the services and settings of this runner, which holds the lock."""
        self._describe(**self._holder() | {"environment": environment})

    def shared_environment(self) -> dict[str, str] | None:
        """What finds the services of another runner; None when there are none to share."""
        with self.lock.open("a") as file:
            return None if _locked(file) else self._holder().get("environment")

    def secret_key(self) -> str:
        """A random key, made once: sessions survive a restart."""
        path = self.folder / "secret_key"
        if not path.exists():
            new = path.with_suffix(".new")
            new.touch(mode=0o600)
            new.write_text(secrets.token_urlsafe(64))
            new.rename(path)  # so that a full disk leaves no half of one
        return path.read_text()

    def _describe(self, **holder: Any) -> None:
        self.lock.write_text(json.dumps(holder))

    def _holder(self) -> dict[str, Any]:
        return dict(json.loads(self.lock.read_text() or "{}"))


def fingerprint(files: Iterable[Path]) -> str:
    """A line for each file of the project, which changes when the file does."""
    return "\n".join(f"{path.relative_to(ROOT)} {path.stat().st_mtime_ns}" for path in sorted(files))


def make_private(folder: Path) -> None:
    """A folder that this user alone may read. Raises Problem when it belongs to somebody else."""
    try:
        folder.mkdir(mode=PRIVATE, exist_ok=True)
        found = folder.lstat()
    except OSError as error:
        raise explain_error(error) or Problem(f"{folder} cannot be created: {error.strerror}.") from error
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
        raise Problem(f"{folder} belongs to another user: remove it, or run as its owner.")
    if stat.S_IMODE(found.st_mode) != PRIVATE:
        folder.chmod(PRIVATE)


def _locked(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
