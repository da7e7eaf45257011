"""A message in the format in which it is sent."""

from email.utils import format_datetime, formataddr

from django.core.mail import EmailMultiAlternatives

from core import clock
from notifications.addresses import ascii_address
from notifications.kinds import Message
from notifications.models import Delivery


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
        },
    )
    if message.html:
        mail.attach_alternative(message.html, "text/html")
    return mail.message().as_bytes(linesep="\r\n")  # type: ignore[call-arg]  # unknown to the stubs


def _one_line(words: str) -> str:
    return " ".join(words.split())
