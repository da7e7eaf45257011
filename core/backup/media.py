"""The attachments' folder during a restore. It may be a volume, so it stays where it is and its content changes."""

import shutil
from pathlib import Path

EARLIER = ".before-restore"


def swap_content(new: Path, place: Path) -> Path:
    """Puts the content of `new` into `place`; what was there goes into a hidden folder in it, which is returned.

    Raises OSError when something cannot be moved, and then everything is back where it was.
    """
    earlier = place / EARLIER
    shutil.rmtree(earlier, ignore_errors=True)
    earlier.mkdir()
    try:
        _move_all(place, earlier)
        if new.is_dir():
            _move_all(new, place)
    except OSError:
        put_back(place)
        raise
    return earlier


def put_back(place: Path) -> None:
    """Undoes a swap; does nothing when there was none."""
    earlier = place / EARLIER
    if earlier.is_dir():
        for path in _visible(place):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        _move_all(earlier, place)
        earlier.rmdir()


def _move_all(source: Path, target: Path) -> None:
    for path in _visible(source):
        path.rename(target / path.name)


def _visible(folder: Path) -> list[Path]:
    """Hidden folders are ours, of backups and restores."""
    return [path for path in folder.iterdir() if not path.name.startswith(".")]
