"""The page of one action item: its state, what may be done with it, and its history in words."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime

from accounts.models import User
from accounts.permissions import why_not_owner
from actions.enums import ActionStatus
from actions.models import ActionEvent, ActionItem
from actions.registries.panels import history_words
from actions.selectors.listing import Urgency, urgency
from actions.selectors.owner_days import owner_days
from actions.transitions import ACTION_ITEM, ActionFacts
from catalogue.enums import ActionKind, Priority
from core.lifecycle import Transition, moves_from
from core.templatetags.ui import day
from incidents.models import Incident
from incidents.selectors.merging.duplicates import target_for

FIELD_WORDS = {
    "created": "created it",
    "title": "changed the title",
    "kind": "changed the kind",
    "priority": "changed the priority",
    "owner": "changed the owner",
    "team": "changed the team",
    "due_on": "changed the due date",
    "tracker_url": "changed the tracker link",
    "description": "changed the description",
    "status": "changed the status",
}
LABELS: dict[str, dict[str, str]] = {
    "kind": {str(value): str(label) for value, label in ActionKind.choices},
    "priority": {str(value): str(label) for value, label in Priority.choices},
    "status": {str(value): str(label) for value, label in ActionStatus.choices},
}


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One change: who did what, and what stood there before and after (`is_long`: to unfold)."""

    at: datetime
    who: str
    did: str
    before: str
    after: str
    note: str
    is_long: bool


@dataclass(frozen=True, slots=True)
class ActionPage:
    """All that the page of one action item shows."""

    due: Urgency
    moves: tuple[Transition[ActionFacts], ...]
    history: list[HistoryLine]
    dates_before: int
    merged_into: Incident | None
    missing: str


def action_page(item: ActionItem, reader: User) -> ActionPage:
    """The page in a constant number of queries."""
    events = list(item.events.select_related("actor"))
    return ActionPage(
        due=urgency(item, owner_days(reader)),
        moves=moves_from(ACTION_ITEM, item.status),
        history=[line(event) for event in reversed(events)],
        dates_before=sum(event.field == "due_on" and bool(event.before) for event in events),
        merged_into=target_for(item.incident, reader),
        missing=_missing(item),
    )


def _missing(item: ActionItem) -> str:
    """What follows while nobody owns an unfinished item, or it has no date; empty when it has both."""
    is_owned = item.owner is not None and not why_not_owner(item.owner)
    if not item.is_unfinished or (is_owned and item.due_on):
        return ""
    if not is_owned:
        also = "" if item.due_on else " and no due date"
        return f"It has no owner{also}. Managers are reminded of it every week until somebody owns it."
    return "It has no due date. Its owner is not reminded of it until it has one."


def line(event: ActionEvent) -> HistoryLine:
    """A row of the history in words."""
    is_first = event.field == "created"
    return HistoryLine(
        at=event.at,
        who=event.actor.byline if event.actor else "Debrief",
        did=(FIELD_WORDS | history_words).get(event.field, f"changed {event.field}"),
        before="" if is_first else shown(event.field, event.before),
        after="" if is_first else shown(event.field, event.after),
        note=event.note,
        is_long=bool(event.before or event.after) and (event.field == "description" or event.field in history_words),
    )


def shown(field: str, value: str) -> str:
    """A value of the history as people read it."""
    if not value:
        return "no owner" if field == "owner" else "none"
    if field == "due_on":
        with suppress(ValueError):  # words were redacted from it
            return day(date.fromisoformat(value))
    return LABELS.get(field, {}).get(value, value)
