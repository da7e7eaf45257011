"""A real SMTP server in a thread, with faults on demand."""

import asyncio
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session


@dataclass
class Mailbox:
    """What arrived, and how the server is to behave. The faults are SMTP answers such as `550 no such user`."""

    port: int = 0
    mails: list[EmailMessage] = field(default_factory=list)
    connections: int = 0
    refused: dict[str, str] = field(default_factory=dict)  # recipient → answer to RCPT
    after_data: dict[str, str] = field(default_factory=dict)  # recipient → answer to the message
    at_sender: str = ""  # answer to MAIL
    hangs_for: set[str] = field(default_factory=set)  # recipients whose message is never answered
    closes_after: int = 0  # messages per connection
    thinks_for: float = 0.0  # seconds before each answer
    at_data: Callable[[], Any] = bool  # called, in a thread of its own, when a message has come

    def to(self, address: str) -> list[EmailMessage]:
        return [mail for mail in self.mails if mail["X-RcptTo"] == address]

    async def handle_EHLO(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        self.connections += 1
        await asyncio.sleep(self.thinks_for)
        session.host_name = hostname
        session.sent = 0  # type: ignore[attr-defined]
        return responses

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        await asyncio.sleep(self.thinks_for)
        if self.at_sender:
            return self.at_sender
        if self.closes_after and session.sent >= self.closes_after:  # type: ignore[attr-defined]
            server.transport.close()
            return "421 enough"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        await asyncio.sleep(self.thinks_for)
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        address = envelope.rcpt_tos[0]
        await asyncio.to_thread(self.at_data)
        if address in self.hangs_for:
            await asyncio.sleep(3600)
        if address in self.after_data:
            return self.after_data[address]
        mail = message_from_bytes(envelope.content or b"", policy=policy.default)
        mail["X-RcptTo"] = address
        self.mails.append(mail)  # type: ignore[arg-type]
        session.sent += 1  # type: ignore[attr-defined]
        return f"250 kept as {len(self.mails)}"


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@contextmanager
def running(mailbox: Mailbox | None = None, *, login: tuple[str, str] | None = None) -> Iterator[Mailbox]:
    """The server on a free port of this machine. With `login`, name and password, it takes nothing without them."""
    mailbox = mailbox or Mailbox()
    options: dict[str, Any] = {}
    if login:

        def check(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
            given = (data.login.decode(), data.password.decode())
            return AuthResult(success=given == login, handled=given == login)

        options = {"authenticator": check, "auth_required": True, "auth_require_tls": False}
    mailbox.port = mailbox.port or _free_port()
    controller = Controller(mailbox, hostname="127.0.0.1", port=mailbox.port, **options)
    controller.start()
    try:
        yield mailbox
    finally:
        controller.stop()
