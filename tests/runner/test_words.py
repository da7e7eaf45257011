"""Each thing that can go wrong has its sentence; nothing unusable is used."""

from pathlib import Path

import pytest

from runner import packages
from runner.console import Console, Problem
from runner.failures import explain
from runner.finding import find_postgres
from runner.places import Places


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("Failed to establish a new connection: [Errno -3] Temporary failure in name resolution", "cannot be reached"),
        ("npm error code EAI_AGAIN", "cannot be reached"),
        ("OSError: [Errno 28] No space left on device", "disk is full"),
        ("because ensurepip is not\navailable", "apt-get install python3-venv"),
        ("ERROR: No matching distribution found for nh3==0.3.7", "no ready-made nh3==0.3.7"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES", "not the one that was locked"),
        ("something never seen", "see above"),
    ],
)
def test_says_what_to_do(said: str, sentence: str) -> None:
    problem = explain("The packages could not be installed", said)
    assert sentence in problem.sentence
    assert said.split() == problem.details.split()


def test_too_little_disk_is_said_before_anything_is_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "NEEDED_SPACE", {"dev": 10**9})
    here = Places(root=tmp_path, state=tmp_path / ".debrief")
    here.make()
    (tmp_path / "requirements").mkdir()
    (tmp_path / "requirements/dev.txt").touch()
    with pytest.raises(Problem, match="too little disk space"):
        packages.ensure(here, Console(), lock="dev")
    assert not here.venv.exists()


def test_an_old_postgres_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("postgres", "initdb"):
        (tmp_path / name).write_text("#!/bin/sh\necho 'postgres (PostgreSQL) 13.4'\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    found = find_postgres(Places(root=tmp_path, state=tmp_path))
    assert found is None or found.folder != tmp_path


def test_sockets_have_short_names_however_long_the_path(tmp_path: Path) -> None:
    deep = tmp_path / ("ü" * 90) / ("x" * 200)
    assert len(str(Places(root=deep, state=deep).sockets).encode()) < 85
