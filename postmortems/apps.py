from django.apps import AppConfig


class PostmortemsConfig(AppConfig):
    """Postmortems and action items."""

    name = "postmortems"
