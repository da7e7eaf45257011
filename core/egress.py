"""Calls to addresses outside that somebody has entered: checked, so that none reaches into the internal network.

The name is resolved once, every address it has is checked, and the connection goes to the address that was checked: a
name that changes its mind in between leads nowhere else. Redirects are not followed, proxies of the environment not
used. A host of INTERNAL_HOSTS may be internal.
"""

import http.client
import socket
import ssl
from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

SECONDS = 5.0  # for each step: to connect, to answer
PORTS = {"http": 80, "https": 443}


class EgressError(Exception):
    """The address may not be called, or it could not be: a sentence without the path, which may be secret."""


def get(url: str) -> None:
    """Sends one GET and waits for the status. Raises EgressError unless it is a 2xx."""
    parts = _parts(url)
    host, port = str(parts.hostname), parts.port or PORTS[parts.scheme]
    address = _allowed_address(host, port)
    connection = http.client.HTTPConnection(host, port, timeout=SECONDS)
    try:
        connection.sock = socket.create_connection((address, port), timeout=SECONDS)
        if parts.scheme == "https":
            connection.sock = ssl.create_default_context().wrap_socket(connection.sock, server_hostname=host)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request(
            "GET", target, headers={"User-Agent": "Debrief", "Connection": "close", "Host": parts.netloc}
        )
        status = connection.getresponse().status
    except TimeoutError as error:
        raise EgressError(f"{host} did not answer within {SECONDS:.0f} seconds.") from error
    except (OSError, http.client.HTTPException) as error:
        raise EgressError(f"{host} could not be called: {error or type(error).__name__}.") from error
    finally:
        connection.close()
    if status not in range(200, 300):
        raise EgressError(f"{host} answered {status}.")


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


def _allowed_address(host: str, port: int) -> str:
    """One IP address of the host. Raises EgressError when it has none, or one of them is internal."""
    try:
        found = [str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    except (OSError, UnicodeError) as error:
        raise EgressError(f"{host} has no address: {error}.") from error
    if host not in settings.INTERNAL_HOSTS and any(is_internal(ip_address(one.partition("%")[0])) for one in found):
        raise EgressError(f"{host} is on an internal network. If that is intended, add it to INTERNAL_HOSTS.")
    return found[0]


def is_internal(address: IPv4Address | IPv6Address) -> bool:
    """Whether it is not an ordinary address of the Internet, or hides another one."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            return is_internal(address.ipv4_mapped)
        if address.sixtofour or address.teredo or address.exploded.startswith("0064:ff9b:"):
            return True
    return not address.is_global or address.is_multicast or address.is_reserved
