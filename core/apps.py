from django.apps import AppConfig


class CoreConfig(AppConfig):
    """Ground: clock, errors, markdown, files, page furniture."""

    name = "core"
