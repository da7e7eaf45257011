"""The place Debrief runs in: its address, its folders, its disk, its example logins."""

import http.client
import shutil
import socket
import ssl
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings

from notifications.doctor.findings import Finding, bad, good, odd

SECONDS = 5
LITTLE_SPACE = 1_000_000_000  # bytes


def address() -> Iterator[Finding]:
    """BASE_URL leads back to Debrief, through whatever proxy stands before it."""
    place = urlsplit(settings.BASE_URL)
    if place.scheme == "http" and not settings.BASE_IS_LOOPBACK:
        words = "is http: passwords cross the network in the clear. Put TLS in front and write https."
        yield odd("address", f"{settings.BASE_URL} {words}")
    build = http.client.HTTPSConnection if place.scheme == "https" else http.client.HTTPConnection
    visit = build(place.hostname or "", place.port, timeout=SECONDS)
    try:
        visit.request("GET", "/healthz")
        answer = visit.getresponse()
        said = answer.read(100)
    except (OSError, http.client.HTTPException, ssl.SSLError) as error:
        yield bad("address", f"{settings.BASE_URL} does not answer from here: {error}. Is web running, and the proxy?")
        return
    finally:
        visit.close()
    if answer.status == http.client.OK and said == b"alive\n":
        yield good("address", f"{settings.BASE_URL} leads here.")
    elif answer.status == http.client.BAD_REQUEST:
        yield bad("address", f"{settings.BASE_URL} is refused with 400: the proxy must pass on the Host header.")
    elif answer.status in {301, 302, 308}:
        words = f"is sent on to {answer.getheader('Location')}: the proxy must send X-Forwarded-Proto: {place.scheme}."
        yield bad("address", f"{settings.BASE_URL} {words}")
    else:
        yield bad("address", f"{settings.BASE_URL} answers with {answer.status}; something else than Debrief is there.")


def folders() -> Iterator[Finding]:
    """Attachments can be written, and the disk has room."""
    media = Path(settings.MEDIA_ROOT)
    try:
        media.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=media):
            pass
    except OSError as error:
        yield bad("attachments", f"cannot be written to {media}: {error.strerror}. Look at MEDIA_ROOT and its owner.")
        return
    yield good("attachments", f"can be written to {media}.")
    free = shutil.disk_usage(media).free
    words = f"{free / 1_000_000_000:.1f} GB are free at {media}."
    yield bad("disk", words) if free < LITTLE_SPACE else good("disk", words)


def settings_in_force() -> Iterator[Finding]:
    """What should not be on in a real installation."""
    if settings.EXAMPLE:
        yield odd("examples", "can be loaded and logged in to without a password, on this machine alone.")
    if settings.DEBUG:
        yield odd("debugging", "is on: error pages show the code. Unset DEBRIEF_DEBUG for real use.")


def local_name() -> str:
    """The machine's name, for the test message."""
    return socket.gethostname()
