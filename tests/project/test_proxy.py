"""What nginx itself does with our configuration: whose forms it counts, and what it logs. Nothing answers behind it."""

import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml
from django.test import RequestFactory

from core.proxies import client_address
from runner.state import ROOT
from tests.nginx import NGINX, NO_NGINX, nginx_command
from tests.processes import free_port, wait_until

pytestmark = pytest.mark.skipif(NGINX is None, reason=NO_NGINX)
SENT_AT_ONCE = 60  # the burst of logins is 30
FORWARDED = "6.6.6.6, 1.1.1.1, 2.2.2.2, 3.3.3.3"


@dataclass(frozen=True)
class Proxy:
    """Where it listens, and what it wrote."""

    port: int
    log: Path

    def post(self, path: str, **headers: str) -> socket.socket:
        """Sends a form and does not wait for the answer."""
        lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
        sent = socket.create_connection(("127.0.0.1", self.port))
        sent.sendall(
            f"POST {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 0\r\n{lines}\r\n".encode()
        )
        return sent

    def refused(self, path: str, headers: Callable[[int], dict[str, str]], times: int = SENT_AT_ONCE) -> int:
        """How many of so many forms, sent together, are refused with 429."""
        before = self.log.read_text().count('" 429 ')
        with ExitStack() as open_ones:
            for number in range(times):
                open_ones.enter_context(closing(self.post(path, **headers(number))))
            self.last()
            return self.log.read_text().count('" 429 ') - before

    def last(self) -> None:
        """Returns when everything that was refused before is in the log: one process writes it in the order it came."""
        with closing(socket.create_connection(("127.0.0.1", self.port))) as asked:
            asked.sendall(b"GET /last HTTP/1.0\r\n\r\n")
            asked.recv(1000)
        wait_until(lambda: "GET /last" in self.log.read_text(), "the proxy logs")


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Proxy]]:
    """Starts an nginx with these variables; all are ended after the test."""
    with ExitStack() as running:
        yield lambda **more: running.enter_context(_running(tmp_path, **more))


@contextmanager
def _running(folder: Path, **more: str) -> Iterator[Proxy]:
    port, nobody = free_port(), f"127.0.0.1:{free_port()}"
    log = folder / "proxy.log"
    with log.open("wb") as written:
        command = nginx_command(folder, port, nobody, nobody, **more)
        process = subprocess.Popen(command, stdout=written, stderr=written)
    try:
        wait_until(lambda: _listens(port), "the proxy listens")
        yield Proxy(port, log)
    finally:
        process.terminate()
        process.wait()


def _listens(port: int) -> bool:
    with closing(socket.socket()) as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.mark.parametrize(
    ("count", "scheme", "forwarded", "address"),
    [
        ("1", "http", FORWARDED, "127.0.0.1"),
        ("1", "https", FORWARDED, "127.0.0.1"),
        ("2", "https", FORWARDED, "3.3.3.3"),
        ("3", "https", FORWARDED, "2.2.2.2"),
        ("4", "https", FORWARDED, "1.1.1.1"),
        ("3", "https", "3.3.3.3", "3.3.3.3"),
        ("4", "https", "2001:db8::2 ,, 2001:db8::3", "2001:db8::2"),
        ("3", "https", "", "127.0.0.1"),
        ("", "https", FORWARDED, "3.3.3.3"),
        ("", "http", FORWARDED, "127.0.0.1"),
    ],
)
def test_the_proxy_finds_the_address_that_the_application_finds(start, settings, count, scheme, forwarded, address):
    proxy = start(TRUSTED_PROXIES=count, BASE_URL=f"{scheme}://localhost")
    headers = {"X_Forwarded_For": forwarded} if forwarded else {}
    proxy.post("/login/", **headers).close()
    wait_until(lambda: "POST /login/" in proxy.log.read_text(), "the proxy logs")
    assert f"{address} [" in proxy.log.read_text()
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = int(count or {"https": 2, "http": 1}[scheme])
    passed_on = f"{forwarded}, 127.0.0.1" if forwarded else "127.0.0.1"
    assert client_address(RequestFactory().get("/", headers={"X-Forwarded-For": passed_on})) == address


def test_a_made_up_address_or_cookie_gets_no_more_logins(start):
    proxy = start(TRUSTED_PROXIES="2", BASE_URL="https://localhost")

    def told(number: int) -> dict[str, str]:
        return {"X_Forwarded_For": f"10.0.0.{number}, 9.9.9.9", "Cookie": f"debrief_session={number}"}

    assert proxy.refused("/login/", told) >= SENT_AT_ONCE - 35


def test_each_client_behind_two_proxies_has_a_limit_of_its_own(start):
    proxy = start(TRUSTED_PROXIES="3", BASE_URL="https://localhost")
    assert proxy.refused("/login/", lambda number: {"X_Forwarded_For": f"10.0.0.{number}, 9.9.9.9"}) == 0


def test_forms_are_counted_whatever_cookie_comes_with_them(start):
    proxy = start()
    assert proxy.refused("/incidents/new/", lambda _: {"Cookie": "debrief_session=x"}, 340) >= 20


def test_no_message_of_the_proxy_has_a_token(start):
    proxy = start()
    paths = ["/invitation/secret-1/", "/login/link/secret-2/", "/password/new/4-secret-3/"]
    page_before = {"Referer": "http://localhost/invitation/secret-4/"}
    for path in paths:
        assert proxy.refused(path, lambda _: page_before) > 0  # and those that pass find nobody who answers
    said = proxy.log.read_text()
    assert "/invitation/*** " in said
    assert '" 502 ' in said
    assert "secret" not in said


def test_the_compose_file_tells_the_proxy_how_many_there_are():
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    assert services["proxy"]["environment"]["TRUSTED_PROXIES"] == "${TRUSTED_PROXIES:-}"
