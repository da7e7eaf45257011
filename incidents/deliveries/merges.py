"""The message to those with a role in a duplicate: where it goes on."""

from collections.abc import Collection, Mapping, Sequence

from django.db.models import Exists, Q

from accounts.models import User
from core.addresses import absolute
from incidents.deliveries.messages import (
    Context,
    Deliveries,
    IncidentMessage,
    Obsolete,
    in_payloads,
    listed_to,
    register_message,
)
from incidents.models import Incident
from incidents.selectors.readers import visible_pairs
from incidents.services.notices import MERGED
from notifications.kinds import number_in_payload
from notifications.models import Delivery


def _obsolete(deliveries: Deliveries) -> Obsolete:
    def reason(delivery: Delivery, incident: Incident) -> str:
        return "" if incident.is_merged else "The merge was undone before this was sent."

    return reason


def _context(deliveries: Deliveries) -> Mapping[int, Context]:
    """The target, unless the payload names the duplicate in its place: then the reader may not see the target."""
    targets = Incident.objects.in_bulk(in_payloads(deliveries, "target"))
    contexts = {}
    for delivery in deliveries:
        target = targets[delivery.payload["target"]]
        known = target if target.pk != delivery.payload["incident"] else None
        contexts[delivery.pk] = {"target": known, "target_link": absolute(target.get_absolute_url())}
    return contexts


def _visible_to(pairs: Sequence[tuple[User, Delivery]]) -> Collection[int]:
    """Those whose reader may see both incidents."""
    names = ("incident", "target")
    allowed = visible_pairs([(user, delivery.payload[name]) for user, delivery in pairs for name in names])
    return {
        delivery.pk for user, delivery in pairs if all((user.pk, delivery.payload[name]) in allowed for name in names)
    }


def _listed_to(person: User) -> Q:
    target = Incident.objects.visible_to(person).filter(pk=number_in_payload("target"))
    return listed_to(person) & Q(Exists(target))


register_message(
    IncidentMessage(
        MERGED,
        "Incident merged",
        "merged",
        context=_context,
        obsolete=_obsolete,
        ended=(),
        visible_to=_visible_to,
        listed_to=_listed_to,
    )
)
