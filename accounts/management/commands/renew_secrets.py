"""Stores secrets under the present SECRET_KEY, so that an earlier one can be forgotten."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.services.secrets import renew_secrets
from core.errors import DomainError


class Command(BaseCommand):
    """`manage.py renew_secrets`, after SECRET_KEY was changed."""

    help = "Stores the secrets of two-factor authentication under the present SECRET_KEY."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            count = renew_secrets()
        except DomainError as error:
            raise CommandError(error.message) from error
        self.stdout.write(f"{count} secrets are stored under the present SECRET_KEY. The earlier one can be removed.")
