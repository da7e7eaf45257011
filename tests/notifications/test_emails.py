"""A mail from three templates."""

import pytest

from core.addresses import absolute
from notifications.emails import compose


@pytest.fixture
def _templates(tmp_path, settings) -> None:
    (tmp_path / "mail.subject.txt").write_text("{{ title }}\n is told\n")
    (tmp_path / "mail.txt").write_text(
        '{% extends "notifications/emails/base.txt" %}'
        "{% block content %}{{ title }}\n\n\n\nat {{ base_url }}{% endblock %}"
    )
    (tmp_path / "mail.html").write_text(
        '{% extends "notifications/emails/base.html" %}{% block heading %}{{ title }}{% endblock %}'
    )
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [*settings.TEMPLATES[0]["DIRS"], tmp_path]}]
    settings.BASE_URL = "https://debrief.example.com"


@pytest.mark.usefixtures("_templates")
def test_text_is_plain_and_html_is_escaped() -> None:
    message = compose("mail", {"title": "R&D <shop> can't buy", "reason": "You lead it."})
    assert message.subject == "R&D <shop> can't buy is told"
    assert message.text.startswith("R&D <shop> can't buy\n\nat https://debrief.example.com\n")
    assert "Why you get this: You lead it." in message.text
    assert "R&amp;D &lt;shop&gt; can&#x27;t buy" in message.html
    assert "<shop>" not in message.html


@pytest.mark.usefixtures("_templates")
def test_links_are_absolute() -> None:
    assert absolute("/incidents/1/") == "https://debrief.example.com/incidents/1/"
