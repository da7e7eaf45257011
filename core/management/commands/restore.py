"""Replaces database and attachments by those of a backup."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.backup.archive import Manifest
from core.backup.errors import BackupError
from core.backup.restoring import back_out, restore_backup, resume_restore
from core.confirmation import is_confirmed
from core.migration_state import pending_migrations

QUESTION = "This replaces the current database and attachments for good. Type yes to continue: "
BACK_OUT_QUESTION = "This puts the database and the attachments from before the restore back. Type yes to continue: "


class Command(BaseCommand):
    """`manage.py restore FILE`, with everything else stopped; `--resume` or `--back-out` after one was cut off."""

    help = "Replaces the database and the attachments by those of a backup: completely, or not at all."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, nargs="?", help="The backup (with --resume: the one from then).")
        ended = parser.add_mutually_exclusive_group()
        ended.add_argument("--resume", action="store_true", help="Finish a restore that was cut off.")
        ended.add_argument(
            "--back-out", action="store_true", help="Put the data from before a restore that was cut off back."
        )
        parser.add_argument("--yes", action="store_true", help="Do not ask.")
        parser.add_argument("--even-if-in-use", action="store_true", help="Restore even while others are connected.")

    def handle(self, *args: Any, **options: Any) -> None:
        file = options["file"].resolve() if options["file"] else None
        if options["back_out"] and file:
            raise CommandError("--back-out takes no file: it puts back what was there before. Nothing was changed.")
        if not file and not options["resume"] and not options["back_out"]:
            raise CommandError("Say which backup: `manage.py restore FILE`. Nothing was changed.")
        if not options["yes"] and not is_confirmed(BACK_OUT_QUESTION if options["back_out"] else QUESTION):
            raise CommandError("Nothing was changed.")
        in_use = options["even_if_in_use"]
        try:
            if options["back_out"]:
                back_out(even_if_in_use=in_use)
                self.stdout.write("The data from before the restore is back in place.")
            elif options["resume"]:
                self._say(resume_restore(file, even_if_in_use=in_use))
            elif file:
                self._say(restore_backup(file, even_if_in_use=in_use))
        except BackupError as error:
            raise CommandError(str(error)) from error

    def _say(self, manifest: Manifest) -> None:
        self.stdout.write(f"Restored the backup of {manifest.made_at}, {len(manifest.checksums) - 1} attachments.")
        if pending_migrations():
            self.stdout.write("It comes from an earlier version: run `manage.py upgrade` next.")
