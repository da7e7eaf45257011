"""A real test message, with what the mail server says at each step."""

import smtplib
import ssl
from collections.abc import Iterator
from email.message import EmailMessage
from email.utils import make_msgid, parseaddr

from django.conf import settings

from notifications.doctor.findings import Finding, bad, good, odd
from notifications.doctor.place import local_name
from notifications.smtp import in_words, is_configured

SECONDS = 20


class Talking(smtplib.SMTP):
    """Notes the dialogue; what is secret in it is left out."""

    dialogue: list[str]

    def putcmd(self, cmd: str, args: str = "") -> None:
        """Our side."""
        self._note(f"> {cmd} {args}".rstrip() if cmd.upper() != "AUTH" else "> AUTH …")
        super().putcmd(cmd, args)

    def getreply(self) -> tuple[int, bytes]:
        """The server's side."""
        code, words = super().getreply()
        self._note(f"< {code} {words.decode('utf-8', 'replace')}")
        return code, words

    def _note(self, line: str) -> None:
        self.__dict__.setdefault("dialogue", []).extend(line.splitlines())


class TalkingOverTls(Talking, smtplib.SMTP_SSL):
    """The same, encrypted from the first byte."""


def mail(recipient: str) -> Iterator[Finding]:
    """Sends a test message to the recipient; without one only the server is greeted."""
    place = settings.MAIL_SERVER
    if not is_configured():
        yield odd("mail", "has no server (EMAIL_URL): messages are kept and shown, not sent.")
        return
    where = f"{place['host']}:{place['port']}"
    server: Talking | None = None
    try:
        server = _connect()
        if recipient:
            server.send_message(_message(recipient))
        server.quit()
    except (OSError, smtplib.SMTPException) as error:
        yield from _dialogue(server)
        yield bad("mail", f"{where}: {in_words(error)}")
        return
    yield from _dialogue(server)
    if recipient:
        yield good("mail", f"{where} took a test message for {recipient}. Look whether it arrives.")
    else:
        yield good("mail", f"{where} greets us. With --mail-to ADDRESS a test message is sent.")


def _connect() -> Talking:
    place = settings.MAIL_SERVER
    context = ssl.create_default_context()
    if place["use_ssl"]:
        server: Talking = TalkingOverTls(place["host"], place["port"], timeout=SECONDS, context=context)
    else:
        server = Talking(place["host"], place["port"], timeout=SECONDS)
    server.ehlo()
    if place["use_tls"]:
        server.starttls(context=context)
        server.ehlo()
    if place["username"]:
        server.login(place["username"], place["password"])
    return server


def _message(recipient: str) -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = "Debrief can send mail"
    message["From"] = settings.DEFAULT_FROM_EMAIL
    message["To"] = recipient
    message["Message-ID"] = make_msgid(domain=parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2])
    message.set_content(f"This is a test, sent by `manage.py doctor` on {local_name()} for {settings.BASE_URL}.\n")
    return message


def _dialogue(server: Talking | None) -> Iterator[Finding]:
    for line in getattr(server, "dialogue", []):
        yield good("mail", line)
