"""The app's name, and what it registers when Django is ready."""

from importlib import import_module

from django.apps import AppConfig
from django.core import checks
from django.utils.module_loading import autodiscover_modules

from accounts.checks import example_logins_stay_home


class AccountsConfig(AppConfig):
    """People and teams."""

    name = "accounts"

    def ready(self) -> None:
        """Connects the audit log to logins, the check of example logins, and every app's `holdings.py`."""
        import_module("accounts.receivers")
        autodiscover_modules("holdings")
        checks.register(example_logins_stay_home)
