"""Chainable reads of full exports, in English."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from accounts.models import User
from accounts.permissions import is_admin
from postmortems.enums import ExportState

if TYPE_CHECKING:
    from transfer.models import FullExport


class FullExportQuerySet(models.QuerySet["FullExport"]):
    """Full exports that the worker makes."""

    def visible_to(self, user: User) -> Self:
        """An admin's own."""
        return self.filter(asked_by=user) if is_admin(user) else self.none()

    def open(self) -> Self:
        """Those that are still to be made."""
        return self.filter(state__in=(ExportState.WAITING, ExportState.WORKING))

    def to_make(self, at: datetime | Now) -> Self:
        """Those that wait, and those whose worker stopped."""
        return self.filter(Q(state=ExportState.WAITING) | Q(state=ExportState.WORKING, leased_until__lt=at))
