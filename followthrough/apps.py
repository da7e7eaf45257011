"""The app's name."""

from django.apps import AppConfig


class FollowthroughConfig(AppConfig):
    """Reminders, digests, the board."""

    name = "followthrough"
