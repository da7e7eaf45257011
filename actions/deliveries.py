"""The messages about action items: what sending must know of each kind."""

from collections.abc import Collection, Mapping, Sequence

from django.db.models import Exists, Q

from accounts.models import User
from actions.models import ActionComment, ActionEvent, ActionFollower, ActionItem
from actions.selectors.answers import answers
from actions.selectors.page import line
from actions.services.notices import CHANGED, COMMENTED, GIVEN, NAMED, SEVERAL
from core.addresses import absolute
from core.plain_words import plain_words
from core.references import written
from incidents.deliveries.messages import Context, Deliveries, IncidentMessage, Obsolete, in_payloads, register_message
from incidents.models import Incident
from incidents.selectors.handles import is_marked
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


def _is_told(delivery: Delivery, item: ActionItem, following: Collection[tuple[int, int]]) -> bool:
    """It was taken from them, or they own or follow it or accept its risk."""
    return (
        bool(delivery.payload.get("was_owner"))
        or str(item.pk) in delivery.payload.get("taken", ())
        or delivery.recipient_id in {item.owner_id, item.risk_accepted_by_id}
        or (delivery.recipient_id is not None and (item.pk, delivery.recipient_id) in following)
    )


def _changed_obsolete(deliveries: Deliveries) -> Obsolete:
    """Whoever neither owns nor follows it any more is not told."""
    items = ActionItem.objects.in_bulk(in_payloads(deliveries, "item"))
    following = set(ActionFollower.objects.filter(item__in=items).values_list("item", "person"))

    def reason(delivery: Delivery, incident: Incident) -> str:
        item = items.get(delivery.payload["item"])
        is_due = item is not None and _is_told(delivery, item, following)
        return "" if is_due else "They neither own nor follow the action item any more."

    return reason


def _changed_context(deliveries: Deliveries) -> Mapping[int, Context]:
    items = ActionItem.objects.in_bulk(in_payloads(deliveries, "item"))
    numbers = {pk for delivery in deliveries for pk in delivery.payload["events"]}
    events = ActionEvent.objects.select_related("actor").in_bulk(numbers)
    return {
        delivery.pk: {
            "item": item,
            "lines": [line(events[pk]) for pk in delivery.payload["events"] if pk in events],
            "link": absolute(item.get_absolute_url()),
        }
        for delivery in deliveries
        if (item := items.get(delivery.payload["item"])) is not None
    }


def _several(deliveries: Sequence[Delivery]) -> dict[int, list[ActionItem]]:
    """Of the items of each delivery those that its recipient sees and still hears of, by delivery."""
    named = _items_named(deliveries)
    items = ActionItem.objects.select_related("incident").in_bulk({pk for pks in named.values() for pk in pks})
    following = set(ActionFollower.objects.filter(item__in=items).values_list("item", "person"))
    found = {one: [items[pk] for pk in named[one.pk] if pk in items] for one in deliveries if one.recipient}
    pairs = [(one.recipient, item.incident_id) for one, theirs in found.items() for item in theirs if one.recipient]
    seen = visible_pairs(pairs)
    return {
        one.pk: [
            item for item in theirs if (one.recipient_id, item.incident_id) in seen and _is_told(one, item, following)
        ]
        for one, theirs in found.items()
    }


def _items_named(deliveries: Sequence[Delivery]) -> dict[int, list[int]]:
    return {delivery.pk: [int(pk) for pk in delivery.payload["items"]] for delivery in deliveries}


def _several_still_due(deliveries: Sequence[Delivery]) -> Mapping[int, str]:
    found = _several(deliveries)
    return {
        one.pk: "They neither own nor follow any of the action items any more."
        for one in deliveries
        if not found.get(one.pk)
    }


def _several_visible_to(pairs: Sequence[tuple[User, Delivery]]) -> Collection[int]:
    """One's own, from which goes what one sees no more; of somebody else's, where one sees all that it is about."""
    own = {one.pk for person, one in pairs if person.pk == one.recipient_id}
    others = [(person, one) for person, one in pairs if one.pk not in own]
    named = _items_named([one for _, one in others])
    about = dict(
        ActionItem.objects.filter(pk__in={pk for pks in named.values() for pk in pks}).values_list("pk", "incident")
    )
    incidents = {one: {about[pk] for pk in pks if pk in about} for one, pks in named.items()}
    seen = visible_pairs([(person, incident) for person, one in others for incident in incidents[one.pk]])
    return own | {
        one.pk for person, one in others if all((person.pk, incident) in seen for incident in incidents[one.pk])
    }


