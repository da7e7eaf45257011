"""One connection to the mail server: opened at the first message, kept for the next ones, opened again when it broke.

`smtplib` is used directly because the delivery page shows what the server answered.
"""

import smtplib
import ssl
import time
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from types import TracebackType
from typing import Any, Self

from django.conf import settings

SERVICE_CLOSES = 421
FIRST_PERMANENT = 500
OK = range(200, 300)


class Verdict(Enum):
    """What became of a message."""

    SENT = "sent"
    LATER = "later"
    REFUSED = "refused"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class Answer:
    """The verdict and the server's words. DOWN: no message can pass now, it is not this one's fault."""

    verdict: Verdict
    words: str


class NotBegun(Exception):
    """The server was not ready for the message; `answer` says what to do with it."""

    def __init__(self, verdict: Verdict, words: str) -> None:
        super().__init__(words)
        self.answer = Answer(verdict, words)


class MailServer:
    """The configured SMTP server (settings.MAIL_SERVER). Every step, and a message as a whole, has a time limit."""

    def __init__(self) -> None:
        self._settings: dict[str, Any] = settings.MAIL_SERVER
        self._step_seconds: float = settings.EMAIL_TIMEOUT
        self._connection: smtplib.SMTP | None = None
        self._deadline = 0.0
        self._announced = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    @property
    def name(self) -> str:
        """Host and port, for people."""
        return f"{self._settings['host']}:{self._settings['port']}"

    def announce(self, *, sender: str) -> None:
        """Says that another message of ours follows, without waiting for the answer; `deliver` reads it.

        The server thinks about it while our record of the last message is committed. No word of a message goes out,
        and none need follow.
        """
        if self._connection is None or self._announced:
            return
        with suppress(OSError, smtplib.SMTPException):  # a broken connection shows at the next step
            self._connection.putcmd("mail", f"FROM:{smtplib.quoteaddr(sender)}{_body_option(self._connection)}")
            self._announced = True

    def deliver(self, *, sender: str, address: str, data: bytes) -> Answer:
        """Hands one message over. Never raises for what the network or the server does; takes ≤ `longest_send`."""
        self._deadline = time.monotonic() + longest_send()
        try:
            recipient = ascii_domain(address)
        except UnicodeError:
            return Answer(Verdict.REFUSED, f"{address} is not an address that mail can be sent to.")
        try:
            connection = self._begin(sender, recipient)
        except NotBegun as error:
            return error.answer
        try:
            return self._hand_over(connection, recipient, data)
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            return Answer(Verdict.LATER, f"The connection to {self.name} broke while sending: {in_words(error)}")

    def close(self) -> None:
        """Says goodbye, if there is anybody to say it to."""
        if self._connection is not None:
            try:
                if self._announced:
                    self._answer_announced(self._connection)
                self._connection.quit()
            except (OSError, smtplib.SMTPException):
                self._connection.close()
            self._connection = None

    def _begin(self, sender: str, recipient: str) -> smtplib.SMTP:
        """A connection on which our sender is accepted. A kept one that went stale is opened again, once."""
        if self._connection is not None:
            with suppress(OSError, smtplib.SMTPException):
                if self._say_sender(self._connection, sender, recipient)[0] in OK:
                    return self._connection
            self._drop()
        try:
            connection = self._connect()
            code, words = self._say_sender(connection, sender, recipient)
        except smtplib.SMTPAuthenticationError as error:
            self._drop()
            raise NotBegun(Verdict.DOWN, f"{self.name} refuses our login: {in_words(error)}") from error
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            raise NotBegun(Verdict.DOWN, f"{self.name} could not be reached: {in_words(error)}") from error
        if code in OK:
            return connection
        self._start_over(connection, code)
        raise NotBegun(Verdict.DOWN, f"{self.name} does not take mail from {sender}: {answer_text(code, words)}")

    def _say_sender(self, connection: smtplib.SMTP, sender: str, recipient: str) -> tuple[int, bytes]:
        self._hurry(connection)
        if self._announced:
            answer = self._answer_announced(connection)
            if recipient.isascii():
                return answer
            connection.rset()  # such a recipient needs another announcement
        options = _body_option(connection).split()
        if not recipient.isascii():
            if not connection.has_extn("smtputf8"):
                raise NotBegun(Verdict.REFUSED, f"{self.name} cannot send to addresses with letters beyond ASCII.")
            options.append("SMTPUTF8")
        return connection.mail(sender, options)

    def _answer_announced(self, connection: smtplib.SMTP) -> tuple[int, bytes]:
        self._announced = False
        return connection.getreply()

    def _hand_over(self, connection: smtplib.SMTP, recipient: str, data: bytes) -> Answer:
        self._hurry(connection)
        code, words = connection.rcpt(recipient)
        if code in OK:
            self._hurry(connection)
            try:
                code, words = connection.data(data)
            except smtplib.SMTPDataError as error:
                code, words = error.smtp_code, as_bytes(error.smtp_error)
        if code in OK:
            return Answer(Verdict.SENT, answer_text(code, words))
        self._start_over(connection, code)
        verdict = Verdict.REFUSED if code >= FIRST_PERMANENT else Verdict.LATER
        return Answer(verdict, answer_text(code, words))

    def _connect(self) -> smtplib.SMTP:
        place = self._settings
        build = smtplib.SMTP_SSL if place["use_ssl"] else smtplib.SMTP
        options: dict[str, Any] = {"context": ssl.create_default_context()} if place["use_ssl"] else {}
        connection = build(
            place["host"], place["port"], local_hostname=_our_name(), timeout=self._step_seconds, **options
        )
        self._connection = connection
        if place["use_tls"]:
            self._hurry(connection)
            connection.starttls(context=ssl.create_default_context())
        if place["username"]:
            self._hurry(connection)
            connection.login(place["username"], place["password"])
        else:
            connection.ehlo_or_helo_if_needed()
        return connection

    def _hurry(self, connection: smtplib.SMTP) -> None:
        """The next step may take what is left of the message's time, at most one step's."""
        left = self._deadline - time.monotonic()
        if left <= 0 or connection.sock is None:
            raise TimeoutError("the server took too long")
        connection.sock.settimeout(min(left, self._step_seconds))

    def _start_over(self, connection: smtplib.SMTP, code: int) -> None:
        """After a refusal: the same connection for the next message, unless the server closes it."""
        try:
            if code == SERVICE_CLOSES:
                self._drop()
            else:
                connection.rset()
        except (OSError, smtplib.SMTPException):
            self._drop()

    def _drop(self) -> None:
        self._announced = False
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def is_configured() -> bool:
    """Whether there is a mail server at all (EMAIL_URL)."""
    return bool(settings.MAIL_SERVER["host"])


