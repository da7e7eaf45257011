"""The connection to the mail server (settings.MAIL_SERVER): opened at the first message and kept for the next ones.

smtplib's steps are called one by one because `smtplib.SMTP.sendmail` drops what the server answered to a message that
it took, and the delivery page shows it.
"""

import math
import smtplib
import ssl
import time
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from types import TracebackType
from typing import Self, TypeVar

from django.conf import settings

from notifications.addresses import our_address, our_domain

OK = range(200, 300)
FIRST_PERMANENT = 500
CLOSING = 421  # the server takes nothing at all now, whatever it was asked, and closes the connection


class Outcome(Enum):
    """What became of a message. `services/sending.py` acts on it, `services/retrying.py` says when to try again."""

    SENT = "sent"
    REFUSED = "refused"  # for good
    LATER = "later"  # refused for now, or it is not known whether it was sent
    UNREACHABLE = "unreachable"  # no message at all can be sent now


@dataclass(frozen=True, slots=True)
class Result:
    """The outcome, and the server's answer or what went wrong."""

    outcome: Outcome
    answer: str
    ends_pause: bool = False  # the server answered to the address or the message, and takes more from us


class Unreachable(Exception):
    """The server cannot be reached, or takes no mail from us."""


class Connection(smtplib.SMTP):
    """Waits for an answer no longer than a step may take, and never past the deadline."""

    deadline = math.inf

    def getreply(self) -> tuple[int, bytes]:
        """The server's next answer."""
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        if self.sock is not None:
            self.sock.settimeout(min(left, self.timeout))
        return super().getreply()


class TlsConnection(Connection, smtplib.SMTP_SSL):
    """The same, encrypted from the first byte."""

    def __init__(self, host: str, port: int, local_hostname: str, *, timeout: float) -> None:
        super().__init__(host, port, local_hostname, timeout=timeout, context=ssl.create_default_context())


AnyConnection = TypeVar("AnyConnection", bound=Connection)


class MailServer:
    """Sends messages over one connection, which is opened again when the server has closed it."""

    def __init__(self) -> None:
        self._connection: Connection | None = None
        self._deadline = math.inf

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def deliver(self, *, recipient: str, data: bytes) -> Result:
        """Sends one message. Never raises for what the network or the server does; takes at most `longest_send`."""
        self._deadline = time.monotonic() + longest_send()
        try:
            connection = self._begin()
        except Unreachable as error:
            return Result(Outcome.UNREACHABLE, str(error))
        try:
            code, words = _hand_over(connection, recipient, data)
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            return Result(Outcome.LATER, f"The connection to {server_name()} broke while sending: {error_text(error)}")
        if code in OK:
            return Result(Outcome.SENT, answer_text(code, words), ends_pause=True)
        if code == CLOSING:
            self._drop()
            return Result(Outcome.UNREACHABLE, f"{server_name()} takes no mail now: {answer_text(code, words)}")
        with suppress(OSError, smtplib.SMTPException):  # the next message replaces a broken connection
            connection.rset()
        outcome = Outcome.REFUSED if code >= FIRST_PERMANENT else Outcome.LATER
        return Result(outcome, answer_text(code, words), ends_pause=True)

    def close(self) -> None:
        """Ends the connection, if there is one."""
        if self._connection is not None:
            with suppress(OSError, smtplib.SMTPException):
                self._connection.quit()
            self._drop()

    def _begin(self) -> Connection:
        """A connection on which the server took our sender. A kept one that works no more is replaced, once."""
        if self._connection is not None:
            with suppress(OSError, smtplib.SMTPException):
                if self._say_sender(self._connection)[0] in OK:
                    return self._connection
            self._drop()
        try:
            connection = self._connect()
            code, words = self._say_sender(connection)
        except smtplib.SMTPAuthenticationError as error:
            self._drop()
            raise Unreachable(f"{server_name()} refuses our login: {error_text(error)}") from error
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            what = "refuses us" if isinstance(error, smtplib.SMTPResponseException) else "could not be reached"
            raise Unreachable(f"{server_name()} {what}: {error_text(error)}") from error
        if code not in OK:
            self._drop()
            raise Unreachable(f"{server_name()} does not accept mail from {our_address()}: {answer_text(code, words)}")
        return connection

    def _say_sender(self, connection: Connection) -> tuple[int, bytes]:
        connection.deadline = self._deadline
        return connection.mail(our_address(), ["BODY=8BITMIME"] if connection.has_extn("8bitmime") else [])

    def _connect(self) -> Connection:
        self._connection = open_connection(Connection, TlsConnection)
        self._connection.deadline = self._deadline
        log_in(self._connection)
        return self._connection

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _hand_over(connection: Connection, recipient: str, data: bytes) -> tuple[int, bytes]:
    """What the server answered to the message, or to the recipient when it refuses the recipient."""
    code, words = connection.rcpt(recipient)
    if code not in OK:
        return code, words
    try:
        return connection.data(data)
    except smtplib.SMTPDataError as error:
        return error.smtp_code, _as_bytes(error.smtp_error)


def open_connection(plain: type[AnyConnection], tls: type[AnyConnection]) -> AnyConnection:
    """A connection of the first class, or of the second where TLS comes first (`smtps://`), before anything was said.

    Raises OSError or SMTPException.
    """
    build = tls if settings.MAIL_SERVER["use_ssl"] else plain
    return build(
        settings.MAIL_SERVER["host"], settings.MAIL_SERVER["port"], our_domain(), timeout=settings.EMAIL_TIMEOUT
    )


def log_in(connection: Connection) -> None:
    """Greets the server; starts TLS and logs in where EMAIL_URL says so. Raises OSError or SMTPException."""
    if settings.MAIL_SERVER["use_tls"]:
        connection.starttls(context=ssl.create_default_context())
    connection.ehlo_or_helo_if_needed()
    if settings.MAIL_SERVER["username"]:
        connection.login(settings.MAIL_SERVER["username"], settings.MAIL_SERVER["password"])


def is_configured() -> bool:
    """Whether there is a mail server at all (EMAIL_URL)."""
    return bool(settings.MAIL_SERVER["host"])


def longest_send() -> float:
    """Seconds after which a message is given up, however slowly the server answers."""
    return 2.0 * settings.EMAIL_TIMEOUT


def answer_text(code: int, words: bytes) -> str:
    """`550 5.1.1 No such user`."""
    return f"{code} {' '.join(words.decode('utf-8', 'replace').split())}"[:1000]


def error_text(error: Exception) -> str:
    """What an error of the network or of smtplib says."""
    if isinstance(error, smtplib.SMTPResponseException):
        return answer_text(error.smtp_code, _as_bytes(error.smtp_error))
    if isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError):
        return "it took too long to answer"
    return str(error) or type(error).__name__


def _as_bytes(words: bytes | str) -> bytes:
    """The words of an answer; smtplib gives some as text."""
    return words if isinstance(words, bytes) else words.encode()


def server_name() -> str:
    """Host and port, for people."""
    return f"{settings.MAIL_SERVER['host']}:{settings.MAIL_SERVER['port']}"
