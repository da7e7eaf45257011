"""The app's name, and what it registers when Django is ready."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class IncidentsConfig(AppConfig):
    """Incidents and their timelines."""

    name = "incidents"

    def ready(self) -> None:
        """Every app's `redactions.py` says what a redaction does to its rows."""
        autodiscover_modules("redactions")
