"""Calls to addresses outside that somebody has entered: checked, so that none reaches into the internal network.

The name is resolved once, every address it has is checked, and the connection goes to the address that was checked: a
name that changes its mind in between leads nowhere else. Redirects are not followed, proxies of the environment not
used. A host of INTERNAL_HOSTS may be internal.
"""

import re
import socket
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

SECONDS = 5.0  # for all of a call
POST_SECONDS = 10.0
LONGEST_ANSWER = 64 * 1024  # bytes that are read of the answer to a POST
LONGEST_LINE = 4096  # bytes of an answer's first line
HEAD_ENDS = b"\r\n\r\n"
PORTS = {"http": 80, "https": 443}
# What counts as global and is none of the Internet's: the metadata of Azure's machines, and protocol assignments.
DENIED = (ip_network("168.63.129.16/32"), ip_network("192.0.0.0/24"))


class EgressError(Exception):
    """The address may not be called, or it could not be: a sentence without the path, which may be secret."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The status (0: it is none of HTTP's), and the beginning of what was said."""

    status: int
    text: str


def get(url: str) -> None:
    """Sends one GET and waits for the status, for SECONDS in all. Raises EgressError unless it is a 2xx.

    How long it may take to resolve the name is up to the machine's resolver; it counts, and cannot be cut short.
    """
    host = host_of(url)
    status = _call(url, "GET", {"Accept": "*/*"}, b"", seconds=SECONDS, most=LONGEST_LINE).status
    if status not in range(200, 300):
        raise EgressError(f"{host} answered {status or 'with something other than HTTP'}.")


def post(url: str, *, body: bytes, headers: Mapping[str, str], seconds: float = POST_SECONDS) -> Answer:
    """Sends one POST, and returns what was answered within so many seconds, of which LONGEST_ANSWER bytes are read.

    Raises EgressError when it may not or could not be called, or answered something other than HTTP.
    """
    sent = {"Content-Length": str(len(body)), **headers}
    answer = _call(url, "POST", sent, body, seconds=seconds, most=LONGEST_ANSWER)
    if not answer.status:
        raise EgressError(f"{host_of(url)} answered with something other than HTTP.")
    return answer


def host_of(url: str) -> str:
    """The host of an address. Raises EgressError for what is no address of a web server."""
    return str(_parts(url).hostname)


def check(url: str) -> None:
    """Raises EgressError for an address that may not be called now; each call asks again."""
    parts = _parts(url)
    _allowed_addresses(str(parts.hostname), parts.port or PORTS[parts.scheme])


def _call(url: str, method: str, headers: Mapping[str, str], body: bytes, *, seconds: float, most: int) -> Answer:
    """Raises EgressError when it may not or could not be called."""
    ends = time.monotonic() + seconds
    parts = _parts(url)
    host, port = str(parts.hostname), parts.port or PORTS[parts.scheme]
    addresses = _allowed_addresses(host, port)
    try:
        with _connected(addresses, port, ends) as plain, _secured(plain, parts.scheme, host, ends) as connection:
            _send(connection, _request(parts, method, headers) + body, ends)
            return _answer(connection, ends, most)
    except TimeoutError as error:
        raise EgressError(f"{host} did not answer within {seconds:.0f} seconds.") from error
    except OSError as error:
        raise EgressError(f"{host} could not be called: {error or type(error).__name__}.") from error


def _connected(addresses: list[str], port: int, ends: float) -> socket.socket:
    """To the first that accepts, each given its share of the time. Raises OSError, of the last."""
    for number, address in enumerate(addresses, 1):
        try:
            return socket.create_connection((address, port), _left(ends) / (len(addresses) - number + 1))
        except OSError:
            if number == len(addresses):
                raise
    raise OSError("it has no address")


def _secured(plain: socket.socket, scheme: str, host: str, ends: float) -> socket.socket:
    """The connection itself, or TLS on it once the certificate was checked. Raises OSError."""
    if scheme == "http":
        return plain
    plain.settimeout(_left(ends))
    return ssl.create_default_context().wrap_socket(plain, server_hostname=host)


def _request(parts: SplitResult, method: str, headers: Mapping[str, str]) -> bytes:
    """The head of a request."""
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    known = {"Host": parts.netloc, "User-Agent": "Debrief", "Connection": "close", **headers}
    lines = (f"{method} {target} HTTP/1.1", *(f"{name}: {value}" for name, value in known.items()), "")
    return "".join(f"{line}\r\n" for line in lines).encode()


def _send(connection: socket.socket, request: bytes, ends: float) -> None:
    """Raises OSError."""
    connection.settimeout(_left(ends))
    connection.sendall(request)


def _answer(connection: socket.socket, ends: float, most: int) -> Answer:
    """Of what is answered no more than so many bytes are read, and what came when the time is up. Raises OSError.

    Our own reading: a library's allows so many seconds for each piece, and a server may send piece after piece.
    """
    begun = b""
    while len(begun) < most and not _is_whole(begun, is_line_enough=most <= LONGEST_LINE):
        try:
            connection.settimeout(_left(ends))
            piece = connection.recv(min(most - len(begun), 65536))
        except TimeoutError:
            if HEAD_ENDS not in begun:
                raise
            break
        if not piece:
            break
        begun += piece
    found = re.match(rb"HTTP/1\.[01] (\d{3})\b", begun)
    said = begun.partition(HEAD_ENDS)[2].decode("utf-8", "replace")
    return Answer(int(found[1]) if found else 0, said)


def _is_whole(begun: bytes, *, is_line_enough: bool) -> bool:
    """Whether nothing more is worth waiting for."""
    if is_line_enough:
        return b"\n" in begun
    head, ends, body = begun.partition(HEAD_ENDS)
    length = re.search(rb"(?im)^content-length: *(\d{1,9}) *\r?$", head)
    return bool(ends) and (
        (length is not None and len(body) >= int(length[1]))
        or body.endswith(b"0\r\n\r\n")
        or bool(re.match(rb"HTTP/1\.[01] 204", head))
    )


def _left(ends: float) -> float:
    """Seconds. Raises TimeoutError when there are none."""
    left = ends - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _parts(url: str) -> SplitResult:
    """Raises EgressError for what is no address of a web server, or contains a login."""
    try:
        parts = urlsplit(url)
        usable = parts.scheme in PORTS and parts.hostname and (parts.port is None or parts.port)
    except ValueError:
        usable = None
    if not usable or "@" in parts.netloc or not url.isascii() or any(letter <= " " for letter in url):
        raise EgressError("The address must begin with https:// or http://, without a login, a space or an accent.")
    return parts


def _allowed_addresses(host: str, port: int) -> list[str]:
    """Every IP address of the host. Raises EgressError when it has none, or one of them is internal."""
    try:
        found = list(
            dict.fromkeys(str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        )
    except (OSError, UnicodeError) as error:
        raise EgressError(f"{host} has no address: {error}.") from error
    if host not in settings.INTERNAL_HOSTS and any(is_internal(ip_address(one.partition("%")[0])) for one in found):
        raise EgressError(f"{host} is on an internal network. If that is intended, add it to INTERNAL_HOSTS.")
    return found


def is_internal(address: IPv4Address | IPv6Address) -> bool:
    """Whether it is not an ordinary address of the Internet, or hides another one."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            return is_internal(address.ipv4_mapped)
        if address.sixtofour or address.teredo or address.is_site_local or address.exploded.startswith("0064:ff9b:"):
            return True
    is_denied = any(address in network for network in DENIED)
    return is_denied or not address.is_global or address.is_multicast or address.is_reserved
