"""The app's name, and what it registers when Django is ready."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class IncidentsConfig(AppConfig):
    """Incidents and their timelines."""

    name = "incidents"

    def ready(self) -> None:
        """Listen to the catalogue; register messages, and what every app says in `merging`, `panels`, `redactions`."""
        import_module("incidents.receivers")
        autodiscover_modules("merging", "panels", "redactions")
