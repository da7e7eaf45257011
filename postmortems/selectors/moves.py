"""The buttons of a postmortem's status."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.urls import reverse

from core.lifecycle import moves_from
from postmortems.models import Postmortem, Section
from postmortems.selectors.facts import facts_of, postmortem_facts
from postmortems.transitions import POSTMORTEM

NO_COUNTS: Mapping[str, int] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class MoveShown:
    """One button. `refusal` says why it cannot be pressed now.

    A move that needs a reason, or that is asked about once more, has a page of its own.
    """

    action: str
    label: str
    address: str
    needs_reason: bool
    asks: str
    refusal: str
    asks_once_more: bool = False


def moves_shown(
    postmortem: Postmortem, sections: Iterable[Section] | None = None, counts: Mapping[str, int] = NO_COUNTS
) -> list[MoveShown]:
    """The moves that start at the present status, the way forward first.

    `sections`, and the number of rows beside them by kind, if they are at hand.
    """
    facts = postmortem_facts(postmortem) if sections is None else facts_of(postmortem, sections, counts)
    return [
        MoveShown(
            action=move.action,
            label=move.label,
            address=reverse("postmortem_move", args=[postmortem.incident_id, move.action]),
            needs_reason=move.needs_reason,
            asks=move.asks,
            refusal=move.refusal(facts),
            asks_once_more=move.asks_once_more,
        )
        for move in moves_from(POSTMORTEM, postmortem.status)
    ]
