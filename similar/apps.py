"""The app's name."""

from django.apps import AppConfig


class SimilarConfig(AppConfig):
    """Incidents that are like one."""

    name = "similar"
