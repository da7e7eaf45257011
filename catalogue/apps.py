"""The app's name."""

from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    """What an installation sets up: severities, services, checklists."""

    name = "catalogue"
