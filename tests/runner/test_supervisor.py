"""Programs are kept running, and ended whatever happens to the runner."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from dataclasses import replace
from pathlib import Path

import pytest

from runner import life
from runner import supervisor as supervising
from runner.console import Problem
from runner.processes import Program
from runner.state import ROOT
from runner.supervisor import Supervisor
from tests.runner.conftest import descendants, eventually, still_running


def program(folder: Path, script: str) -> Program:
    return Program("thing", ["sh", "-c", f"cd $HERE; {script}"], {"HERE": str(folder)}, str(folder / "thing.log"))


def test_what_stops_is_started_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervising, "PAUSE", 0.0)
    supervisor = Supervisor([program(tmp_path, "echo x >> count; test $(wc -l < count) = 1 || exec sleep 60")])
    supervisor.look()
    first = supervisor.processes["thing"].pid

    eventually(lambda: looked_after(supervisor, first))
    supervisor.stop()


def looked_after(supervisor: Supervisor, first: int) -> bool:
    """Looks; whether another process has taken the place of the first."""
    supervisor.look()
    return "thing" in supervisor.processes and supervisor.processes["thing"].pid != first


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervising, "PAUSE", 0.0)
    monkeypatch.setattr(life, "LOOK", 0.1)
    monkeypatch.setattr(life, "ANSWER", 0.1)


@pytest.mark.usefixtures("impatient")
def test_what_is_frozen_is_started_again(tmp_path: Path) -> None:
    beats = tmp_path / "beats"
    ticking = program(tmp_path, "while :; do touch beats; sleep 0.05; done")
    supervisor = Supervisor([replace(ticking, touches=str(beats))])
    supervisor.look()
    first = supervisor.processes["thing"].pid
    eventually(beats.exists)
    for _ in range(3 * (life.MOST_SILENT + life.STARTING)):
        assert not looked_after(supervisor, first), "it works"
        time.sleep(0.1)
    os.kill(first, signal.SIGSTOP)
    eventually(lambda: looked_after(supervisor, first))
    supervisor.stop()


@pytest.mark.usefixtures("impatient")
def test_a_server_that_no_longer_answers_is_started_again(tmp_path: Path, free_port: int) -> None:
    (tmp_path / "healthz").touch()
    server = program(tmp_path, f"exec {sys.executable} -m http.server --bind 127.0.0.1 {free_port}")
    supervisor = Supervisor([replace(server, port=free_port)])
    supervisor.look()
    first = supervisor.processes["thing"].pid
    eventually(lambda: life.serves_pages(free_port))
    os.kill(first, signal.SIGSTOP)
    eventually(lambda: looked_after(supervisor, first))
    eventually(lambda: life.serves_pages(free_port))
    supervisor.stop()


def test_what_keeps_stopping_is_given_up_with_the_end_of_its_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervising, "PAUSE", 0.0)
    supervisor = Supervisor([program(tmp_path, "echo no luck; exit 3")])

    def look_on() -> bool:
        supervisor.look()
        return False

    with pytest.raises(Problem, match="thing keeps stopping") as caught:
        eventually(look_on)
    assert "no luck" in caught.value.details


def test_what_does_not_end_when_asked_is_killed_with_all_that_it_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervising, "PATIENCE", 0.1)
    before = descendants(os.getpid())  # such as the browser of another test
    supervisor = Supervisor([program(tmp_path, "trap '' TERM; sleep 60 & echo x > ready; while :; do sleep 60; done")])
    supervisor.look()
    eventually((tmp_path / "ready").exists)
    started = descendants(os.getpid()) - before
    assert any(still_running(started))

    supervisor.stop()

    eventually(lambda: not still_running(started))


def test_a_long_log_is_moved_and_begun_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervising, "LOG_LIMIT", 10)
    log = tmp_path / "web.log"
    log.write_text("a line longer than that\n")
    supervising.trim(log)
    assert log.read_text() == ""
    assert (tmp_path / "web.log.1").read_text() == "a line longer than that\n"


def test_a_long_log_that_cannot_be_moved_is_emptied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder of that name stands for a disk that is full."""
    monkeypatch.setattr(supervising, "LOG_LIMIT", 10)
    log = tmp_path / "web.log"
    log.write_text("a line longer than that\n")
    (tmp_path / "web.log.1").mkdir()
    supervising.trim(log)
    assert log.read_text() == ""


@pytest.mark.parametrize("killed", ["the runner", "the supervisor"])
def test_nothing_goes_on_when_somebody_is_killed(tmp_path: Path, killed: str) -> None:
    script = textwrap.dedent(f"""
        from pathlib import Path
        from runner.processes import Program, supervised
        here = Path({str(tmp_path)!r})
        command = ["sh", "-c", "echo x > $READY; exec sleep 60"]
        thing = Program("thing", command, {{"READY": str(here / "ready")}}, str(here / "log"))
        with (here / "lock").open("w") as lock, supervised([thing], lock) as supervisor:
            (here / "supervisor").write_text(str(supervisor.pid))
            supervisor.wait()
    """)
    runner = subprocess.Popen([sys.executable, "-c", script], cwd=ROOT)
    eventually((tmp_path / "ready").exists)
    started = descendants(runner.pid)
    assert len(started) == 2  # the supervisor and its program

    pid = runner.pid if killed == "the runner" else int((tmp_path / "supervisor").read_text())
    os.kill(pid, 9)
    runner.wait()

    eventually(lambda: not still_running(started))


@pytest.mark.usefixtures("impatient")
def test_a_service_that_no_longer_answers_at_its_socket_is_started_again(tmp_path: Path) -> None:
    says = "import socketserver as s; s.UnixStreamServer('it', type('H', (s.StreamRequestHandler,), {'handle':"
    says += " lambda self: self.wfile.write(self.rfile.readline())})).serve_forever()"
    service = program(tmp_path, f'rm -f it; exec {sys.executable} -c "{says}"')
    supervisor = Supervisor([replace(service, socket=str(tmp_path / "it"), greeting="PING\n")])
    supervisor.look()
    first = supervisor.processes["thing"].pid
    eventually(lambda: life.answers(str(tmp_path / "it"), "PING\n"))
    os.kill(first, signal.SIGSTOP)
    eventually(lambda: looked_after(supervisor, first))
    eventually(lambda: life.answers(str(tmp_path / "it"), "PING\n"))
    supervisor.stop()
