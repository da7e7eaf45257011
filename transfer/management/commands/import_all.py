"""Imports everything from an exported folder into an empty installation."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.errors import DomainError
from transfer.exporting.told import ToldProgress
from transfer.services.imports import import_everything


class Command(BaseCommand):
    """`manage.py import_all FOLDER`, into an empty database after `manage.py upgrade`."""

    help = "Imports a full export into an empty installation: all of it, compared with what left, or nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="What `manage.py export_all` wrote, or an unpacked zip.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            manifest = import_everything(folder=options["folder"].resolve(), progress=ToldProgress(self.stdout))
        except DomainError as error:
            raise CommandError(error.message) from error
        self.stdout.write(
            f"Imported {manifest.total:,} records and {manifest.attachments:,} files of {manifest.made_at}. Each kind "
            "of record has the count and the SHA-256 with which it left, and so has each file."
        )
        self.stdout.write(
            "People came without passwords. Log in with `manage.py sign_in_link EMAIL`; everybody else asks for a new "
            "password on the login page."
        )
