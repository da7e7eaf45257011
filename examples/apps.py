"""The app's name."""

from django.apps import AppConfig


class ExamplesConfig(AppConfig):
    """The example company."""

    name = "examples"
