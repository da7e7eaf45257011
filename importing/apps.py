"""The app's name."""

from django.apps import AppConfig


class ImportingConfig(AppConfig):
    """Chats and logs imported into a timeline."""

    name = "importing"
