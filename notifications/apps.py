"""The app's name, and what it registers when Django is ready."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class NotificationsConfig(AppConfig):
    """Deliveries."""

    name = "notifications"

    def ready(self) -> None:
        """Every app's `deliveries.py` registers its kinds, its `troubles.py` what else may not work."""
        autodiscover_modules("deliveries", "troubles")
