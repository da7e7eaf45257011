"""The app's name, and what it registers when Django is ready."""

from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    """Incidents and their timelines."""

    name = "incidents"
