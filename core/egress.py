"""Calls to addresses outside that somebody has entered: checked, so that none reaches into the internal network.

The name is resolved once, every address it has is checked, and the connection goes to the address that was checked: a
name that changes its mind in between leads nowhere else. Redirects are not followed, proxies of the environment not
used. A host of INTERNAL_HOSTS may be internal.
"""

import re
import socket
import ssl
import time
from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

SECONDS = 5.0  # for all of a call
LONGEST_LINE = 4096  # bytes of an answer's first line
PORTS = {"http": 80, "https": 443}


class EgressError(Exception):
    """The address may not be called, or it could not be: a sentence without the path, which may be secret."""


def get(url: str) -> None:
    """Sends one GET and waits for the status, for SECONDS in all. Raises EgressError unless it is a 2xx.

    How long it may take to resolve the name is up to the machine's resolver; it counts, and cannot be cut short.
    """
    ends = time.monotonic() + SECONDS
    parts = _parts(url)
    host, port = str(parts.hostname), parts.port or PORTS[parts.scheme]
    addresses = _allowed_addresses(host, port)
    try:
        with _connected(addresses, port, ends) as plain, _secured(plain, parts.scheme, host, ends) as connection:
            _send(connection, parts, ends)
            status = _status(connection, ends)
    except TimeoutError as error:
        raise EgressError(f"{host} did not answer within {SECONDS:.0f} seconds.") from error
    except OSError as error:
        raise EgressError(f"{host} could not be called: {error or type(error).__name__}.") from error
    if status not in range(200, 300):
        raise EgressError(f"{host} answered {status or 'with something other than HTTP'}.")


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


def _send(connection: socket.socket, parts: SplitResult, ends: float) -> None:
    """Raises OSError."""
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    lines = (
        f"GET {target} HTTP/1.1",
        f"Host: {parts.netloc}",
        "User-Agent: Debrief",
        "Accept: */*",
        "Connection: close",
    )
    connection.settimeout(_left(ends))
    connection.sendall("".join(f"{line}\r\n" for line in (*lines, "")).encode())


def _status(connection: socket.socket, ends: float) -> int:
    """Of the answer, of which nothing else is read; 0 when it is none of HTTP's. Raises OSError.

    Our own reading: a library's allows so many seconds for each piece, and a server may send piece after piece.
    """
    begun = b""
    while b"\n" not in begun and len(begun) < LONGEST_LINE:
        connection.settimeout(_left(ends))
        piece = connection.recv(LONGEST_LINE)
        if not piece:
            break
        begun += piece
    found = re.match(rb"HTTP/1\.[01] (\d{3})\b", begun)
    return int(found[1]) if found else 0


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
    return not address.is_global or address.is_multicast or address.is_reserved
