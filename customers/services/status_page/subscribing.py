"""Subscriptions to the status page. None is stored before the owner of the address confirmed it.

The links are signed, not stored: whoever reads the database cannot make one, and the keys can be exchanged.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from django.core import signing
from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from catalogue.models import Service
from core.addresses import absolute
from core.clock import now
from core.errors import DomainError
from customers.models import Subscriber
from customers.services.status_page.mailing import STATUS_TAKEN_BACK, STATUS_UPDATE
from notifications.services import AddressedDelivery, forget_addresses, queue_to_addresses

STATUS_CONFIRM = "status_confirm"
CONFIRM, END = "customers.status.confirm", "customers.status.end"
CONFIRM_WITHIN = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a link confirms: an address, and services; none means all."""

    email: str
    services: tuple[int, ...]


class UnknownLink(DomainError):
    """A link that was changed, is too old, or ended already."""

    status = 404


def ask_subscription(*, email: str, services: Collection[Service]) -> None:
    """Sends a link to the address, whether it gets updates already or not: nobody learns which."""
    queue_to_addresses(
        [
            AddressedDelivery(
                kind=STATUS_CONFIRM,
                address=email,
                dedup_key=f"{STATUS_CONFIRM}:{uuid4()}",
                payload={"services": sorted(service.pk for service in services)},
                reason="Somebody gave this address on the status page.",
                is_secret=True,
            )
        ]
    )


def confirm_link(email: str, services: Collection[int]) -> str:
    """The address of the page that confirms."""
    token = signing.dumps([email, list(services), int(now().timestamp())], salt=CONFIRM)
    return absolute(reverse("status_confirm", args=[token]))


def read_confirm(token: str) -> Asked:
    """What the link asks for. Raises UnknownLink."""
    try:
        email, services, at = signing.loads(token, salt=CONFIRM)
    except signing.BadSignature as error:
        raise UnknownLink("This link was not copied completely. Subscribe again if that does not help.") from error
    if now().timestamp() - at > CONFIRM_WITHIN.total_seconds():
        raise UnknownLink("This link is too old. Subscribe again.")
    return Asked(email, tuple(services))


@transaction.atomic
def confirm_subscription(*, asked: Asked) -> Subscriber:
    """From now on the address gets updates of these services; confirming twice, or other services, is fine.

    Raises UnknownLink when none of the services is there any more.
    """
    services = list(Service.objects.filter(pk__in=asked.services))
    if asked.services and not services:
        raise UnknownLink("The services that you chose are not on this page any more. Subscribe again.")
    found, _ = Subscriber.objects.select_for_update().get_or_create(
        email__iexact=asked.email, defaults={"email": asked.email, "since": now()}
    )
    found.wants_all = not asked.services
    found.save(update_fields=["wants_all"])
    found.services.set(services)
    return found


def end_link(subscriber: Subscriber) -> str:
    """The address that ends the subscription."""
    token = signing.Signer(salt=END).sign(f"{subscriber.pk}-{subscriber.key.hex}")
    return absolute(reverse("status_end", args=[token]))


def subscriber_behind(token: str) -> Subscriber | None:
    """Whose subscription the link ends; None when it ended already. Raises UnknownLink for one that is not ours."""
    try:
        number, _, key = signing.Signer(salt=END).unsign(token).partition("-")
    except signing.BadSignature as error:
        raise UnknownLink("This link was not copied completely.") from error
    return Subscriber.objects.filter(pk=int(number), key=key).first()


@transaction.atomic
def end_subscription(*, subscriber: Subscriber) -> None:
    """The address gets nothing any more, and is forgotten, also in what is kept of the mails to it."""
    updates = Q(kind__in=(STATUS_UPDATE, STATUS_TAKEN_BACK), payload__subscriber=subscriber.pk)
    links = Q(kind=STATUS_CONFIRM, address__iexact=subscriber.email)
    forget_addresses(updates | links)
    Subscriber.objects.filter(pk=subscriber.pk).delete()
