"""Writes docs/lifecycle.md from the status tables, or with --check says whether it is current."""

from argparse import ArgumentParser
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from actions.enums import ActionStatus
from actions.transitions import ACTION_ITEM
from core.lifecycle import Transition
from incidents.enums import Status
from incidents.transitions import MERGE, MOVES, UNDO_MERGE, WHERE_IT_STOOD, Move
from postmortems.enums import PostmortemStatus
from postmortems.transitions import POSTMORTEM

BEFORE_TOO = dict(Status.choices) | {WHERE_IT_STOOD: "where it stood before"}
PAGE = Path(settings.ROOT) / "docs" / "lifecycle.md"
HEAD = """# How things move

Written by `manage.py lifecycle` from the tables in `transitions.py`; buttons, guards and tests read the same rows.
"""


class Command(BaseCommand):
    """`manage.py lifecycle [--check]`."""

    help = "Writes docs/lifecycle.md from the status tables."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="Write nothing; fail when the page is out of date.")

    def handle(self, *args: Any, **options: Any) -> None:
        text = page()
        if not options["check"]:
            PAGE.write_text(text, encoding="utf-8")
        elif not PAGE.exists() or PAGE.read_text(encoding="utf-8") != text:
            raise CommandError("docs/lifecycle.md is out of date. Run manage.py lifecycle.")


def page() -> str:
    """The whole page."""
    parts = [
        HEAD,
        _table("Incident", (*MOVES, MERGE, UNDO_MERGE), BEFORE_TOO.values(), BEFORE_TOO),
        _table("Postmortem", POSTMORTEM, PostmortemStatus.labels, PostmortemStatus.values),
        _table("Action item", ACTION_ITEM, ActionStatus.labels, ActionStatus.values),
    ]
    return "\n".join(parts)


def _table(name: str, moves: Sequence[Transition[Any]], labels: Iterable[str], values: Iterable[str]) -> str:
    words = dict(zip(values, labels, strict=True))
    lines = [f"## {name}\n", "| from | button | to | asks | refused when |", "|---|---|---|---|---|"]
    for move in moves:
        sources = ", ".join(label for value, label in words.items() if value in move.sources)
        asks = move.asks if move.needs_reason else ""
        refused = " ".join(
            f"{guard.applies}: {guard.refusal}" if guard.applies else guard.refusal for guard in move.guards
        )
        lines.append(f"| {sources} | {move.label} | {words[move.target]}{_marks(move)} | {asks} | {refused} |")
    return "\n".join(lines) + "\n"


def _marks(move: Transition[Any]) -> str:
    """Which milestones a move of an incident sets and ends."""
    if not isinstance(move, Move):
        return ""
    sets = f"; sets *{move.milestone.label.lower()}*" if move.milestone else ""
    ends = f"; ends {', '.join(f'*{milestone.label.lower()}*' for milestone in move.ends)}" if move.ends else ""
    return sets + ends
