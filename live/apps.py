"""The app's name."""

from django.apps import AppConfig


class LiveConfig(AppConfig):
    """Streams and presence."""

    name = "live"
