"""A message as it goes over the wire.

Written out by hand: the standard library's modern API costs more than handing the message to the server.
"""

import re
from base64 import encodebytes
from email.header import Header
from email.utils import format_datetime, formataddr

from django.conf import settings

from core import clock
from notifications.kinds import Message
from notifications.models import Delivery

LONGEST_LINE = 990  # bytes; SMTP allows 998
FOLD_AT = 76
_NEW_LINE = re.compile(r"\r\n|\r|\n")


def mime(delivery: Delivery, message: Message) -> bytes:
    """Headers, text, and HTML if there is any. The Message-ID is the delivery's, at every attempt."""
    headers = [
        f"Subject: {_encoded(message.subject)}",
        f"From: {settings.DEFAULT_FROM_EMAIL}",
        f"To: {_recipient(delivery)}",
        f"Date: {format_datetime(clock.now())}",
        f"Message-ID: {delivery.message_id}",
        "Auto-Submitted: auto-generated",
        "MIME-Version: 1.0",
    ]
    text = _part(message.text, "plain")
    if not message.html:
        return "\r\n".join(headers).encode() + b"\r\n" + text
    boundary = f"=_{delivery.message_id.strip('<>').partition('@')[0]}"
    headers.append(f'Content-Type: multipart/alternative; boundary="{boundary}"')
    fence = f"\r\n--{boundary}".encode()
    head = "\r\n".join(headers).encode()
    return b"\r\n".join([head + b"\r\n" + fence, text + fence, _part(message.html, "html") + fence + b"--", b""])


def _part(body: str, subtype: str) -> bytes:
    """A body with its own headers, as readable as SMTP allows."""
    content = _NEW_LINE.sub("\r\n", body).encode()
    encoding = "7bit" if body.isascii() else "8bit"
    if max(map(len, content.split(b"\r\n"))) > LONGEST_LINE:
        encoding, content = "base64", encodebytes(content).replace(b"\n", b"\r\n")
    head = f"Content-Type: text/{subtype}; charset=utf-8\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n"
    return head.encode() + content


def _recipient(delivery: Delivery) -> str:
    """Name and address; the address alone when it holds letters beyond ASCII, which a header cannot quote."""
    name = " ".join(delivery.recipient.name.split()) if delivery.recipient else ""
    return formataddr((name, delivery.address)) if delivery.address.isascii() else delivery.address


def _encoded(words: str) -> str:
    """One line of words; folded and encoded when they are not ASCII."""
    line = " ".join(words.split())
    return line if line.isascii() else Header(line, "utf-8", maxlinelen=FOLD_AT).encode(linesep="\r\n")
