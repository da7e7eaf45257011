"""The message to those who saw an incident that was made private: its number and by whom, nothing of what it holds."""

from collections.abc import Collection, Mapping, Sequence

from django.db.models import Q

from accounts.models import User
from incidents.deliveries.messages import (
    Context,
    Deliveries,
    IncidentMessage,
    Obsolete,
    in_payloads,
    listed_to,
    register_message,
    visible_to,
)
from incidents.models import Incident
from incidents.services.notices import HIDDEN
from notifications.models import Delivery


def _obsolete(deliveries: Deliveries) -> Obsolete:
    def reason(delivery: Delivery, incident: Incident) -> str:
        return "" if incident.is_private else "Everybody sees it again."

    return reason


def _context(deliveries: Deliveries) -> Mapping[int, Context]:
    names = dict(User.objects.filter(pk__in=in_payloads(deliveries, "by")).values_list("pk", "name"))
    contexts = {}
    for delivery in deliveries:
        by = names.get(delivery.payload["by"], "Somebody")
        contexts[delivery.pk] = {"by": by, "note": f"{by} did that. If you need to see it, ask them."}
    return contexts


def _visible_to(pairs: Sequence[tuple[User, Delivery]]) -> Collection[int]:
    """Whoever it is for, and those who see the incident."""
    own = {delivery.pk for user, delivery in pairs if delivery.recipient_id == user.pk}
    return own | set(visible_to(pairs))


def _listed_to(person: User) -> Q:
    return listed_to(person) | Q(recipient=person)


register_message(
    IncidentMessage(
        HIDDEN,
        "Incident made private",
        "hidden",
        context=_context,
        obsolete=_obsolete,
        ended=(),
        visible_to=_visible_to,
        listed_to=_listed_to,
    )
)
