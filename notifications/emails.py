"""A mail is three templates: subject, text and HTML."""

import re
from collections.abc import Mapping
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr
from typing import Any

from django.conf import settings
from django.template import Context, Engine
from django.template.loader import render_to_string

from core import clock
from notifications.kinds import Message
from notifications.models import Delivery

LONGEST_LINE = 990  # bytes; SMTP allows 998
_BLANK_LINES = re.compile(r"\n[ \t]*\n(?:[ \t]*\n)+")


def compose(template_prefix: str, context: Mapping[str, Any]) -> Message:
    """Renders `{prefix}.subject.txt`, `{prefix}.txt` and `{prefix}.html`.

    Text templates extend `notifications/emails/base.txt` and are not escaped; HTML templates extend
    `notifications/emails/base.html`. Both know `base_url`; give `reason`, the sentence that says why it was sent.
    """
    known = {"base_url": settings.BASE_URL, **context}
    subject = " ".join(_plain(f"{template_prefix}.subject.txt", known).split())
    text = _BLANK_LINES.sub("\n\n", _plain(f"{template_prefix}.txt", known)).strip() + "\n"
    return Message(subject=subject[:300], text=text, html=render_to_string(f"{template_prefix}.html", known).strip())


def absolute(path: str) -> str:
    """The address of a page of ours as it must stand in a mail."""
    return f"{settings.BASE_URL}{path}"


def mime(delivery: Delivery, message: Message) -> bytes:
    """The message as it goes over the wire. Its Message-ID is the delivery's, at every attempt."""
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = " ".join(message.subject.split())
    mail["From"] = settings.DEFAULT_FROM_EMAIL
    name = delivery.recipient.name if delivery.recipient else ""
    mail["To"] = (
        formataddr((" ".join(name.split()), delivery.address)) if delivery.address.isascii() else delivery.address
    )
    mail["Date"] = format_datetime(clock.now())
    mail["Message-ID"] = delivery.message_id
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(message.text, cte=_encoding(message.text))
    if message.html:
        mail.add_alternative(message.html, subtype="html", cte=_encoding(message.html))
    return mail.as_bytes()


def _encoding(body: str) -> str:
    """As readable as SMTP allows."""
    if max((len(line.encode()) for line in body.splitlines()), default=0) > LONGEST_LINE:
        return "quoted-printable"
    return "7bit" if body.isascii() else "8bit"


def _plain(name: str, context: Mapping[str, Any]) -> str:
    """A text template, without HTML escaping."""
    return Engine.get_default().get_template(name).render(Context(dict(context), autoescape=False))
