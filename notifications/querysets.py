"""Chainable reads of deliveries."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from notifications.enums import State

if TYPE_CHECKING:
    from notifications.models import Delivery

UNDECIDED = (State.WAITING, State.SENDING)


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    """Deliveries."""

    def claimable(self, at: datetime | Now) -> Self:
        """Waiting and due, or left in the middle by a worker whose lease ran out."""
        return self.filter(
            Q(state=State.WAITING, next_attempt_at__lte=at) | Q(state=State.SENDING, leased_until__lt=at)
        )

    def waiting(self) -> Self:
        """Not yet decided."""
        return self.filter(state__in=UNDECIDED)
