"""The app's name."""

from django.apps import AppConfig


class TransferConfig(AppConfig):
    """All records as a folder, and back."""

    name = "transfer"
