"""Lets one person log in when mail is down."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.services.sign_in import make_sign_in_link
from core.errors import DomainError


class Command(BaseCommand):
    """`manage.py sign_in_link EMAIL`."""

    help = "Prints a link that logs the person in once, within 15 minutes. The audit log records it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self.stdout.write(make_sign_in_link(email=options["email"]))
        except DomainError as error:
            raise CommandError(error.message) from error
