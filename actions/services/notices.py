"""Messages about action items: deliveries, written in the transaction of their cause."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

from accounts.models import User
from actions.enums import ActionStatus
from actions.models import ActionComment, ActionEvent, ActionItem
from incidents.querysets import people_seeing
from notifications.services import NewDelivery, queue_deliveries

GIVEN, CHANGED, SEVERAL = "action_item_given", "action_item_changed", "action_items_changed"
NAMED, COMMENTED = "named_in_action_comment", "action_item_commented"
TOLD = frozenset({"status", "owner", "due_on", "verdict", "split"})  # changes that followers hear of


_held: ContextVar[list[NewDelivery] | None] = ContextVar("held", default=None)


@contextmanager
def holding_back() -> Iterator[list[NewDelivery]]:
    """What the block would send goes into the list instead, for `tell_together`."""
    held: list[NewDelivery] = []
    before = _held.set(held)
    try:
        yield held
    finally:
        _held.reset(before)


def tell_together(held: Iterable[NewDelivery], actor: User) -> None:
    """Sends what was held back: each person gets one message, however many items it is about."""
    by_person: dict[User, list[NewDelivery]] = {}
    for delivery in held:
        by_person.setdefault(delivery.recipient, []).append(delivery)
    queue_deliveries(_one_of(person, deliveries, actor) for person, deliveries in by_person.items())


def _one_of(person: User, deliveries: Sequence[NewDelivery], actor: User) -> NewDelivery:
    first = deliveries[0]
    if len(deliveries) == 1:
        return first
    items = list(dict.fromkeys(str(each.payload["item"]) for each in deliveries))
    return NewDelivery(
        kind=SEVERAL,
        recipient=person,
        dedup_key=f"{SEVERAL}:{first.dedup_key}",
        payload={
            "items": items,  # as text: so a query finds one in the list
            "given": [str(each.payload["item"]) for each in deliveries if each.kind == GIVEN],
            "taken": [str(each.payload["item"]) for each in deliveries if each.payload.get("was_owner")],
            "events": sorted({event for each in deliveries for event in each.payload.get("events", ())}),
        },
        reason=f"{actor.name} changed {len(items)} action items that you own, owned or follow.",
    )


def _send(deliveries: Sequence[NewDelivery]) -> None:
    held = _held.get()
    if held is None:
        queue_deliveries(deliveries)
    else:
        held.extend(deliveries)


def tell_owner(item: ActionItem, actor: User) -> None:
    """Queues the message that somebody got an action item; nobody is notified of what they assign to themselves.

    Of one that is proposed nobody hears until somebody accepts it.
    """
    if item.owner is None or item.owner == actor or item.status == ActionStatus.PROPOSED:
        return
    delivery = NewDelivery(
        kind=GIVEN,
        recipient=item.owner,
        dedup_key=f"{GIVEN}:{item.pk}:{item.version}:{item.owner_id}",
        payload={"item": item.pk},
        reason=f"{actor.name} assigned {item.reference} to you.",
    )
    _send([delivery])


def tell_changed(
    item: ActionItem, actor: User, events: Sequence[ActionEvent], *, previous_owner: User | None = None
) -> None:
    """Tells its owner and its followers of a change by somebody else, where they see it.

    A new owner gets the message of `tell_owner`, and who owned it before is told, too; so is who accepts its risk,
    when that is what changed. Of one that is proposed nobody hears.
    """
    told = [event for event in events if event.field in TOLD]
    if not told or item.status == ActionStatus.PROPOSED:
        return
    is_given = any(event.field == "owner" for event in told)
    if is_given:
        tell_owner(item, actor)
    reasons = dict.fromkeys(item.followers.values_list("person", flat=True), f"You follow {item.reference}.")
    if item.owner_id and not is_given:
        reasons[item.owner_id] = f"You own {item.reference}."
    if is_given and previous_owner:
        reasons[previous_owner.pk] = f"You owned {item.reference} until {actor.name} changed that."
    if item.risk_accepted_by_id and any(event.field == "risk_accepted_by" for event in events):
        reasons[item.risk_accepted_by_id] = f"{actor.name} wrote that you accept the risk of {item.reference}."
    skipped = {actor.pk, item.owner_id if is_given else None}
    seeing = people_seeing(item.incident).responders().filter(pk__in=reasons.keys() - skipped)
    payload = {"incident": item.incident_id, "item": item.pk, "events": [event.pk for event in told]}
    _send(
        [
            NewDelivery(
                kind=CHANGED,
                recipient=person,
                dedup_key=f"{CHANGED}:{item.pk}:{item.version}:{person.pk}",
                payload=payload | ({"was_owner": True} if is_given and person == previous_owner else {}),
                reason=reasons[person.pk],
            )
            for person in seeing.order_by("pk")
        ]
    )


def tell_commented(comment: ActionComment, named: Iterable[User]) -> None:
    """Tells of a comment whom it calls by @name, its item's owner and followers, where they see it; each once."""
    item, by = comment.item, comment.author
    called = list(named)
    reasons = dict.fromkeys(item.followers.values_list("person", flat=True), f"You follow {item.reference}.")
    if item.owner_id:
        reasons[item.owner_id] = f"You own {item.reference}."
    others = (
        people_seeing(item.incident).responders().filter(pk__in=reasons.keys() - {by.pk, *(one.pk for one in called)})
    )
    told = [(NAMED, person, f"{by.name} mentioned you in a comment on {item.reference}.") for person in called]
    told += [(COMMENTED, person, reasons[person.pk]) for person in others.order_by("pk")]
    queue_deliveries(
        NewDelivery(
            kind=kind,
            recipient=person,
            dedup_key=f"{kind}:{comment.pk}:{person.pk}",
            payload={"incident": item.incident_id, "item": item.pk, "comment": comment.pk, "by": by.pk},
            reason=reason,
        )
        for kind, person, reason in told
    )
