"""Chainable reads of deliveries."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from notifications.enums import Channel, State

if TYPE_CHECKING:
    from accounts.models import User
    from notifications.models import Delivery, Endpoint

TO_PEOPLE = (Channel.EMAIL, Channel.INBOX)
TO_ENDPOINTS = (Channel.CHAT, Channel.WEBHOOK)
UNDECIDED = (State.WAITING, State.SENDING)
IN_INBOX = Q(channel=Channel.INBOX, state=State.SENT)
UNREAD = IN_INBOX & Q(read_at__isnull=True)


FAILS_OFTEN = 3


class EndpointQuerySet(models.QuerySet["Endpoint"]):
    """Endpoints."""

    def failing(self) -> Self:
        """In use and failing again and again, or gone for good."""
        return self.filter(Q(is_enabled=True, failures__gte=FAILS_OFTEN) | Q(gone_at__isnull=False))


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    """Deliveries."""

    def claimable(self, at: datetime | Now) -> Self:
        """Waiting and due, or left in the middle by a worker whose lease ran out."""
        return self.filter(
            Q(state=State.WAITING, next_attempt_at__lte=at) | Q(state=State.SENDING, leased_until__lt=at)
        )

    def in_inbox_of(self, person: "User") -> Self:
        """What stands in the person's inbox, read or not; whether they may still see it is asked of the kinds."""
        return self.filter(IN_INBOX, recipient=person)

    def unread(self) -> Self:
        """In an inbox, and not read there."""
        return self.filter(UNREAD)

    def to_people(self) -> Self:
        """By e-mail or into an inbox: an endpoint that fails makes no message to a person late."""
        return self.filter(channel__in=TO_PEOPLE)

    def waiting(self) -> Self:
        """Not yet decided."""
        return self.filter(state__in=UNDECIDED)
