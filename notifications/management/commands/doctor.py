"""Says in words what is misconfigured."""

from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from notifications.doctor.findings import Finding, Grade
from notifications.doctor.mail import mail
from notifications.doctor.place import address, folders, settings_in_force
from notifications.doctor.servers import beat, broker, database

SIGNS = {Grade.GOOD: "  ok   ", Grade.ODD: "  look ", Grade.BAD: "  BAD  "}


class Command(BaseCommand):
    """`manage.py doctor [--mail-to ADDRESS]`; fails when something is bad."""

    help = "Looks at database, broker, mail, address, clock, beat and disk, and says what to do."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--mail-to", default="", metavar="ADDRESS", help="Send a test message there.")
        parser.add_argument(
            "--skip-address", action="store_true", help="Do not visit BASE_URL: web is not running yet."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        ailing = 0
        for finding in self._findings(options["mail_to"], skip_address=options["skip_address"]):
            self.stdout.write(f"{SIGNS[finding.grade]} {finding.about:12} {finding.words}")
            ailing += finding.grade is Grade.BAD
        if ailing:
            raise CommandError(f"{ailing} {'thing needs' if ailing == 1 else 'things need'} mending.")
        self.stdout.write("All is well.")

    def _findings(self, mail_to: str, *, skip_address: bool) -> Iterator[Finding]:
        yield from database()
        yield from broker()
        yield from beat()
        yield from mail(mail_to)
        if not skip_address:
            yield from address()
        yield from folders()
        yield from settings_in_force()
