"""Creates the first admin of a real installation."""

import getpass
import os
import sys
from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email

from accounts.models import User, default_zone
from accounts.services.sign_in import set_up
from core.errors import DomainError
from core.zones import resolve_zone


class Command(BaseCommand):
    """`manage.py setup`, asking; or with options and the password in DEBRIEF_PASSWORD."""

    help = "Creates the first admin, who invites everybody else. Asks for anything that is not given."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--email")
        parser.add_argument("--name")
        parser.add_argument("--zone", help="Time zone, of the admin and the company (DEFAULT_ZONE).")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            email = options["email"] or self._ask("E-mail address: ")
            validate_email(email)
            name = options["name"] or self._ask("Name: ")
            zone = resolve_zone(options["zone"]).iana if options["zone"] else default_zone()
            password = os.environ.get("DEBRIEF_PASSWORD") or self._ask_password()
            validate_password(password, User(email=email, name=name))
            person = set_up(email=email, name=name, password=password, zone=zone)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        except DomainError as error:
            raise CommandError(error.message) from error
        self.stdout.write(f"{person.name} is the first admin. Log in: the home page shows the first steps.")

    def _ask(self, question: str) -> str:
        if not sys.stdin.isatty():
            raise CommandError("Give --email and --name, and the password in DEBRIEF_PASSWORD.")
        return input(question).strip()

    def _ask_password(self) -> str:
        if not sys.stdin.isatty():
            raise CommandError("Give the password in DEBRIEF_PASSWORD.")
        password = getpass.getpass("Password: ")
        if getpass.getpass("Password again: ") != password:
            raise CommandError("The two passwords differ. Nothing was created.")
        return password
