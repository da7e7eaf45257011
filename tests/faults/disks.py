"""A small disk for a test to fill. Mounting one needs the rights of root."""

import shutil
import subprocess
from contextlib import contextmanager, suppress

import pytest


@contextmanager
def small_disk(folder, *, size="8m", options="mode=0700"):
    """A disk of that size in `folder` for the block; skips the test where none may be mounted."""
    folder.mkdir(exist_ok=True)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size},{options}", "tmpfs", str(folder)]
    if not shutil.which("mount") or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("a disk can be mounted by root alone")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(folder, *, leave=0):
    """Writes until nothing is free, then frees `leave` bytes."""
    with (folder / "filler").open("wb", buffering=0) as file:
        with suppress(OSError):
            while file.write(b"x" * 65_536):
                pass
        file.truncate(file.tell() - leave)


def free(folder):
    """Frees what `fill` wrote."""
    (folder / "filler").unlink()
