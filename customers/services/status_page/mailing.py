"""Writes published updates to the subscribers: in batches, by the worker, so that publishing waits for none of them."""

from datetime import timedelta

from django.db import transaction

from core.clock import now
from customers.models import StatusMailing, StatusPage, Subscriber, Update
from incidents.models import Incident
from notifications.services import AddressedDelivery, queue_to_addresses

STATUS_UPDATE = "status_update"
BATCH = 500
WITHIN = timedelta(days=1)  # what was published earlier is no news
REASON = "You subscribed to the updates of this status page."


def mail_updates() -> int:
    """One batch for each update that is not written to all of them; how many messages were written."""
    if not StatusPage.is_public_now():
        return 0
    told = Incident.objects.customer_facing().filter(is_past=False)
    fresh = Update.objects.published().filter(published_at__gte=now() - WITHIN, incident__in=told)
    left = fresh.exclude(status_mailing__finished_at__isnull=False).order_by("published_at", "pk")
    return sum(_mail_batch(update) for update in left)


@transaction.atomic
def _mail_batch(update: Update) -> int:
    """The next subscribers of one update; nobody who subscribed after it."""
    StatusMailing.objects.get_or_create(update=update)
    mailing = StatusMailing.objects.select_for_update(skip_locked=True).filter(update=update).first()
    if mailing is None or mailing.finished_at is not None:
        return 0
    services = update.incident.services.values("pk")
    wanting = Subscriber.objects.wanting(services).filter(pk__gt=mailing.reached, since__lte=update.published_at)
    batch = list(wanting.order_by("pk")[:BATCH])
    queue_to_addresses(_delivery(update, subscriber) for subscriber in batch)
    if len(batch) < BATCH:
        mailing.finished_at = now()
    mailing.reached = batch[-1].pk if batch else mailing.reached
    mailing.save(update_fields=["reached", "finished_at"])
    return len(batch)


def _delivery(update: Update, subscriber: Subscriber) -> AddressedDelivery:
    return AddressedDelivery(
        kind=STATUS_UPDATE,
        address=subscriber.email,
        dedup_key=f"{STATUS_UPDATE}:{update.pk}:{subscriber.pk}",
        payload={"incident": update.incident_id, "update": update.pk, "subscriber": subscriber.pk},
        reason=REASON,
    )
