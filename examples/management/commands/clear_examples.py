"""Removes the example data."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.confirmation import is_confirmed
from examples.services.clearing import clear_examples
from incidents.services import example_incidents


class Command(BaseCommand):
    """`manage.py clear_examples`."""

    help = "Removes all example data, with everything anybody wrote on the example incidents."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--yes", action="store_true", help="Do not ask.")

    def handle(self, *args: Any, **options: Any) -> None:
        count = len(example_incidents())
        question = f"This deletes {count} incidents and everything on them for good. Type yes to continue: "
        if not options["yes"] and not is_confirmed(question):
            raise CommandError("Nothing was removed.")
        cleared = clear_examples()
        self.stdout.write(
            f"Removed {cleared.incidents} incidents, {cleared.action_items} action items, {cleared.reports} reports, "
            f"{cleared.people.removed} people."
        )
        if cleared.people.kept:
            names = ", ".join(cleared.people.kept)
            self.stdout.write(f"Kept because real data refers to them, but deactivated: {names}.")
