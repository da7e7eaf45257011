"""A mail server that fails at one step of a message: it answers badly, never, or hangs up."""

import asyncio
from dataclasses import dataclass
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.notifications.mail_server import Mailbox

STEPS = ("EHLO", "MAIL", "RCPT", "DATA")
HANG, CLOSE = "hang", "close after 250"


@dataclass
class FaultyMailbox(Mailbox):
    """`does` is an answer such as `421 too busy`, HANG, or CLOSE: the message is taken, its 250 never arrives.

    `only_for` narrows it to recipients that begin so (at RCPT and DATA).
    """

    at: str = ""
    does: str = ""
    only_for: str = ""

    def heal(self) -> None:
        self.at = self.does = self.only_for = ""

    async def _failed(self, step: str, recipient: str = "") -> str:
        """The bad answer at this step; empty where it works."""
        if self.at != step or not recipient.startswith(self.only_for) or self.does == CLOSE:
            return ""
        if self.does == HANG:
            await asyncio.sleep(3600)  # the client goes long before
        return self.does

    async def handle_EHLO(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        failed = await self._failed("EHLO")
        return [failed] if failed else await super().handle_EHLO(server, session, envelope, hostname, responses)

    async def handle_HELO(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str
    ) -> str:
        """What a client says when EHLO was refused."""
        session.host_name = hostname
        return await self._failed("EHLO") or f"250 {server.hostname}"

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        return await self._failed("MAIL") or await super().handle_MAIL(server, session, envelope, address, options)

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        failed = await self._failed("RCPT", address)
        return failed or await super().handle_RCPT(server, session, envelope, address, options)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> Any:  # noqa: N802
        failed = await self._failed("DATA", envelope.rcpt_tos[0])
        if failed:
            return failed
        answer = await super().handle_DATA(server, session, envelope)
        if self.at == "DATA" and self.does == CLOSE:
            server.transport.close()
        return answer
