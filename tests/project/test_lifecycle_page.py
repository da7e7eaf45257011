"""docs/lifecycle.md says what the tables say."""

from django.core.management import call_command

from actions.transitions import ACTION_ITEM
from incidents.transitions import MOVES
from postmortems.management.commands.lifecycle import page
from postmortems.transitions import POSTMORTEM


def test_the_page_is_current():
    call_command("lifecycle", check=True)


def test_every_move_stands_on_it():
    text = page()
    assert all(f"| {move.label} |" in text for move in (*MOVES, *POSTMORTEM, *ACTION_ITEM))
