"""Checks the installation and says what to do."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from notifications.doctor.findings import Findings, Grade
from notifications.doctor.installation import address, disks, folders, pdf, settings_in_force
from notifications.doctor.mail import mail
from notifications.doctor.servers import beat, broker, database


class Command(BaseCommand):
    """`manage.py doctor [--mail-to ADDRESS]`; fails when a check fails."""

    help = "Checks database, broker, beat, mail, address, attachments and disk, and says what to do."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--mail-to", default="", metavar="ADDRESS", help="Send a test message there.")
        parser.add_argument(
            "--skip-address", action="store_true", help="Do not check BASE_URL: web is not running yet."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        failures = 0
        for finding in self._findings(options["mail_to"], skip_address=options["skip_address"]):
            self.stdout.write(f"{finding.grade.upper():8} {finding.about} {finding.text}")
            failures += finding.grade is Grade.FAILED
        if failures:
            raise CommandError("1 check failed." if failures == 1 else f"{failures} checks failed.")
        self.stdout.write("No check failed.")

    def _findings(self, mail_to: str, *, skip_address: bool) -> Findings:
        yield from database()
        yield from broker()
        yield from beat()
        yield from mail(mail_to)
        if not skip_address:
            yield from address()
        yield from folders()
        yield from disks()
        yield from pdf()
        yield from settings_in_force()
