"""The page of one action item: its state, what may be done with it, and its history in words."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from accounts.models import User
from accounts.permissions import why_not_owner
from actions.due import OwnerDays
from actions.enums import ActionStatus, Verdict
from actions.models import ActionComment, ActionEvent, ActionItem
from actions.registries.panels import history_words
from actions.selectors.listing import Urgency, urgency
from actions.transitions import ACTION_ITEM, ActionFacts, ActionMove
from catalogue.enums import ActionKind, Priority
from core.clock import now
from core.lifecycle import moves_from
from core.templatetags.ui import day
from incidents.models import Incident
from incidents.querysets import people_seeing
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
    "risk_accepted_by": "named who accepts the risk",
    "look_again_on": "set the day to look at it again",
    "split": "split it into",
    "verdict": "said whether it works",
    "follow_up": "opened a new item that goes on with it",
}
LINKS = {  # foreign keys between items: what the page of each end calls the other one
    "follow_up_to": ("Follow-up to", "Goes on in"),
    "split_from": ("Split from", "Split into"),
    "duplicate_of": ("Duplicate of", "Has the duplicate"),
}
LABELS: dict[str, dict[str, str]] = {
    "kind": {str(value): str(label) for value, label in ActionKind.choices},
    "priority": {str(value): str(label) for value, label in Priority.choices},
    "status": {str(value): str(label) for value, label in ActionStatus.choices},
    "verdict": {str(value): str(label) for value, label in Verdict.choices},
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
class DueMove:
    """A due date that gave way to another one, or to none: which, who changed it and why."""

    before: str
    after: str
    who: str
    note: str


@dataclass(frozen=True, slots=True)
class Relative:
    """Another action item, and what it is to this one: `Follow-up to`."""

    says: str
    item: ActionItem


@dataclass(frozen=True, slots=True)
class ActionPage:
    """All that the page of one action item shows."""

    due: Urgency
    moves: tuple[ActionMove, ...]
    refusals: list[str]
    history: list[HistoryLine]
    due_moves: list["DueMove"]
    merged_into: Incident | None
    missing: str
    relatives: list["Relative"]
    comments: list[ActionComment]
    followers: int
    is_followed: bool


def action_page(item: ActionItem, reader: User) -> ActionPage:
    """The page in a constant number of queries."""
    events = list(item.events.select_related("actor"))
    facts = facts_of(item, reader)
    seeing = people_seeing(item.incident).responders()
    following = set(item.followers.filter(person__in=seeing).values_list("person", flat=True))
    refused = {move: words for move in moves_from(ACTION_ITEM, item.status) if (words := move.refusal(facts))}
    return ActionPage(
        due=urgency(item, OwnerDays.at(now(), reader=reader.zone, zones=[item.owner.zone] if item.owner else [])),
        moves=tuple(move for move in moves_from(ACTION_ITEM, item.status) if move not in refused),
        refusals=list(dict.fromkeys(refused.values())),
        history=[line(event) for event in reversed(events)],
        due_moves=[due_move(event) for event in events if event.field == "due_on" and event.before],
        merged_into=target_for(item.incident, reader),
        missing=_missing(item),
        relatives=_relatives(item, reader),
        comments=list(item.comments.select_related("author")),
        followers=len(following),
        is_followed=reader.pk in following,
    )


def facts_of(item: ActionItem, actor: User) -> ActionFacts:
    """What the guards of the table look at when somebody presses a button."""
    theirs = {item.owner_id, item.owner_then_id, item.finished_by_id}
    return ActionFacts(is_own=actor.pk in theirs, has_verdict=bool(item.verdict))


def _relatives(item: ActionItem, reader: User) -> list[Relative]:
    """The items that it is linked to and that the reader may see, in one query."""
    above = [getattr(item, f"{link}_id") for link in LINKS]
    below = Q(*((link, item.pk) for link in LINKS), _connector=Q.OR)
    related = ActionItem.objects.visible_to(reader).filter(Q(pk__in=above) | below)
    return [Relative(says, other) for other in related.order_by("pk") for says in _says(item, other)]


def _says(item: ActionItem, other: ActionItem) -> Iterator[str]:
    for link, (upwards, downwards) in LINKS.items():
        if getattr(item, f"{link}_id") == other.pk:
            yield upwards
        if getattr(other, f"{link}_id") == item.pk:
            yield downwards


def _missing(item: ActionItem) -> str:
    """What follows while nobody owns an unfinished item, or it has no date; empty when it has both."""
    is_owned = item.owner is not None and not why_not_owner(item.owner)
    if not item.is_unfinished or (is_owned and item.due_on):
        return ""
    if not is_owned:
        also = "" if item.due_on else " and no due date"
        return f"It has no owner{also}. Managers are reminded of it until somebody owns it."
    return "It has no due date. Its owner is not reminded of it until it has one."


def due_move(event: ActionEvent) -> DueMove:
    """A change of the due date in words."""
    return DueMove(
        before=shown("due_on", event.before),
        after=shown("due_on", event.after),
        who=event.actor.byline if event.actor else "Debrief",
        note=event.note,
    )


def line(event: ActionEvent) -> HistoryLine:
    """A row of the history in words."""
    says_more = event.field != "created" and bool(event.before or event.after)
    return HistoryLine(
        at=event.at,
        who=event.actor.byline if event.actor else "Debrief",
        did=(FIELD_WORDS | history_words).get(event.field, f"changed {event.field}"),
        before=shown(event.field, event.before) if says_more else "",
        after=shown(event.field, event.after) if says_more else "",
        note=event.note,
        is_long=bool(event.before or event.after) and (event.field == "description" or event.field in history_words),
    )


def shown(field: str, value: str) -> str:
    """A value of the history as people read it."""
    if not value:
        return "no owner" if field == "owner" else "none"
    if field in {"due_on", "look_again_on"}:
        with suppress(ValueError):  # words were redacted from it
            return day(date.fromisoformat(value))
    return LABELS.get(field, {}).get(value, value)
