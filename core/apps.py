"""The app's name, and what it registers when Django is ready."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """Ground: clock, errors, markdown, files, page furniture."""

    name = "core"
