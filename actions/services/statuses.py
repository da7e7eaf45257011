"""Moving an action item by the status table: done, verified, won't do, open again."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import NAMESPACE_URL, uuid5

from django.db import transaction

from accounts.models import User
from actions.enums import ActionStatus
from actions.models import MAX_WORDS, ActionEvent, ActionItem
from actions.querysets import UNFINISHED
from actions.registries.copies import hand_on
from actions.registries.panels import Change
from actions.selectors.page import facts_of
from actions.selectors.risk import WHO, risk_takers
from actions.services.events import record
from actions.services.items import ActionDetails, create_action_item
from actions.services.notices import tell_changed
from actions.services.owners import able_owner
from actions.services.repeats import made_already, require_same
from actions.services.writing import lock_item, save_item
from actions.transitions import ACTION_ITEM, ActionMove
from catalogue.enums import Deadline
from core import clock
from core.errors import DomainError
from core.lifecycle import find_move, moves_from
from incidents.selectors.due_dates import action_item_due_on
from incidents.services import lock_rows

FINISHED = ("finished_at", "finished_on", "finished_by", "owner_then")
OUTCOME = ("status", "status_reason", *FINISHED, "evidence", "verify_on")
RISK = ("risk_accepted_by", "look_again_on")
VERDICT = ("verdict", "verdict_evidence", "verified_by", "verified_at")


@dataclass(frozen=True, slots=True)
class MoveDetails:
    """What some moves ask for besides a reason.

    The day to verify it; the title of a follow-up; who accepts the risk of not doing it, and when to look again; what
    it is a duplicate of; the items it was split into.
    """

    verify_on: date | None = None
    title: str = ""
    accepted_by: User | None = None
    look_again_on: date | None = None
    original: ActionItem | None = None
    parts: tuple[ActionItem, ...] = ()


NO_DETAILS = MoveDetails()


@transaction.atomic
def change_status(
    *,
    item: ActionItem,
    actor: User,
    action: str,
    reason: str = "",
    at: datetime | None = None,
    details: MoveDetails = NO_DETAILS,
) -> ActionItem:
    """Moves it by the table; pressing a button twice does it once. A `reason` is always kept as a note.

    Raises DomainError when the status allows no such move, a guard refuses it, or what it asks for is missing; Conflict
    when somebody made this move before, or the actor did in other words.
    """
    if details.original:
        lock_rows({item.incident_id, details.original.incident_id})  # in this order, whichever is whose duplicate
    item = lock_item(item)
    reason = reason.strip()
    move = _possible(item, actor, action, reason, details)
    if move is None:
        return item
    if move.needs_reason and not reason:
        raise DomainError(f"{move.asks} Nothing was changed.", field="reason")
    moment = at or clock.now()
    _check_elsewhere(item, actor, move, details)
    reason = _words(move, reason, details)
    follow_up = _follow_up(item, actor, reason, details) if "title" in move.asks_for else None
    events = _record(item, actor, move, reason, moment)
    if item.status != move.target:
        _finish(item, actor, moment, move)
        _explain(item, move, reason, details)
    item.duplicate_of = details.original if "original" in move.asks_for else None
    events += _accept_risk(item, actor, move, details, moment)
    _judge(item, actor, move, reason, moment)
    save_item(item, *OUTCOME, *RISK, *VERDICT, "duplicate_of")
    tell_changed(item, actor, events)
    if follow_up:
        record(item, actor, Change("follow_up", "", follow_up.reference), at=moment)
    return item


def proposed_verification(item: ActionItem, finished_on: date) -> date | None:
    """The day to look whether the item works, where it is done on this day; None: its policy asks for no such day."""
    return action_item_due_on(
        item.incident,
        deadline=Deadline.VERIFIED,
        kind=item.kind,
        priority=item.priority,
        team=item.team_id,
        since=finished_on,
    )


def _possible(item: ActionItem, actor: User, action: str, reason: str, details: MoveDetails) -> ActionMove | None:
    """The move; None when the same was sent before."""
    move = find_move(ACTION_ITEM, item.status, action)
    refusal = move.refusal(facts_of(item, actor)) if move else _impossible(item)
    if not refusal:
        return move
    made = made_already(item, action)
    if made is None:
        raise DomainError(refusal)
    title = " ".join(details.title.split()) if "title" in made.asks_for else ""
    require_same(item=item, actor=actor, move=made, words=_words(made, reason, details), title=title)
    return None


def _impossible(item: ActionItem) -> str:
    allowed = ", ".join(f"“{other.label}”" for other in moves_from(ACTION_ITEM, item.status))
    return f"{item.reference} is {item.get_status_display().lower()}, so nothing was changed. Possible now: {allowed}."


def _words(move: ActionMove, reason: str, details: MoveDetails) -> str:
    """The reason as it is kept. Of a duplicate, or of what was split, it begins with the items in which it goes on."""
    if "original" in move.asks_for and details.original:
        begins = f"Duplicate of {details.original.reference}"
    elif "parts" in move.asks_for:
        begins = f"Split into {', '.join(part.reference for part in details.parts)}"
    else:
        return reason
    return f"{begins}. {reason}"[:MAX_WORDS] if reason else begins


def _check_elsewhere(item: ActionItem, actor: User, move: ActionMove, details: MoveDetails) -> None:
    """DomainError where the items are missing in which it would go on."""
    if "original" in move.asks_for:
        _check_original(item, details.original, actor)
    elif "parts" in move.asks_for and not details.parts:
        raise DomainError("Name the items that it is split into first.")


def _check_original(item: ActionItem, original: ActionItem | None, actor: User) -> None:
    """DomainError for none, for itself, for one that will not be done, and where one of them is in a chain."""
    refusal = ""
    if original is None:
        refusal = "Name the other action item, as ACT-57."
    elif original.pk == item.pk:
        refusal = "It cannot be a duplicate of itself. Name the other one."
    else:
        present = ActionItem.objects.select_related("duplicate_of").get(pk=original.pk)
        if present.duplicate_of:
            other = _named(present.duplicate_of, actor)
            refusal = f"{present.reference} is a duplicate of {other} itself. Name that one, or mark this as won't do."
        elif present.status == ActionStatus.WONT_DO:
            refusal = (
                f"{present.reference} will not be done, so nothing would go on there. Reopen it first, name another "
                "one, or mark this as won't do, which asks who accepts the risk."
            )
        elif duplicate := item.duplicates.order_by("pk").first():
            refusal = (
                f"{item.reference} has a duplicate itself, {_named(duplicate, actor)}, so it has to stay. "
                f"Mark {present.reference} as a duplicate of {item.reference} instead, or reopen that duplicate first."
            )
    if refusal:
        raise DomainError(refusal, field="original")


def _named(other: ActionItem, actor: User) -> str:
    """Its reference, or words that tell nothing of one that the actor may not see."""
    is_seen = ActionItem.objects.visible_to(actor).filter(pk=other.pk).exists()
    return other.reference if is_seen else "one that you may not see"


def _record(item: ActionItem, actor: User, move: ActionMove, reason: str, moment: datetime) -> list[ActionEvent]:
    """One row of the history for the verdict and one for the status; the words stand with the first of them."""
    changes = [Change("verdict", item.verdict, move.verdict)] if move.verdict else []
    if item.status != move.target:
        changes.append(Change("status", item.status, move.target))
    notes = [reason, *[""] * len(changes)]
    return [record(item, actor, change, note=note, at=moment) for change, note in zip(changes, notes, strict=False)]


def _finish(item: ActionItem, actor: User, moment: datetime, move: ActionMove) -> None:
    """Sets the status, and when and by whom it was finished: a verified item was finished when it was done."""
    was_finished = item.status not in (*UNFINISHED, ActionStatus.PROPOSED)
    item.status = move.target
    if move.target in UNFINISHED:
        item.finished_at = item.finished_on = item.finished_by = item.owner_then = None
    elif not was_finished:
        zone = (item.owner or actor).time_zone
        item.finished_at, item.finished_on = moment, moment.astimezone(zone).date()
        item.finished_by, item.owner_then = actor, item.owner


def _explain(item: ActionItem, move: ActionMove, reason: str, details: MoveDetails) -> None:
    """Keeps the words where the new status shows them; what shows that it is done stays while it is."""
    is_done = move.target == ActionStatus.DONE
    if move.target != ActionStatus.VERIFIED:
        item.evidence = reason if is_done else ""
    item.verify_on = _verify_on(item, details) if is_done else None
    item.status_reason = reason if move.target in {ActionStatus.BLOCKED, ActionStatus.WONT_DO} else ""


def _verify_on(item: ActionItem, details: MoveDetails) -> date | None:
    done = item.finished_on
    if done is None:
        return None
    if details.verify_on and details.verify_on < done:
        raise DomainError("It cannot be verified before it is done. Choose a later day.", field="verify_on")
    return details.verify_on or proposed_verification(item, done)


def _accept_risk(
    item: ActionItem, actor: User, move: ActionMove, details: MoveDetails, moment: datetime
) -> list[ActionEvent]:
    """Keeps who accepts the risk, and when to look again, while it will not be done; reopening ends it."""
    if "accepted_by" not in move.asks_for:
        item.risk_accepted_by = item.look_again_on = None
        return []
    person, day = details.accepted_by, details.look_again_on
    if person is None or not risk_takers(item).filter(pk=person.pk).exists():
        raise DomainError(f"Name who accepts the risk: {WHO}, who sees the incident.", field="accepted_by")
    if day is None or day <= moment.astimezone((item.owner or actor).time_zone).date():
        raise DomainError("Choose a later day on which somebody looks at it again.", field="look_again_on")
    item.risk_accepted_by, item.look_again_on = person, day
    changes = (Change("risk_accepted_by", "", person.name), Change("look_again_on", "", str(day)))
    return [record(item, actor, change, at=moment) for change in changes]


def _judge(item: ActionItem, actor: User, move: ActionMove, reason: str, moment: datetime) -> None:
    """Keeps a verdict while the item is done or verified; reopening ends it."""
    if move.verdict and move.target not in UNFINISHED:
        item.verdict, item.verdict_evidence, item.verified_by, item.verified_at = move.verdict, reason, actor, moment
    elif move.target in UNFINISHED:
        item.verdict, item.verdict_evidence, item.verified_by, item.verified_at = "", "", None, None


def _follow_up(item: ActionItem, actor: User, reason: str, details: MoveDetails) -> ActionItem:
    """The new item that goes on where this one did not work, for the same owner, team, factors and measures."""
    title = " ".join(details.title.split())
    if not title:
        raise DomainError("Say in a few words what is to be done now.", field="title")
    incident = item.incident
    made = create_action_item(
        incident=incident,
        actor=actor,
        details=ActionDetails(
            title=title,
            description=f"{item.reference} was found not effective: {reason}",
            kind=item.kind,
            priority=item.priority,
            owner=able_owner(item.owner, incident),
            team=item.team,
            due_on=action_item_due_on(incident, kind=item.kind, priority=item.priority, team=item.team_id),
        ),
        client_uuid=uuid5(NAMESPACE_URL, f"debrief-follow-up/{item.pk}/{item.version}"),
    )
    made.follow_up_to = item
    made.save(update_fields=["follow_up_to"])
    hand_on(item, made)
    return made
