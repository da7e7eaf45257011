"""Checks that Django runs before it starts."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error


def example_logins_stay_home(**_: Any) -> list[CheckMessage]:
    """Example logins need no password, so they may exist only where nobody else can reach them."""
    if not settings.EXAMPLE or settings.BASE_IS_LOOPBACK:
        return []
    return [
        Error(
            f"DEBRIEF_EXAMPLE is on, but BASE_URL is {settings.BASE_URL}: anybody could log in as an example person.",
            hint="Unset DEBRIEF_EXAMPLE and run `manage.py clear_examples`, or let BASE_URL be http://localhost:8000.",
            id="debrief.E001",
        )
    ]
