"""What Debrief calls outside, and what it refuses to call."""

import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from ipaddress import ip_address
from threading import Thread

import pytest

from core import egress
from core.egress import EgressError, get, is_internal
from tests.web_server import Site, serving


@pytest.fixture
def site(settings) -> Iterator[Site]:
    settings.INTERNAL_HOSTS = frozenset({"127.0.0.1"})
    with serving() as site:
        yield site


def test_calls_with_path_and_query(site: Site) -> None:
    get(site.url("/ping/abc?rid=1"))
    assert site.asked == ["/ping/abc?rid=1"]


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "0.0.0.0"])
def test_refuses_what_is_internal_before_anything_is_sent(site: Site, settings, name) -> None:
    settings.INTERNAL_HOSTS = frozenset()
    with pytest.raises(EgressError, match="INTERNAL_HOSTS"):
        get(f"http://{name}:{site.port}/secret")
    assert site.asked == []


@pytest.mark.parametrize("status", [301, 404, 500])
def test_follows_no_redirect_and_takes_no_refusal_for_success(site: Site, status) -> None:
    site.status, site.location = status, site.url("/elsewhere")
    with pytest.raises(EgressError, match=f"answered {status}"):
        get(site.url("/ping"))
    assert site.asked == ["/ping"]


def test_does_not_wait_for_long_and_keeps_the_path_to_itself(site: Site, monkeypatch) -> None:
    monkeypatch.setattr(egress, "SECONDS", 0.2)
    site.may_answer.clear()
    with pytest.raises(EgressError, match="did not answer") as caught:
        get(site.url("/secret"))
    assert "secret" not in str(caught.value)


def answering(pieces, port=0, address="127.0.0.1"):
    """A server that answers one call with the pieces, one each tenth of a second."""
    server = socket.create_server((address, port))

    def answer():
        with server, suppress(OSError):
            connection, _ = server.accept()
            with connection:
                connection.recv(4096)
                for piece in pieces:
                    connection.sendall(piece)
                    time.sleep(0.1)

    Thread(target=answer, daemon=True).start()
    return server.getsockname()[1]


def test_a_server_that_sends_bit_by_bit_has_no_more_time(settings, monkeypatch) -> None:
    settings.INTERNAL_HOSTS = frozenset({"127.0.0.1"})
    monkeypatch.setattr(egress, "SECONDS", 0.5)
    port = answering([b"H"] * 50)
    with pytest.raises(EgressError, match="did not answer"):
        get(f"http://127.0.0.1:{port}/")


@pytest.mark.parametrize("said", [b"", b"SSH-2.0-OpenSSH\r\n", b"x" * 10_000])
def test_what_is_no_web_server(settings, said) -> None:
    settings.INTERNAL_HOSTS = frozenset({"127.0.0.1"})
    port = answering([said])
    with pytest.raises(EgressError, match=r"something other than HTTP|could not be called"):
        get(f"http://127.0.0.1:{port}/")


def test_goes_to_the_next_address_when_one_refuses(settings, monkeypatch) -> None:
    """The resolver's answer stands for a name with two addresses, at the first of which nobody listens."""
    settings.INTERNAL_HOSTS = frozenset({"two.example"})
    port = answering([b"HTTP/1.1 204 No Content\r\n\r\n"], address="127.0.0.2")
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in ("127.0.0.1", "127.0.0.2")]
    resolve = socket.getaddrinfo
    monkeypatch.setattr(
        socket,
        "getaddrinfo",
        lambda host, *rest, **more: found if host == "two.example" else resolve(host, *rest, **more),
    )
    get(f"http://two.example:{port}/")


def test_nobody_there(site: Site) -> None:
    with pytest.raises(EgressError, match="could not be called"):
        get("http://127.0.0.1:1/")


@pytest.mark.parametrize(
    "url",
    ["", "ftp://example.com/", "file:///etc/passwd", "http://", "http://me:word@example.com/", "http://a.example:99999/",
     "http://example.com/a\r\nX: y", "http://example.com/ü", "http://[::1"],
)  # fmt: skip
def test_refuses_what_is_no_address(url) -> None:
    with pytest.raises(EgressError, match="must begin with"):
        get(url)


@pytest.mark.parametrize(
    "address",
    ["10.0.0.1", "172.16.0.1", "192.168.1.1", "127.0.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
     "255.255.255.255", "::1", "::", "fe80::1", "fd00::1", "ff02::1", "::ffff:10.0.0.1", "2002:a00:1::",
     "64:ff9b::a00:1", "fec0::1", "168.63.129.16", "192.0.0.192", "::ffff:168.63.129.16"],
)  # fmt: skip
def test_internal(address) -> None:
    assert is_internal(ip_address(address))


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "::ffff:93.184.215.14"])
def test_public(address) -> None:
    assert not is_internal(ip_address(address))