def _render_several(deliveries: Sequence[Delivery]) -> Mapping[int, Message]:
    numbers = {pk for delivery in deliveries for pk in delivery.payload["events"]}
    events = ActionEvent.objects.select_related("actor").order_by("pk").in_bulk(numbers)
    found = _several(deliveries)
    return {
        one.pk: compose(
            "actions/emails/action_items_changed",
            {
                "rows": [_several_row(one, item, events) for item in found[one.pk]],
                "reason": one.reason,
            },
        )
        for one in deliveries
        if found.get(one.pk)
    }


def _several_row(delivery: Delivery, item: ActionItem, events: Mapping[int, ActionEvent]) -> dict[str, object]:
    told = (events[pk] for pk in delivery.payload["events"] if pk in events)
    return {
        "item": item,
        "link": absolute(item.get_absolute_url()),
        "is_given": str(item.pk) in delivery.payload["given"] and item.owner_id == delivery.recipient_id,
        "lines": [line(event) for event in told if event.item_id == item.pk],
    }


def _note_several_read(person: User, delivery: Delivery) -> None:
    if person.pk != delivery.recipient_id:
        about = ActionItem.objects.filter(pk__in=_items_named([delivery])[delivery.pk])
        for incident in Incident.objects.filter(pk__in=about.values("incident"), is_private=True):
            note_private_read(incident=incident, actor=person)


register(
    Kind(
        name=SEVERAL,
        label="Several action items changed",
        still_due=_several_still_due,
        visible_to=_several_visible_to,
        render=_render_several,
        is_listed_always=True,
        note_read=_note_several_read,
    )
)


def _comments(deliveries: Deliveries) -> dict[int, ActionComment]:
    return ActionComment.objects.select_related("item", "author").in_bulk(in_payloads(deliveries, "comment"))


def _named_obsolete(deliveries: Deliveries) -> Obsolete:
    comments = _comments(deliveries)

    def reason(delivery: Delivery, incident: Incident) -> str:
        comment = comments.get(delivery.payload["comment"])
        is_there = comment is not None and delivery.recipient and is_marked(delivery.recipient, comment.html)
        return "" if is_there else "The comment no longer mentions them."

    return reason


def _commented_obsolete(deliveries: Deliveries) -> Obsolete:
    """Whoever neither owns nor follows it any more is not told; nor is anybody of a comment that is gone."""
    comments, changed = _comments(deliveries), _changed_obsolete(deliveries)

    def reason(delivery: Delivery, incident: Incident) -> str:
        is_there = delivery.payload["comment"] in comments
        return changed(delivery, incident) if is_there else "The comment is gone."

    return reason


def _comment_context(deliveries: Deliveries) -> Mapping[int, Context]:
    comments = _comments(deliveries)
    return {
        delivery.pk: {
            "did": "mentioned you in a comment on" if delivery.kind == NAMED else "commented on",
            "by": comment.author,
            "item": comment.item,
            "words": plain_words(comment.html),
            "link": absolute(f"{comment.item.get_absolute_url()}#comment-{comment.pk}"),
        }
        for delivery in deliveries
        if (comment := comments.get(delivery.payload["comment"])) is not None
    }


register_message(
    IncidentMessage(
        CHANGED,
        "Action item changed",
        "action_item_changed",
        _changed_context,
        _changed_obsolete,
        ended=(),
        app="actions",
    )
)
register_message(
    IncidentMessage(
        NAMED,
        "Mentioned in a comment on an action item",
        "action_item_commented",
        _comment_context,
        _named_obsolete,
        ended=(),
        app="actions",
    )
)
register_message(
    IncidentMessage(
        COMMENTED,
        "Comment on an action item",
        "action_item_commented",
        _comment_context,
        _commented_obsolete,
        ended=(),
        may_be_off=True,
        app="actions",
    )
)
