"""The mail server: can it be reached, and does it take a message?"""

import smtplib
import socket
from email.message import EmailMessage
from email.utils import make_msgid
from functools import cached_property

from django.conf import settings

from notifications.addresses import our_domain
from notifications.doctor.findings import Findings, failed, ok, warning
from notifications.smtp import (
    Connection,
    TlsConnection,
    error_text,
    is_configured,
    log_in,
    open_connection,
    server_name,
)

WITHOUT_SECRETS = {"EHLO", "HELO", "STARTTLS", "MAIL", "RCPT", "DATA", "QUIT"}


class RecordedConnection(Connection):
    """Records what both sides say, except what is said to log in."""

    @cached_property
    def dialogue(self) -> list[str]:
        """One line each, ours with `>` and the server's with `<`."""
        return []

    def putcmd(self, cmd: str, args: str = "") -> None:
        """Sends a command."""
        self.dialogue.append(f"> {cmd} {args}".rstrip() if cmd.upper() in WITHOUT_SECRETS else "> (login)")
        super().putcmd(cmd, args)

    def getreply(self) -> tuple[int, bytes]:
        """The server's next answer."""
        code, words = super().getreply()
        self.dialogue.extend(f"< {code} {words.decode('utf-8', 'replace')}".splitlines())
        return code, words


class RecordedTlsConnection(RecordedConnection, TlsConnection):
    """The same, encrypted from the first byte."""


def mail(recipient: str) -> Findings:
    """Logs in to the mail server, and sends a test message if there is a recipient."""
    if not is_configured():
        yield warning("mail", "has no server (EMAIL_URL is empty): messages are kept and shown, not sent.")
        return
    connection: RecordedConnection | None = None
    error: Exception | None = None
    try:
        connection = open_connection(RecordedConnection, RecordedTlsConnection)
        log_in(connection)
        if recipient:
            connection.send_message(_message(recipient))
        connection.quit()
    except (OSError, smtplib.SMTPException) as raised:
        error = raised
    for line in connection.dialogue if connection else []:
        yield ok("mail", line)
    if error:
        yield failed("mail", f"does not work with {server_name()}: {error_text(error)}")
    elif recipient:
        yield ok("mail", f"works: {server_name()} accepted a test message for {recipient}. Check that it arrives.")
    else:
        yield ok("mail", f"can be sent by {server_name()}. Use --mail-to ADDRESS to send a test message.")


def _message(recipient: str) -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = "Debrief can send mail"
    message["From"] = settings.DEFAULT_FROM_EMAIL
    message["To"] = recipient
    message["Message-ID"] = make_msgid(domain=our_domain())
    host = socket.gethostname()
    message.set_content(f"This is a test, sent by `manage.py doctor` on {host} for {settings.BASE_URL}.\n")
    return message
