"""`make run` on a disk that is full, or that can only be read, says so in one sentence."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from runner.console import Problem
from runner.disk import explain_error, refuse_full_disk
from tests.faults.disks import fill, small_disk
from tests.runner.conftest import Start


@pytest.fixture
def small(project: Path) -> Iterator[Path]:
    with small_disk(project / ".debrief") as folder:
        yield folder


def stopped(start: Start, port: int, **settings: str) -> str:
    process = start("run", PORT=str(port), **settings)
    said = process.communicate()[0]
    assert process.returncode == 1
    assert "Traceback" not in said
    return str(said.splitlines()[-1])


def test_a_full_disk(small: Path, start: Start, free_port: int) -> None:
    last = stopped(start, free_port)
    assert last.startswith("Stopped: The disk is full: ")
    assert last.endswith("Free some space. Then run this again: what was stored is kept.")

    fill(small)
    assert stopped(start, free_port).startswith("Stopped: The disk is full: ")
    assert not (small / "secret_key").exists()


def test_a_disk_that_can_only_be_read(small: Path, start: Start, free_port: int) -> None:
    subprocess.run(["mount", "-o", "remount,ro", str(small)], check=True)
    assert "can only be read" in stopped(start, free_port)


def test_other_errors_stay_what_they_are(tmp_path: Path) -> None:
    refuse_full_disk(tmp_path)
    with pytest.raises(OSError, match="No such file") as caught:
        (tmp_path / "nothing").read_text()
    assert explain_error(caught.value) is None
    denied = explain_error(PermissionError(13, "Permission denied", "/x"))
    assert isinstance(denied, Problem)
    assert "/x may not be written by you" in denied.sentence
