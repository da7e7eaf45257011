"""Saves database and attachments into one file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.backup.errors import BackupError
from core.backup.making import make_backup


class Command(BaseCommand):
    """`manage.py backup FILE`, while everything keeps running."""

    help = "Saves the database and the attachments into one file, while everything keeps running."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="A new file, such as /backups/debrief-2026-11-21.tar")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            made = make_backup(options["file"].resolve())
        except BackupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Saved {made} ({made.stat().st_size / 1_000_000:.1f} MB).")
