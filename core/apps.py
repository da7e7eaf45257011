"""The app's name, and what it registers when Django is ready."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class CoreConfig(AppConfig):
    """What every app needs: clock, errors, Markdown, files, parts of pages."""

    name = "core"

    def ready(self) -> None:
        """Every app's `references.py` says what it numbers."""
        autodiscover_modules("references")
