"""The app's name."""

from django.apps import AppConfig


class FollowthroughConfig(AppConfig):
    """Reminders, digests, the board, and what happens again."""

    name = "followthrough"
