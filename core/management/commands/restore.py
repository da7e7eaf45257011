"""Replaces database and attachments by those of a backup."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.backup.errors import BackupError
from core.backup.restoring import restore_backup
from core.confirmation import is_confirmed
from core.migration_state import pending_migrations


class Command(BaseCommand):
    """`manage.py restore FILE`, with everything else stopped."""

    help = "Replaces the database and the attachments by those of a backup: completely, or not at all."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--yes", action="store_true", help="Do not ask.")
        parser.add_argument("--even-if-in-use", action="store_true", help="Restore even while others are connected.")

    def handle(self, *args: Any, **options: Any) -> None:
        question = "This replaces the current database and attachments for good. Type yes to continue: "
        if not options["yes"] and not is_confirmed(question):
            raise CommandError("Nothing was changed.")
        try:
            manifest = restore_backup(options["file"].resolve(), even_if_in_use=options["even_if_in_use"])
        except BackupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Restored the backup of {manifest.made_at}, {len(manifest.checksums) - 1} attachments.")
        if pending_migrations():
            self.stdout.write("It comes from an earlier version: run `manage.py upgrade` next.")
