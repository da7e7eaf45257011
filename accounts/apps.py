from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People and teams."""

    name = "accounts"
