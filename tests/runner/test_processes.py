"""Processes are kept running, ended, and found again."""

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from runner import supervisor as supervising
from runner.console import Console, Problem
from runner.places import ROOT
from runner.processes import Family, Program, birth
from runner.supervisor import Supervisor
from tests.runner.conftest import eventually


def program(folder: Path, script: str) -> Program:
    return Program("thing", ("sh", "-c", script), dict(os.environ), folder, patience=0.2)


@pytest.fixture
def family(tmp_path: Path) -> Family:
    return Family(tmp_path, tmp_path)


def test_what_an_earlier_supervisor_left_is_ended(tmp_path: Path, family: Family) -> None:
    stubborn = f"trap '' TERM; echo $$ > {tmp_path}/pid; while true; do sleep 0.1; done"
    earlier = textwrap.dedent(f"""
        import os, time
        from pathlib import Path
        from runner.processes import Family, Program
        here = Path({str(tmp_path)!r})
        Family(here, here).start(Program("thing", ("sh", "-c", {stubborn!r}), dict(os.environ), here, patience=0.2))
        while not (here / "pid").exists() or not (here / "pid").read_text():
            time.sleep(0.01)
        os.kill(os.getpid(), 9)
    """)
    subprocess.run([sys.executable, "-c", earlier], cwd=ROOT, check=False)
    orphan = int((tmp_path / "pid").read_text())
    assert birth(orphan) is not None

    family.end_orphans()

    eventually(lambda: birth(orphan) is None)


def test_a_number_that_now_belongs_to_another_program_is_left_alone(family: Family) -> None:
    with subprocess.Popen(["sleep", "60"], start_new_session=True) as bystander:
        family.ledger.write_text(f'[{{"pid": {bystander.pid}, "birth": "before", "stop_signal": 15, "patience": 0}}]')
        family.end_orphans()
        assert bystander.poll() is None
        bystander.kill()


def test_what_stops_is_started_again(tmp_path: Path, family: Family, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervising, "LONGEST_PAUSE", 0.0)
    watching = Supervisor(family, Console())
    family.start(program(tmp_path, "echo x >> count; test $(wc -l < count) = 1 || exec sleep 60"))
    first = family.children["thing"].pid

    def is_another() -> bool:
        watching.look()
        return family.children["thing"].pid != first

    eventually(is_another)
    family.stop(["thing"])


def test_what_keeps_stopping_ends_the_run_with_its_last_words(
    tmp_path: Path, family: Family, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervising, "LONGEST_PAUSE", 0.0)
    monkeypatch.setattr(supervising, "LOOK", 0.01)
    family.start(program(tmp_path, "echo no luck; exit 3"))
    with pytest.raises(Problem, match="thing keeps stopping") as caught:
        Supervisor(family, Console()).watch()
    assert "no luck" in caught.value.details


def test_a_long_log_is_moved_and_begun_anew(family: Family, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervising, "LOG_LIMIT", 10)
    family.log("web").write_text("a line longer than that\n")
    Supervisor(family, Console()).look()
    assert family.log("web").read_text() == ""
    assert family.logs.joinpath("web.log.1").read_text() == "a line longer than that\n"
