"""The app's name, and what it registers when Django is ready."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """The outbox."""

    name = "notifications"
