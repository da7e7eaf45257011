"""The steps a page offers, from the table of statuses: the next one, and the others, with reasons when refused."""

from dataclasses import dataclass

from django.urls import reverse

from core.lifecycle import moves_from
from incidents.models import Incident
from incidents.transitions import MERGE, MOVES, NEXT, UNDO_MERGE, IncidentFacts, Move


@dataclass(frozen=True, slots=True)
class MoveShown:
    """A button. With a `refusal` it cannot be pressed; it stands in the menu, with the refusal below it."""

    action: str
    label: str
    address: str
    refusal: str


@dataclass(frozen=True, slots=True)
class MovesShown:
    """The primary button, which can be pressed, and those in the menu."""

    primary: MoveShown | None
    others: list[MoveShown]
    merge: MoveShown | None
    undo_merge: MoveShown | None


def facts_of(incident: Incident) -> IncidentFacts:
    """What the guards of the status table look at."""
    return IncidentFacts(postmortem_missing=incident.postmortem_required and incident.postmortem_published_at is None)


def moves_shown(incident: Incident) -> MovesShown:
    """The moves from where the incident stands."""
    facts = facts_of(incident)
    shown = {move.action: _shown(incident, move, facts) for move in moves_from(MOVES, incident.status)}
    following = shown.get(NEXT.get(incident.status, ""))
    primary = shown.pop(following.action) if following and not following.refusal else None
    return MovesShown(primary, list(shown.values()), _of_two(incident, MERGE), _of_two(incident, UNDO_MERGE))


def _of_two(incident: Incident, move: Move) -> MoveShown | None:
    """A move that concerns another incident too, and has a page of its own."""
    if incident.status not in move.sources:
        return None
    return MoveShown(move.action, move.label, reverse(move.action, args=[incident.pk]), "")


def move_named(action: str) -> Move | None:
    """The move of that name, wherever it starts; None for an unknown one."""
    return next((move for move in MOVES if move.action == action), None)


def _shown(incident: Incident, move: Move, facts: IncidentFacts) -> MoveShown:
    address = reverse("change_status", args=[incident.pk, move.action])
    return MoveShown(move.action, move.label, address, move.refusal(facts))
