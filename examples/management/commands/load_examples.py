"""Loads the example data."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from examples.people import PEOPLE
from examples.services.loading import load_examples


class Command(BaseCommand):
    """`manage.py load_examples [--once] [--logins]`."""

    help = "Loads example incidents with postmortems and action items, a drill under way, people and teams."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="Say nothing if it is already loaded.")
        parser.add_argument("--logins", action="store_true", help="Only list the example people.")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["logins"]:
            for person in PEOPLE:
                self.stdout.write(f"{person.role.label:10} {person.email:20} {person.name}")
            return
        if not settings.EXAMPLE:
            self.stderr.write("DEBRIEF_EXAMPLE is not on: pages will not say that this is example data.")
        incidents = load_examples()
        if incidents:
            self.stdout.write(f"Loaded {len(incidents)} example incidents.")
        elif not options["once"]:
            self.stdout.write("The example data is already loaded. Remove it with manage.py clear_examples.")
