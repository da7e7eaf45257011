"""The app's name."""

from django.apps import AppConfig


class HomeConfig(AppConfig):
    """The home page of each role, and search."""

    name = "home"
