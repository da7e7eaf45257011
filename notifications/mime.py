"""A message in the format in which it is sent.

Writing it was a fifth of what a delivery costs: most of that went into folding headers that need no fold, and into
searching the text for a boundary that it does not hold.
"""

from email.generator import BytesGenerator
from email.policy import Compat32
from email.utils import format_datetime, formataddr
from io import BytesIO
from uuid import uuid4

from django.core.mail import EmailMultiAlternatives
from django.urls import reverse

from core import clock
from core.addresses import absolute
from notifications.addresses import ascii_address, our_domain
from notifications.kinds import Message, find
from notifications.models import Delivery

LONGEST_LINE = 76


class _ShortHeaders(Compat32):
    """Writes a header that fits on a line as it stands; others are encoded and folded."""

    def fold_binary(self, name: str, value: str) -> bytes:
        """The header with its line's end."""
        line = f"{name}: {value}"
        if len(line) <= LONGEST_LINE and line.isascii() and line.isprintable():
            return f"{line}{self.linesep}".encode()
        return super().fold_binary(name, value)


def mime(delivery: Delivery, message: Message) -> bytes:
    """Headers, text, and HTML if there is any. The Message-ID is the delivery's, at every attempt."""
    name = delivery.recipient.name if delivery.recipient else ""
    mail = EmailMultiAlternatives(
        subject=_one_line(message.subject),
        body=message.text,
        to=[formataddr((_one_line(name), ascii_address(delivery.address)))],
        headers={
            "Date": format_datetime(clock.now()),
            "Message-ID": delivery.message_id,
            "Auto-Submitted": "auto-generated",
            **_headers_of_kind(delivery),
            **_end_headers(message),
        },
    )
    if message.html:
        mail.attach_alternative(message.html, "text/html")
    whole = mail.message()
    if whole.is_multipart():
        whole.set_boundary(f"=_{uuid4().hex}")
    written = BytesIO()
    BytesGenerator(written, mangle_from_=False, policy=_ShortHeaders()).flatten(whole, linesep="\r\n")
    return written.getvalue()


def _headers_of_kind(delivery: Delivery) -> dict[str, str]:
    """Where its reader chooses what they get, and the thread, whose first mail need never have been sent.

    The address of the choices carries no right: these are not ended with one click of a mail program.
    """
    kind = find(delivery.kind)
    if kind is None or not kind.is_choosable:
        return {}
    headers = {"List-Unsubscribe": f"<{absolute(reverse('message_choices'))}>"}
    if name := kind.thread(delivery):
        root = f"<{name.lower()}@{our_domain()}>"
        headers |= {"In-Reply-To": root, "References": root}
    return headers


def _end_headers(message: Message) -> dict[str, str]:
    """One click in the mail program ends it (RFC 8058)."""
    if not message.end_link:
        return {}
    return {"List-Unsubscribe": f"<{message.end_link}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def _one_line(words: str) -> str:
    """On one line, and without what begins an encoded word: nobody hides text in a title."""
    return " ".join(words.split()).replace("=?", "= ?")
