"""A mail is three templates: subject, text and HTML."""

import re
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.template import Context, Engine
from django.template.loader import render_to_string

from notifications.kinds import Message

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


def _plain(name: str, context: Mapping[str, Any]) -> str:
    """A text template, without HTML escaping."""
    return Engine.get_default().get_template(name).render(Context(dict(context), autoescape=False))
