"""Chainable reads of batches."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from accounts.models import User
from importing.enums import NOT_ADDED
from incidents.querysets import IncidentQuerySet

if TYPE_CHECKING:
    from importing.models import ImportBatch


class BatchQuerySet(models.QuerySet["ImportBatch"]):
    """Imports."""

    def visible_to(self, user: User, incidents: IncidentQuerySet) -> Self:
        """Those of incidents that the person may see; what is not added yet only to whoever pasted it."""
        own = ~Q(state__in=NOT_ADDED) | Q(started_by=user)
        return self.filter(own, incident__in=incidents.visible_to(user))
