"""Chainable reads of full exports, in English."""

from typing import TYPE_CHECKING, Self

from accounts.models import User
from accounts.permissions import is_admin
from core.export_jobs import ExportQuerySet

if TYPE_CHECKING:
    from transfer.models import FullExport


class FullExportQuerySet(ExportQuerySet["FullExport"]):
    """Full exports that the worker makes."""

    def visible_to(self, user: User) -> Self:
        """An admin's own."""
        return self.filter(asked_by=user) if is_admin(user) else self.none()
