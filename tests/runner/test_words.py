"""Each thing that can go wrong has its sentence; nothing unusable is used."""

import re
from pathlib import Path

import pytest

from runner import packages
from runner.console import Problem
from runner.failures import explain
from runner.finding import find_postgres
from runner.running import settings_for_running
from runner.services import SETTINGS
from runner.state import ROOT


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("Failed to establish a new connection: [Errno -3] Temporary failure in name resolution", "cannot be reached"),
        ("npm error code EAI_AGAIN", "cannot be reached"),
        ("OSError: [Errno 28] No space left on device", "disk is full"),
        ("because ensurepip is not\navailable", "apt-get install python3-venv"),
        ("ERROR: No matching distribution found for nh3==0.3.7", "no wheel for this machine"),
        ("Because nh3==0.3.7 has no wheels with a matching Python ABI tag", "no wheel for this machine"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES", "not the one that was locked"),
        ("Hash mismatch for `nh3==0.3.7`", "not the one that was locked"),
        ("something never seen", "see above"),
    ],
)
def test_says_what_to_do(said: str, sentence: str) -> None:
    problem = explain("The packages could not be installed", said)
    assert sentence in problem.sentence
    assert said.split() == problem.details.split()


def test_too_little_disk_is_said_before_anything_is_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "NEEDED_SPACE", {"dev": 10**9})
    monkeypatch.setattr(packages, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(packages, "PYTHON", tmp_path / ".venv/bin/python")
    with pytest.raises(Problem, match="not enough disk space"):
        packages.ensure_python_packages("dev")
    assert not packages.VENV.exists()


def test_an_old_postgres_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("postgres", "initdb"):
        (tmp_path / name).write_text("#!/bin/sh\necho 'postgres (PostgreSQL) 13.4'\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    found = find_postgres()
    assert found is None or found.folder != tmp_path


def test_every_setting_that_a_person_may_set_is_passed_on() -> None:
    read = set(re.findall(r'env\.\w+\(\s*"(\w+)"', (ROOT / "config/settings.py").read_text()))
    own = {"DATABASE_URL", "REDIS_URL", "SECRET_KEY", "MEDIA_ROOT", "STATIC_ROOT", *settings_for_running(8000)}
    assert read - own - {"HEARTBEAT_FILE", "DEBRIEF_SERVES_PAGES"} == set(SETTINGS)
