"""Two people edited one action item: which version each saw, and its values beside what the second one typed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from actions.models import ActionItem
from actions.selectors.page import shown
from actions.services.events import describe
from actions.services.items import PLAIN, ActionDetails
from core.paging import number_in


@dataclass(frozen=True, slots=True)
class Difference:
    """A field in which the two disagree."""

    label: str
    theirs: str
    yours: str


def version_seen(data: Mapping[str, Any], item: ActionItem) -> int:
    """The version a form was filled in from; 0, which never existed, for what is not a number."""
    given = data.get("version", "")
    return (number_in(given) or 0) if given else item.version


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
