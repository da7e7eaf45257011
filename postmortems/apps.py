"""The app's name, and what it registers when Django is ready."""

from django.apps import AppConfig


class PostmortemsConfig(AppConfig):
    """Postmortems and action items."""

    name = "postmortems"
