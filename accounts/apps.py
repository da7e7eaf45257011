"""The app's name, and what it registers when Django is ready."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People and teams."""

    name = "accounts"
