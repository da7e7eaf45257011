"""What the composer completes: the commands that are there for a person now, their arguments, and people."""

from dataclasses import asdict
from typing import Any

from accounts.models import User
from catalogue.models import IncidentRole, Severity
from core.lifecycle import moves_from
from incidents.forms.commands import ME, NOBODY
from incidents.models import Incident
from incidents.selectors.handles import handles
from incidents.selectors.moves import facts_of
from incidents.services.commands import COMMANDS
from incidents.services.orders import Argument, Command
from incidents.transitions import MOVES

Option = tuple[str, str]  # what is typed, and what it means


def completion(incident: Incident, actor: User) -> dict[str, Any]:
    """As plain values, for the page; a number of queries that does not grow."""
    options = {
        Argument.NONE: [],
        Argument.STATUS: _statuses(incident),
        Argument.LEVEL: [(str(row.level), f"{row.label}, {row.name}") for row in Severity.objects.order_by("level")],
        Argument.MAYBE_PERSON: [],
        Argument.RECIPIENT: [],
        Argument.PERSON: [(ME, actor.name), (NOBODY, "removes the role")],
        Argument.ROLE: list(IncidentRole.objects.active().values_list("slug", "name")),
    }
    offered = [_offered(command, options) for command in COMMANDS if command.may(actor, incident)]
    return {"commands": offered, "people": [asdict(person) for person in handles(incident)]}


def _offered(command: Command, options: dict[Argument, list[Option]]) -> dict[str, Any]:
    return {
        "name": command.name,
        "hint": command.hint,
        "explains": command.explains,
        "argument": command.argument.value,
        "options": options[command.argument],
    }


def _statuses(incident: Incident) -> list[Option]:
    """The statuses that can be reached from here; a guard that holds one back is told beside it."""
    facts = facts_of(incident)
    return [(str(move.target), move.refusal(facts) or move.label) for move in moves_from(MOVES, incident.status)]
