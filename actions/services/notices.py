"""Messages about action items: deliveries, written in the transaction of their cause."""

from collections.abc import Iterable, Sequence

from accounts.models import User
from actions.models import ActionComment, ActionEvent, ActionItem
from incidents.querysets import people_seeing
from notifications.services import NewDelivery, queue_deliveries, queue_delivery

GIVEN, CHANGED, NAMED = "action_item_given", "action_item_changed", "named_in_action_comment"
TOLD = frozenset({"status", "owner", "due_on", "verdict", "split"})  # changes that followers hear of


def tell_owner(item: ActionItem, actor: User) -> None:
    """Queues the message that somebody got an action item; nobody is notified of what they assign to themselves."""
    if item.owner is None or item.owner == actor:
        return
    queue_delivery(
        NewDelivery(
            kind=GIVEN,
            recipient=item.owner,
            dedup_key=f"{GIVEN}:{item.pk}:{item.version}:{item.owner_id}",
            payload={"item": item.pk},
            reason=f"{actor.name} assigned {item.reference} to you.",
        )
    )


def tell_changed(item: ActionItem, actor: User, events: Sequence[ActionEvent]) -> None:
    """Tells its owner and its followers of a change by somebody else, where they see it; a new owner knows already.

    Whoever accepts the risk of an item that will not be done hears of it too.
    """
    told = [event for event in events if event.field in TOLD]
    if not told:
        return
    is_given = any(event.field == "owner" for event in told)
    reasons = dict.fromkeys(item.followers.values_list("person", flat=True), f"You follow {item.reference}.")
    if item.owner_id and not is_given:
        reasons[item.owner_id] = f"You own {item.reference}."
    if item.risk_accepted_by_id:
        reasons[item.risk_accepted_by_id] = f"{actor.name} wrote that you accept the risk of {item.reference}."
    skipped = {actor.pk, item.owner_id if is_given else None}
    seeing = people_seeing(item.incident).responders().filter(pk__in=reasons.keys() - skipped)
    queue_deliveries(
        [
            NewDelivery(
                kind=CHANGED,
                recipient=person,
                dedup_key=f"{CHANGED}:{item.pk}:{item.version}:{person.pk}",
                payload={"incident": item.incident_id, "item": item.pk, "events": [event.pk for event in told]},
                reason=reasons[person.pk],
            )
            for person in seeing.order_by("pk")
        ]
    )


def tell_named(comment: ActionComment, people: Iterable[User]) -> None:
    """Tells people that a comment calls them by @name."""
    item, by = comment.item, comment.author
    queue_deliveries(
        [
            NewDelivery(
                kind=NAMED,
                recipient=person,
                dedup_key=f"{NAMED}:{comment.pk}:{person.pk}",
                payload={"incident": item.incident_id, "item": item.pk, "comment": comment.pk, "by": by.pk},
                reason=f"{by.name} mentioned you in a comment on {item.reference}.",
            )
            for person in people
        ]
    )
