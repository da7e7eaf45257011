"""The attachments' folder during a restore. It may be a volume, so it stays where it is and its content changes.

All of it happens in one hidden folder in it, and each step can be cut off and done again:

| `.restore/` has | what stands in the folder itself |
|---|---|
| neither of the next two | the attachments from before |
| `earlier.part` | attachments from before; the others of them are in `earlier.part` |
| `earlier` | attachments of the backup, perhaps not all; all those from before are in `earlier` |
"""

import os
import shutil
from pathlib import Path

from core.backup.archive import FILES

WORK = ".restore"


def unpacked(place: Path) -> Path:
    """Where the backup is unpacked to: in `place`, so that its files need only be moved."""
    return place / WORK / "new"


def put_in_place(place: Path) -> None:
    """Puts the unpacked attachments into `place`, and keeps those from before.

    Raises OSError when something cannot be moved; `put_back` undoes what was done.
    """
    earlier, part = _kept(place)
    if not earlier.exists():
        part.mkdir(exist_ok=True)
        _move_all(place, part)
        part.rename(earlier)
    _clear(place)
    new = unpacked(place) / FILES.rstrip("/")
    if new.is_dir():
        _move_all(new, place)
    os.sync()  # what comes next ends in the database, and must not be there before this is on disk


def put_back(place: Path) -> None:
    """Puts the attachments from before back, if they were taken away. Raises OSError, and can then be done again."""
    earlier, part = _kept(place)
    if earlier.exists():
        _clear(place)
        earlier.rename(part)
    if part.exists():
        _move_all(part, place)
        part.rmdir()
    os.sync()


def remove_leftovers(place: Path) -> bool:
    """Removes what a restore left, once it is not unfinished. Says whether there was anything; raises OSError."""
    left = leftovers(place)
    for folder in left:
        shutil.rmtree(folder)
    return bool(left)


def leftovers(place: Path) -> list[Path]:
    """The folders of restores, of this version and of earlier ones."""
    return [path for path in place.glob(f"{WORK}*") if path.is_dir() and not path.is_symlink()]


def _kept(place: Path) -> tuple[Path, Path]:
    return place / WORK / "earlier", place / WORK / "earlier.part"


def _clear(place: Path) -> None:
    for path in _visible(place):
        shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()


def _move_all(source: Path, target: Path) -> None:
    for path in _visible(source):
        path.rename(target / path.name)


def _visible(folder: Path) -> list[Path]:
    """Hidden folders are ours, of backups and restores."""
    return [path for path in folder.iterdir() if not path.name.startswith(".")]
