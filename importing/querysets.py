"""Chainable reads of batches and documents."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from accounts.enums import Role
from accounts.models import User
from importing.enums import IN_WORK, NOT_ADDED, DocumentState
from incidents.querysets import IncidentQuerySet

if TYPE_CHECKING:
    from importing.models import Document, DocumentBatch, ImportBatch


class BatchQuerySet(models.QuerySet["ImportBatch"]):
    """Imports."""

    def visible_to(self, user: User, incidents: IncidentQuerySet) -> Self:
        """Those of incidents that the person may see; what is not added yet only to whoever pasted it."""
        own = ~Q(state__in=NOT_ADDED) | Q(started_by=user)
        return self.filter(own, incident__in=incidents.visible_to(user))


class DocumentBatchQuerySet(models.QuerySet["DocumentBatch"]):
    """Batches of documents."""

    def visible_to(self, user: User) -> Self:
        """One's own: until they are incidents, nobody knows what stands in them."""
        return self.none() if not user.is_active or user.role == Role.REPORTER else self.filter(started_by=user)


class DocumentQuerySet(models.QuerySet["Document"]):
    """Documents."""

    def visible_to(self, user: User) -> Self:
        """Those of one's own batches."""
        hidden = not user.is_active or user.role == Role.REPORTER
        return self.none() if hidden else self.filter(batch__started_by=user)

    def imported(self) -> Self:
        """Those that are incidents, withdrawn or not."""
        return self.filter(state=DocumentState.IMPORTED)

    def in_work(self) -> Self:
        """With which the worker goes on."""
        return self.filter(state__in=IN_WORK)