def longest_send() -> float:
    """Seconds after which a message is given up, however slowly the server answers."""
    return 2.0 * settings.EMAIL_TIMEOUT


def ascii_domain(address: str) -> str:
    """The address with its domain in ASCII. Raises UnicodeError when that cannot be."""
    name, _, domain = address.rpartition("@")
    return f"{name}@{domain.encode('idna').decode('ascii')}"


def _body_option(connection: smtplib.SMTP) -> str:
    return " BODY=8BITMIME" if connection.has_extn("8bitmime") else ""


def answer_text(code: int, words: bytes) -> str:
    """`550 5.1.1 No such user`."""
    return f"{code} {' '.join(words.decode('utf-8', 'replace').split())}"[:1000]


def as_bytes(words: bytes | str) -> bytes:
    """The words of an answer; smtplib gives some as text."""
    return words if isinstance(words, bytes) else words.encode()


def in_words(error: Exception) -> str:
    """What an error of the network or of smtplib says."""
    if isinstance(error, smtplib.SMTPResponseException):
        return answer_text(error.smtp_code, as_bytes(error.smtp_error))
    if isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError):
        return "it took too long to answer"
    return str(error) or type(error).__name__


def _our_name() -> str:
    """How we introduce ourselves: the domain of our sender address."""
    domain = str(settings.DEFAULT_FROM_EMAIL).rpartition("@")[2].strip("<> ")
    return domain if domain.isascii() and domain else "localhost"
