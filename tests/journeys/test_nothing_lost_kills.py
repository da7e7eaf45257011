"""What is logged outlives a killed browser and a killed server: stored once, in order.

Once in the normal run, twenty times each in `make soak`.
"""

import os
import signal
import socket
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import expect

from tests.factories.incidents import make_incident
from tests.journeys.browser import carry_on
from tests.journeys.queue import ROUNDS, arrive, banner, enter, waiting
from tests.processes import python, wait_until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True, params=ROUNDS)
def _round(request):
    return request.param


@pytest.fixture
def incident(responder):
    return make_incident("Customers cannot buy", by=responder)


def browsers_of(folder):
    """The process numbers of what runs as the browser whose profile stands in the folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            arguments = (process / "cmdline").read_bytes().decode(errors="replace").split("\0")
        except OSError:
            continue
        is_main = not any(argument.startswith("--type=") for argument in arguments)
        if is_main and f"--user-data-dir={folder}" in arguments:
            found.append(int(process.name))
    return found


def kill(folder):
    """Ends that browser at once, with a helper that it may have beside it, and waits until it is gone."""
    running = browsers_of(folder)
    assert running
    for process in running:
        os.kill(process, signal.SIGKILL)
    wait_until(lambda: not browsers_of(folder), "the browser is gone")


def test_a_killed_browser(browser, live_server, tmp_path, responder, incident):
    room = f"/incidents/{incident.pk}/"
    with carry_on(browser, tmp_path / "profile", live_server.url, responder) as someone:
        someone.context.route("**/entries/", lambda route: route.abort())
        page = someone.open(room)
        for text in ("One", "Two"):
            enter(page, text)
        expect(banner(page)).to_contain_text("2 entries waiting.")
        kill(tmp_path / "profile")
    with carry_on(browser, tmp_path / "profile", live_server.url, responder) as someone:
        page = someone.open(room)
        enter(page, "Three")
        arrive(page, incident, ["One", "Two", "Three"])


@contextmanager
def server(port, log):
    """A real server; yields when it answers."""
    serve = ("-m", "uvicorn", "config.asgi:application", "--host", "127.0.0.1", "--port", str(port))
    with python(*serve, log=log, BASE_URL=f"http://localhost:{port}") as process:
        wait_until(lambda: answers(port), f"the server answers; see {log}")
        yield process


def answers(port):
    try:
        with urlopen(f"http://localhost:{port}/healthz", timeout=5) as answer:
            return answer.status == 200
    except (URLError, OSError):
        return False


def test_a_server_killed_and_restarted_while_typing(offline, tmp_path, responder, incident):
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = tmp_path / "server.log"
    with ExitStack() as stack:
        with server(port, log):
            page = offline(responder, base=f"http://localhost:{port}").open(f"/incidents/{incident.pk}/")
            enter(page, "One")
            arrive(page, incident, ["One"])
            page.get_by_label("What happened?").fill("Half of tw")
        page.get_by_label("What happened?").press("End")
        page.keyboard.type("o")
        page.keyboard.press("Enter")
        enter(page, "Three")
        expect(waiting(page)).to_have_count(2)
        expect(banner(page)).to_contain_text("2 entries waiting.")
        stack.enter_context(server(port, log))
        arrive(page, incident, ["One", "Half of two", "Three"])
        expect(banner(page)).to_have_count(0)
