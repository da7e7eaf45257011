"""The messages about action items: what sending must know of each kind."""

from collections.abc import Collection, Mapping, Sequence

from django.db.models import Exists, Q

from accounts.models import User
from actions.models import ActionItem
from actions.selectors.answers import answers
from actions.services.owners import GIVEN
from core.addresses import absolute
from core.references import written
from incidents.selectors.readers import visible_pairs
from incidents.services import note_private_read
from notifications.emails import compose
from notifications.kinds import Kind, Message, number_in_payload, register
from notifications.models import Delivery


def _items(deliveries: Sequence[Delivery]) -> dict[int, ActionItem]:
    """The action item of each delivery, in one query."""
    wanted = {delivery.pk: int(delivery.payload["item"]) for delivery in deliveries}
    found = ActionItem.objects.select_related("incident").in_bulk(list(set(wanted.values())))
    return {delivery: found[item] for delivery, item in wanted.items() if item in found}


def _given_still_due(deliveries: Sequence[Delivery]) -> Mapping[int, str]:
    items = _items(deliveries)
    why = {}
    for delivery in deliveries:
        item = items.get(delivery.pk)
        if item is None or item.owner_id != delivery.recipient_id:
            why[delivery.pk] = "The action item has another owner now."
        elif not item.is_unfinished:
            why[delivery.pk] = f"{item.reference} is finished."
    return why


def _given_visible_to(pairs: Sequence[tuple[User, Delivery]]) -> Collection[int]:
    items = _items([delivery for _, delivery in pairs])
    asked = [
        (person, delivery.pk, items[delivery.pk].incident_id) for person, delivery in pairs if delivery.pk in items
    ]
    allowed = visible_pairs([(person, incident) for person, _, incident in asked])
    return {delivery for person, delivery, incident in asked if (person.pk, incident) in allowed}


def _given_listed_to(person: User) -> Q:
    return Q(Exists(ActionItem.objects.visible_to(person).filter(pk=number_in_payload("item"))))


def _render_given(deliveries: Sequence[Delivery]) -> Mapping[int, Message]:
    items = _items(deliveries)
    return {
        delivery.pk: compose(
            "actions/emails/action_item_given",
            {
                "item": items[delivery.pk],
                "url": absolute(items[delivery.pk].get_absolute_url()),
                "reason": delivery.reason,
                "answers": answers(items[delivery.pk]),
            },
        )
        for delivery in deliveries
        if delivery.pk in items
    }


def _thread(delivery: Delivery) -> str:
    return written(ActionItem.PREFIX, delivery.payload["item"])


def _note_given_read(person: User, delivery: Delivery) -> None:
    for item in _items([delivery]).values():
        note_private_read(incident=item.incident, actor=person)


register(
    Kind(
        name=GIVEN,
        label="Action item assigned",
        still_due=_given_still_due,
        visible_to=_given_visible_to,
        render=_render_given,
        note_read=_note_given_read,
        listed_to=_given_listed_to,
        thread=_thread,
    )
)
