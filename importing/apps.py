"""The app's name."""

from django.apps import AppConfig


class ImportingConfig(AppConfig):
    """Chats and logs brought into a timeline."""

    name = "importing"
