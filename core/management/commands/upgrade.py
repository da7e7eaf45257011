"""Brings the database to the version of the code: checks, saves, migrates; one at a time."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from core.backup.errors import BackupError
from core.backup.exclusive import beside_backups
from core.backup.making import make_backup
from core.backup.media import remove_leftovers
from core.backup.workplace import remove_left_workplaces
from core.clock import now
from core.migration_state import applied_migrations, pending_migrations, schema_mismatch, unknown_migrations

LOCK = 0xDEB41EF  # of PostgreSQL's advisory locks; ours alone


class Command(BaseCommand):
    """`manage.py upgrade`: safe to run at every start, and by several machines at once."""

    help = "Checks, backs up and migrates. Does nothing when there is nothing to do."
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        folder = settings.BACKUP_ROOT
        parser.add_argument("--backup-to", type=Path, default=folder, help=f"Folder of the backup ({folder}).")
        parser.add_argument("--no-backup", action="store_true", help="Do not make a backup first.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with beside_backups():
                self._one_at_a_time(**options)
        except BackupError as error:
            raise CommandError(str(error)) from error

    def _one_at_a_time(self, **options: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
            if not cursor.fetchone()[0]:
                self.stdout.write("Another upgrade is running; waiting for it.")
                cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
            try:
                self._upgrade(**options)
            finally:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])

    def _upgrade(self, *, backup_to: Path, no_backup: bool, **_: Any) -> None:
        unknown = unknown_migrations(applied_migrations())
        if unknown:
            raise CommandError(
                "The database comes from before the migrations were started over, or from a newer version of Debrief: "
                f"it has {unknown[0]}, which this version does not know."
            )
        if pending := pending_migrations():
            self._migrate(pending, backup_to, no_backup=no_backup)
        self._remove_leftovers(backup_to)
        if column := schema_mismatch():
            raise CommandError(
                f"The database comes from before the migrations were changed: {column} is not as this version needs it."
            )
        self.stdout.write("The database is up to date.")

    def _migrate(self, pending: list[str], backup_to: Path, *, no_backup: bool) -> None:
        if applied_migrations() and not no_backup:
            self._back_up(backup_to)
        self.stdout.write(f"Applying {len(pending)} migrations.")
        call_command("migrate", interactive=False, verbosity=0)
        if left := pending_migrations():
            raise CommandError(f"{left[0]} was not applied.")

    def _remove_leftovers(self, backups: Path) -> None:
        """Of backups that were killed, and of a restore that was killed when it was done: attachments from before."""
        try:
            if remove_left_workplaces(backups):
                self.stdout.write("Removed what backups that were cut off left in the folder of the backups.")
        except OSError as error:
            self.stderr.write(f"What a backup left in the folder of the backups could not be removed: {error}")
        try:
            if remove_leftovers(Path(settings.MEDIA_ROOT)):
                self.stdout.write("Removed what an earlier restore left in the folder of the attachments.")
        except OSError as error:
            self.stderr.write(f"What a restore left in the folder of the attachments could not be removed: {error}")

    def _back_up(self, folder: Path) -> None:
        target = folder.resolve() / f"before-upgrade-{now():%Y%m%d-%H%M%S}.tar"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self.stdout.write(f"Saved {make_backup(target)}.")
        except (BackupError, OSError) as error:
            raise CommandError(f"{error} Nothing was migrated. Use --no-backup to skip it.") from error
