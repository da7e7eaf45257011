"""A disk that is full or can only be read, in one sentence."""

import errno
import shutil
from pathlib import Path

from runner.console import Problem

LEAST = 100_000_000  # bytes: PostgreSQL alone writes some dozens of millions when it starts
AGAIN = "Then run this again: what was stored is kept."


def refuse_full_disk(folder: Path) -> None:
    """Raises Problem when so little is free where `folder` is that nothing can be started."""
    free = shutil.disk_usage(folder).free
    if free < LEAST:
        raise Problem(
            f"The disk is full: {free // 1_000_000} MB are free in {folder}, and {LEAST // 1_000_000} MB are needed. "
            f"Free some space. {AGAIN}"
        )


def explain_error(error: OSError) -> Problem | None:
    """The sentence for a file that could not be written; None when it is an error of another kind."""
    place = error.filename or "a file"
    sentences = {
        errno.ENOSPC: f"The disk is full: {place} could not be written. Free some space. {AGAIN}",
        errno.EDQUOT: f"Your share of the disk is full: {place} could not be written. Free some space. {AGAIN}",
        errno.EROFS: f"The disk can only be read: {place} could not be written. Mount it for writing. {AGAIN}",
        errno.EACCES: f"{place} may not be written by you. Run this as the owner of the folder. {AGAIN}",
    }
    return Problem(sentences[error.errno]) if error.errno in sentences else None
