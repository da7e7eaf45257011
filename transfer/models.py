"""Full exports that the worker makes, and an import that has not ended."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse

from core.clock import now
from core.export_jobs import ExportState, WorkerExport
from transfer.querysets import FullExportQuerySet


class FullExport(WorkerExport):
    """All records as one zip, which the worker makes for one admin. `done` of `total` records say how far it is."""

    FOLDER = "full-exports"

    total = models.PositiveIntegerField(default=0)

    objects = FullExportQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["asked_by", "client_uuid"], name="full_export_sent_once"),
            models.CheckConstraint(condition=Q(state__in=ExportState.values), name="full_export_state_known"),
        ]

    def __str__(self) -> str:
        return f"full export {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("full_export_state", args=[self.pk])


class FullImport(models.Model):
    """An import into this installation that was begun and has not ended. Its row goes in the transaction that ends it.

    So long as it is there and nobody has an account, nothing of the import is stored.
    """

    ONLY: ClassVar = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=ONLY, editable=False)
    folder = models.TextField()
    begun_at = models.DateTimeField(default=now)

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=Q(id=1), name="full_import_one")]

    def __str__(self) -> str:
        return f"import of {self.folder}"
