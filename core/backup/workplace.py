"""The hidden folder in which a backup is written, and those that killed backups have left: each holds a whole dump."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PREFIX = ".backup-"


@contextmanager
def workplace(beside: Path) -> Iterator[Path]:
    """A new folder for the block, removed after it. Raises OSError.

    It is locked for as long as its process lives: so others can tell that it is in use.
    """
    while True:
        folder = Path(tempfile.mkdtemp(dir=beside, prefix=PREFIX))
        with _locked(folder, wait=True):
            if not folder.exists():  # taken for a left one before it was locked
                continue
            try:
                yield folder
            finally:
                shutil.rmtree(folder)
            return


def left_workplaces(folder: Path) -> list[Path]:
    """Those of backups that no longer run. Where a file system has no locks, none."""
    return [path for path in _all(folder) if _is_left(path)]


def remove_left_workplaces(folder: Path) -> list[Path]:
    """Removes those of backups that no longer run, and says which. Raises OSError."""
    removed = []
    for path in _all(folder):
        with _locked(path) as is_left:
            if is_left:
                shutil.rmtree(path)
                removed.append(path)
    return removed


def _all(folder: Path) -> list[Path]:
    return [path for path in folder.glob(f"{PREFIX}*") if path.is_dir() and not path.is_symlink()]


def _is_left(folder: Path) -> bool:
    with _locked(folder) as is_left:
        return is_left


@contextmanager
def _locked(folder: Path, *, wait: bool = False) -> Iterator[bool]:
    """Whether the folder is ours alone for the block; the system ends it, too, when the process is killed."""
    try:
        opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except OSError:  # it has just been removed, or belongs to somebody else
        yield False
        return
    try:
        yield _lock(opened, wait=wait)
    finally:
        os.close(opened)


def _lock(opened: int, *, wait: bool) -> bool:
    try:
        fcntl.flock(opened, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except OSError:
        return False
    return True
