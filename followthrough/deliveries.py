"""The messages of this app: what sending must know of each kind."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from accounts.models import User
from core import clock
from followthrough.emails import digest_content, incidents_named, render_digest, visible_digests
from followthrough.schedule import DigestTimes, next_digest
from followthrough.services.reminders import DIGEST
from incidents.models import Incident
from incidents.services import note_private_read
from notifications.kinds import Kind, Message, register
from notifications.models import Delivery


def _digest_still_due(deliveries: Sequence[Delivery]) -> Mapping[int, str]:
    empty = [delivery for delivery, content in digest_content(deliveries).items() if not content]
    return dict.fromkeys(empty, "Everything in it has since been finished, rescheduled or reassigned.")


def _render_digests(deliveries: Sequence[Delivery]) -> Mapping[int, Message]:
    content = digest_content(deliveries)
    return {delivery.pk: render_digest(delivery, content[delivery.pk]) for delivery in deliveries}


def _next_digest(person: User) -> datetime:
    return next_digest(clock.now(), DigestTimes.of(person))


def _note_digest_read(person: User, delivery: Delivery) -> None:
    """Logs a look at somebody else's digest, which may name private incidents; one's own is not logged."""
    if person.pk != delivery.recipient_id:
        for incident in Incident.objects.filter(pk__in=incidents_named([delivery])[delivery.pk], is_private=True):
            note_private_read(incident=incident, actor=person)


register(
    Kind(
        name=DIGEST,
        label="Daily digest",
        still_due=_digest_still_due,
        visible_to=visible_digests,
        render=_render_digests,
        is_listed_always=True,
        note_read=_note_digest_read,
        next_at=_next_digest,
    )
)
