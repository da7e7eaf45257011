"""Two people edited one action item: what stands there now beside what the second one typed."""

from dataclasses import dataclass

from postmortems.models import ActionItem
from postmortems.selectors.action_page import shown
from postmortems.services.action_events import describe
from postmortems.services.actions import PLAIN, ActionDetails


@dataclass(frozen=True, slots=True)
class Difference:
    """A field in which the two disagree."""

    label: str
    theirs: str
    yours: str


def differences(item: ActionItem, details: ActionDetails) -> list[Difference]:
    """Every plain field in which the stored item and what was typed differ."""
    found = (describe(name, getattr(item, name), getattr(details, name)) for name in PLAIN)
    return [
        Difference(_label(change.field), shown(change.field, change.before), shown(change.field, change.after))
        for change in found
        if change
    ]


def _label(field: str) -> str:
    return {"due_on": "Due", "tracker_url": "Tracker link"}.get(field, field.capitalize())
