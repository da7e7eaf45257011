"""Writes published updates to the subscribers: in batches, by the worker, so that publishing waits for none of them."""

from datetime import timedelta

from django.db import transaction

from core.clock import now
from customers.models import StatusMailing, StatusPage, Subscriber, Update
from incidents.models import Incident
from notifications.enums import State
from notifications.models import Delivery
from notifications.services import AddressedDelivery, queue_to_addresses

STATUS_UPDATE, STATUS_TAKEN_BACK = "status_update", "status_taken_back"
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


def mail_taken_back() -> int:
    """One batch for each update that was taken back, to those who got it; how many messages were written."""
    if not StatusPage.is_public_now():
        return 0
    told = Incident.objects.told_outside().filter(is_past=False)
    taken_back = Update.objects.taken_back().filter(taken_back_at__gte=now() - WITHIN, incident__in=told)
    mailed = taken_back.filter(status_mailing__isnull=False, status_mailing__taken_back_finished_at__isnull=True)
    return sum(_mail_taken_back_batch(update) for update in mailed.order_by("published_at", "pk"))


@transaction.atomic
def _mail_taken_back_batch(update: Update) -> int:
    """The next of those who got the update; none while a mail of it is on its way, for its address may get it yet."""
    mailing = StatusMailing.objects.select_for_update(skip_locked=True).filter(update=update).first()
    if mailing is None or mailing.taken_back_finished_at is not None:
        return 0
    mails = Delivery.objects.filter(dedup_key__startswith=f"{STATUS_UPDATE}:{update.pk}:")
    if mails.filter(state__in=(State.WAITING, State.SENDING)).exists():
        return 0
    sent = mails.filter(state=State.SENT, pk__gt=mailing.taken_back_reached)
    batch = list(sent.order_by("pk").values_list("pk", "payload__subscriber")[:BATCH])
    subscribers = Subscriber.objects.filter(pk__in=[subscriber for _, subscriber in batch])
    queue_to_addresses(_delivery(update, subscriber, STATUS_TAKEN_BACK) for subscriber in subscribers.order_by("pk"))
    if len(batch) < BATCH:
        mailing.taken_back_finished_at = now()
    mailing.taken_back_reached = batch[-1][0] if batch else mailing.taken_back_reached
    mailing.save(update_fields=["taken_back_reached", "taken_back_finished_at"])
    return len(subscribers)


def _delivery(update: Update, subscriber: Subscriber, kind: str = STATUS_UPDATE) -> AddressedDelivery:
    return AddressedDelivery(
        kind=kind,
        address=subscriber.email,
        dedup_key=f"{kind}:{update.pk}:{subscriber.pk}",
        payload={"incident": update.incident_id, "update": update.pk, "subscriber": subscriber.pk},
        reason=REASON,
    )
