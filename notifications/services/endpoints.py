"""Endpoints: where messages are posted, and writing messages to them."""

import base64
import os
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q

from accounts.enums import AuditAction
from accounts.models import Team, User
from accounts.registries.secrets import register_renewal
from accounts.services import audit, encrypt, renewed
from core import clock, egress
from core.egress import EgressError
from core.errors import DomainError
from notifications.kinds import ENDPOINT_TEST
from notifications.models import Delivery, Endpoint
from notifications.posting import SECRET_BEGINS
from notifications.services.queueing import new_message_id, store_deliveries

BOTH_SECRETS_HOLD = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class EndpointDetails:
    """What an admin enters. An empty `url` keeps the one that is stored; `kind` is fixed once it is there."""

    name: str
    kind: str
    url: str
    team: Team | None = None
    kinds: tuple[str, ...] = ()
    is_enabled: bool = True


def add_endpoint(*, actor: User, details: EndpointDetails) -> tuple[Endpoint, str]:
    """A new one, and the secret of a webhook, which is never shown again.

    Raises DomainError for a name that is taken, and for an address that may not be called.
    """
    _check(details)
    endpoint = Endpoint(kind=details.kind)
    secret = _new_secret() if endpoint.is_webhook else ""
    endpoint.secret = encrypt(secret) if secret else ""
    with transaction.atomic():
        _save(endpoint, actor, details, "added")
    return endpoint, secret


def edit_endpoint(*, actor: User, endpoint: Endpoint, details: EndpointDetails) -> Endpoint:
    """Changes it. Whatever it answered before no longer holds it up. Raises DomainError as `add_endpoint` does."""
    _check(details)
    with transaction.atomic():
        locked = Endpoint.objects.select_for_update().get(pk=endpoint.pk)
        locked.failures, locked.paused_until, locked.gone_at = 0, None, None
        _save(locked, actor, details, "changed")
    return locked


@transaction.atomic
def rotate_secret(*, actor: User, endpoint: Endpoint) -> str:
    """Another secret, and what it is; for a day the one that was in use signs too.

    Pressed again within that day, it is still that one: whoever presses twice has not put the first new one to use.
    Raises DomainError for a chat, which has none.
    """
    locked = Endpoint.objects.select_for_update().get(pk=endpoint.pk)
    if not locked.is_webhook:
        raise DomainError("Only a webhook is signed.")
    secret = _new_secret()
    if not locked.is_rotating(clock.now()):
        locked.earlier_secret = locked.secret
    locked.secret = encrypt(secret)
    locked.earlier_until = clock.now() + BOTH_SECRETS_HOLD
    locked.save(update_fields=["secret", "earlier_secret", "earlier_until"])
    _audit(actor, locked, "given another secret")
    return secret


def queue_for_endpoints(*, kind: str, key: str, payload: dict[str, Any], teams: Collection[int]) -> list[Delivery]:
    """One message to each endpoint of the company and of these teams that wants the kind; returns what is new.

    `key` names the cause. Never call it for what is private: `still_due` of the kind refuses that when it is sent, too.
    """
    wanting = Endpoint.objects.filter(Q(team=None) | Q(team__in=teams), is_enabled=True, kinds__contains=[kind])
    return store_deliveries([_delivery(one, kind, f"{key}:endpoint:{one.pk}", payload) for one in wanting])


def queue_for_endpoint(*, endpoint: Endpoint, kind: str, key: str, payload: dict[str, Any]) -> Delivery | None:
    """One message to this one; None when it was written before."""
    written = store_deliveries([_delivery(endpoint, kind, f"{key}:endpoint:{endpoint.pk}", payload)])
    return written[0] if written else None


def queue_test(*, endpoint: Endpoint, actor: User, client_uuid: uuid.UUID) -> Delivery:
    """A message that says nothing but that it arrived; a press that comes twice writes it once.

    Raises DomainError for one that is switched off.
    """
    if not endpoint.is_enabled:
        raise DomainError("This address is switched off. Switch it on and save, then send a test message.")
    key, payload = f"{ENDPOINT_TEST}:{client_uuid}", {"by": actor.pk}
    new = queue_for_endpoint(endpoint=endpoint, kind=ENDPOINT_TEST, key=key, payload=payload)
    return new or Delivery.objects.get(dedup_key=f"{key}:endpoint:{endpoint.pk}")


def _delivery(endpoint: Endpoint, kind: str, key: str, payload: dict[str, Any]) -> Delivery:
    return Delivery(
        kind=kind,
        channel=endpoint.channel,
        endpoint=endpoint,
        address=f"{endpoint.name}, {endpoint.shown_address}",
        dedup_key=key,
        payload=payload,
        reason=f"{endpoint.name} gets these messages for {endpoint.team or 'the whole company'}.",
        message_id=new_message_id(),
    )


def _save(endpoint: Endpoint, actor: User, details: EndpointDetails, change: str) -> None:
    endpoint.name, endpoint.team = details.name.strip(), details.team
    endpoint.kinds, endpoint.is_enabled = sorted(details.kinds), details.is_enabled
    if url := details.url:
        endpoint.url, endpoint.host, endpoint.url_end = encrypt(url), egress.host_of(url)[:255], url[-4:]
    try:
        with transaction.atomic():
            endpoint.save()
    except IntegrityError as error:
        raise DomainError("Another one has this name.", field="name") from error
    _audit(actor, endpoint, change)


def _check(details: EndpointDetails) -> None:
    """Raises DomainError for an address that may not be called; it is asked again before each message.

    Called before a row is locked: how long it takes to resolve a name is not up to us.
    """
    try:
        if details.url:
            egress.check(details.url)
    except EgressError as error:
        raise DomainError(str(error), field="url") from error


def _audit(actor: User, endpoint: Endpoint, change: str) -> None:
    detail = {"endpoint": endpoint.pk, "change": change, "address": endpoint.shown_address, "kinds": endpoint.kinds}
    detail |= {"team": endpoint.team.name if endpoint.team else None, "enabled": endpoint.is_enabled}
    audit(actor=actor, action=AuditAction.POLICY_CHANGED, subject=f"Endpoint {endpoint.name}", detail=detail)


def _new_secret() -> str:
    return SECRET_BEGINS + base64.b64encode(os.urandom(32)).decode()


def _renew() -> int:
    count = 0
    for row in Endpoint.objects.select_for_update().order_by("pk"):
        row.url, row.secret, row.earlier_secret = map(renewed, (row.url, row.secret, row.earlier_secret))
        row.save(update_fields=["url", "secret", "earlier_secret"])
        count += sum(map(bool, (row.url, row.secret, row.earlier_secret)))
    return count


register_renewal(_renew)
