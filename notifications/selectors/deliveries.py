"""Reads of deliveries, shaped for their pages."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import OuterRef, QuerySet, Subquery

from accounts.models import User
from notifications.kinds import by_kind, find, listed, withheld_of
from notifications.models import Attempt, ChannelPause, Delivery


def deliveries_for_list(viewer: User) -> QuerySet[Delivery, Delivery]:
    """Those that are there for the viewer, with their people, and with `last_answer`, what was said at the last try."""
    tries = Attempt.objects.filter(delivery=OuterRef("pk")).order_by("-id")
    rows = Delivery.objects.filter(listed(viewer)).select_related("recipient")
    return rows.annotate(last_answer=Subquery(tries.values("answer")[:1]))


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """A delivery as a viewer may know it. Without `is_readable` neither its words nor why it was sent are shown."""

    delivery: Delivery
    label: str
    is_readable: bool

    @property
    def withheld(self) -> str:
        """What it contains that nobody may be shown, if it is secret."""
        return withheld_of(self.delivery.kind)[0]

    @property
    def asked_again(self) -> str:
        """How to get a new one, where it is no login link."""
        return withheld_of(self.delivery.kind)[1]


def delivery_rows(viewer: User, deliveries: Sequence[Delivery]) -> list[DeliveryRow]:
    """Those that are there for the viewer, in a number of queries that does not grow with their number.

    What tells of something the viewer may not see is left out, except kinds that are listed always.
    """
    readable: set[int] = set()
    for kind, of_kind in by_kind(deliveries).items():
        if kind is not None:
            readable |= set(kind.visible_to([(viewer, delivery) for delivery in of_kind]))
    rows = []
    for delivery in deliveries:
        kind = find(delivery.kind)
        is_readable = delivery.pk in readable
        if is_readable or (kind and kind.is_listed_always):
            rows.append(DeliveryRow(delivery, kind.label if kind else delivery.kind, is_readable))
    return rows


def delivery_row(viewer: User, pk: int) -> DeliveryRow | None:
    """One delivery, or None when it is not there for the viewer."""
    found = Delivery.objects.filter(pk=pk).select_related("recipient", "resend_of")
    rows = delivery_rows(viewer, list(found))
    return rows[0] if rows else None


def attempts(delivery: Delivery) -> list[Attempt]:
    """Each try, the first first."""
    return list(delivery.tries.all())


def pauses() -> list[ChannelPause]:
    """Channels that are down as a whole, and what their server said."""
    return list(ChannelPause.objects.order_by("channel"))
