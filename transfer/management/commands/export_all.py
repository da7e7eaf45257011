"""Writes everything into a folder."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from core.errors import DomainError
from transfer.exporting.told import ToldProgress
from transfer.services.exports import export_to_folder


class Command(BaseCommand):
    """`manage.py export_all FOLDER --by EMAIL`, while everything keeps running."""

    help = "Writes all records, postmortems and attachments into a new folder, to be read or imported elsewhere."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="A new folder, such as /exports/debrief-2026-11-21")
        parser.add_argument(
            "--by", required=True, metavar="EMAIL", help="The admin who exports; the audit log records it."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        email = options["by"].strip().lower()
        person = User.objects.active().filter(email=email).first()
        if person is None:
            raise CommandError(f"No active person has the address {email}.")
        folder = options["folder"].resolve()
        try:
            manifest = export_to_folder(folder=folder, actor=person, progress=ToldProgress(self.stdout))
        except DomainError as error:
            raise CommandError(error.message) from error
        self.stdout.write(
            f"Exported {manifest.total:,} records, {manifest.postmortems:,} postmortems and {manifest.attachments:,} "
            f"files to {folder}."
        )
        for label, count in manifest.stayed.items():
            self.stdout.write(f"{count:,} of {label} stayed: they are private or not finished.")
        for name in manifest.missing:
            self.stderr.write(f"{name} has no stored bytes.")
