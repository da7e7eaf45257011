"""The inbox: messages that somebody wants to read here instead of in their mail."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from accounts.models import User
from notifications.enums import Wanted
from notifications.kinds import Kind, Message, by_kind, listed
from notifications.models import ChannelChoice, Delivery
from notifications.querysets import DeliveryQuerySet

COUNTED = 100  # more than as many unread ones are not counted

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class InboxRow:
    """A message as it reads now, or as it was written. Without words it is about nothing that is left."""

    delivery: Delivery
    label: str
    message: Message


def inbox(person: User) -> DeliveryQuerySet:
    """What stands in it and may still be seen, the newest first."""
    return Delivery.objects.in_inbox_of(person).filter(listed(person)).select_related("recipient").order_by("-pk")


def inbox_rows(deliveries: Sequence[Delivery]) -> list[InboxRow]:
    """Written anew by their kinds, so that they tell only what is still so and what their person may still see.

    What is of its day stays as it was.
    """
    words: dict[int, InboxRow] = {}
    for kind, of_kind in by_kind(deliveries).items():
        if kind is not None:
            messages = _written(kind, of_kind)
            empty = Message("", "")
            words |= {one.pk: InboxRow(one, kind.label, messages.get(one.pk, empty)) for one in of_kind}
    return [words[one.pk] for one in deliveries if one.pk in words]


def goes_to_inbox(person: User, kind: str) -> bool:
    """Whether the person chose to read messages of this kind here; one query for those who ever chose the inbox."""
    chosen = ChannelChoice.objects.filter(person=person, kind=kind, wanted=Wanted.INBOX)
    return person.has_inbox and chosen.exists()


def wanted(person: User, kind: str) -> Wanted:
    """How the person wants messages of this kind; by e-mail, unless they chose otherwise."""
    chosen = ChannelChoice.objects.filter(person=person, kind=kind).values_list("wanted", flat=True).first()
    return Wanted(chosen) if chosen else Wanted.EMAIL


def unread_count(person: User) -> int:
    """How many unread ones the person may see, to a hundred: one query by an index, and one more if there are any."""
    unread = Delivery.objects.unread().filter(recipient=person)
    names = set(unread.values_list("kind", flat=True)[:COUNTED])
    return unread.filter(listed(person, names))[:COUNTED].count() if names else 0


def unread_words(person: User) -> str:
    """`3`, `99+`, or nothing."""
    count = unread_count(person)
    return f"{COUNTED - 1}+" if count == COUNTED else str(count or "")


def _written(kind: Kind, deliveries: Sequence[Delivery]) -> dict[int, Message]:
    if kind.is_of_its_day:
        return {one.pk: Message(one.subject, one.text, one.html) for one in deliveries}
    try:
        return dict(kind.render(deliveries))
    except Exception:
        log.exception("Messages of the kind %s cannot be shown in the inbox", kind.name)
        return {}
