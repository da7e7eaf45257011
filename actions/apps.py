"""The app's name, and what it registers when Django is ready."""

from importlib import import_module

from django.apps import AppConfig


class ActionsConfig(AppConfig):
    """Action items."""

    name = "actions"

    def ready(self) -> None:
        """Listen to incidents."""
        import_module("actions.receivers")
