"""The installation: its address, its folders and disk, and settings that are not for real use."""

import http.client
import ssl
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DatabaseError

from core.backup.media import leftovers
from core.backup.workplace import left_workplaces
from core.disk import database_folder, volumes
from core.pdf import HOW_TO_INSTALL, is_pdf_installed, pdf_trouble
from core.proxies import COUNT, QUESTION, question
from notifications.doctor.findings import Findings, failed, ok, warning

SECONDS = 5


def address() -> Findings:
    """BASE_URL leads to this Debrief, through the proxies in front of it."""
    url = urlsplit(settings.BASE_URL)
    if url.scheme == "http" and not settings.BASE_IS_LOOPBACK:
        text = "is http, so passwords cross the network unencrypted. Put a TLS proxy in front and change it to https."
        yield warning("address", f"{settings.BASE_URL} {text}")
    build = http.client.HTTPSConnection if url.scheme == "https" else http.client.HTTPConnection
    connection = build(url.hostname or "", url.port, timeout=SECONDS)
    try:
        connection.request("GET", "/healthz", headers={QUESTION: question()})
        response = connection.getresponse()
        body = response.read(100)
    except (OSError, http.client.HTTPException, ssl.SSLError) as error:
        text = f"does not answer this machine: {error}. Are web and the proxy running?"
        yield failed("address", f"{settings.BASE_URL} {text}")
        return
    finally:
        connection.close()
    if response.status == http.client.OK and body == b"alive\n":
        yield ok("address", f"{settings.BASE_URL} leads to Debrief.")
        yield from _proxies(response.getheader(COUNT))
    elif response.status == http.client.BAD_REQUEST:
        yield failed("address", f"{settings.BASE_URL} answers 400: the proxy must pass on the Host header.")
    elif response.status in {301, 302, 308}:
        text = f"redirects to {response.getheader('Location')}: the proxy must send X-Forwarded-Proto: {url.scheme}."
        yield failed("address", f"{settings.BASE_URL} {text}")
    else:
        yield failed("address", f"{settings.BASE_URL} answers {response.status}: something other than Debrief answers.")


def _proxies(counted: str | None) -> Findings:
    """As many proxies stand in front as TRUSTED_PROXIES says: by them the limits of logins know who is who."""
    trusted = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    if counted is None:
        text = "could not be counted: the proxy drops headers, or SECRET_KEY differs there."
        yield warning("proxies", text)
    elif int(counted) == trusted:
        yield ok("proxies", f"are {trusted}, as TRUSTED_PROXIES says.")
    else:
        text = (
            f"are {counted}, and TRUSTED_PROXIES is {trusted}: set it to {counted}, or limits count the wrong address."
        )
        yield warning("proxies", f"{text} (Counted from this machine; people may come another way.)")


def folders() -> Findings:
    """Attachments can be written, and no restore or backup has left anything."""
    media = Path(settings.MEDIA_ROOT)
    try:
        media.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=media):
            pass
    except OSError as error:
        text = f"cannot be written to {media}: {error.strerror}. Check MEDIA_ROOT and who owns that folder."
        yield failed("attachments", text)
        return
    yield ok("attachments", f"can be written to {media}.")
    if left := leftovers(media):
        text = (
            f"of a restore is left in {media} ({left[0].name}). `manage.py upgrade` removes it when none is unfinished."
        )
        yield warning("folder", text)
    for folder in left_workplaces(Path(settings.BACKUP_ROOT)):
        text = (
            f"that was cut off has left {folder}, with the whole data. The next one and `manage.py upgrade` remove it."
        )
        yield warning("backup", text)


def disks() -> Findings:
    """There is space where the database, the attachments and the backups are."""
    try:
        found = volumes()
    except DatabaseError:
        return  # that is said already
    for volume in found:
        about = f"disk of the {volume.holds}"
        if volume.is_short:
            yield failed(about, f"{volume}. Free some space, or Debrief can soon store nothing more.")
        else:
            yield ok(about, f"{volume}.")
    if database_folder() is None:
        yield ok("disk of the database", "cannot be seen from here: watch it where PostgreSQL runs.")


def pdf() -> Findings:
    """Whether postmortems can be exported as PDF, which is optional."""
    trouble = pdf_trouble()
    if not trouble:
        yield ok("PDF", "can be written.")
    elif is_pdf_installed():
        yield warning("PDF", f"cannot be written. {trouble} See docs/operations.md.")
    else:
        yield ok("PDF", f"is not offered: {trouble[0].lower()}{trouble[1:]} It is optional: {HOW_TO_INSTALL}.")


def settings_in_force() -> Findings:
    """What should be off in real use."""
    if settings.EXAMPLE:
        text = "are on (DEBRIEF_EXAMPLE): on this machine, anybody can log in as an example person."
        yield warning("examples", text)
    if settings.DEBUG:
        yield warning("debugging", "is on (DEBRIEF_DEBUG): error pages show code and settings.")
