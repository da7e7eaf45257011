from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    """Incidents and their timelines."""

    name = "incidents"
