"""Full exports that the worker makes, and an import that has not ended."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse

from accounts.models import User
from core.clock import now
from postmortems.enums import ExportState
from transfer.querysets import FullExportQuerySet


def full_export_path(export: "FullExport", filename: str = "") -> str:
    """Where the file lies that the holder of the lease makes. Each attempt has its own."""
    return f"full-exports/{export.lease.hex if export.lease else ''}"


class FullExport(models.Model):
    """All records as one zip, which the worker makes for one admin. `done` of `total` records say how far it is."""

    asked_by = models.ForeignKey(User, on_delete=models.CASCADE, db_index=False, related_name="+")
    asked_at = models.DateTimeField(default=now)
    client_uuid = models.UUIDField(default=uuid.uuid4, editable=False)
    state = models.CharField(max_length=16, choices=ExportState, default=ExportState.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    file = models.FileField(upload_to=full_export_path, max_length=200, blank=True)
    size = models.PositiveBigIntegerField(default=0, help_text="Bytes.")
    error = models.CharField(max_length=300, blank=True, help_text="Why it failed.")
    finished_at = models.DateTimeField(null=True)

    lease = models.UUIDField(null=True, editable=False, help_text="Of the worker that makes it.")
    leased_until = models.DateTimeField(null=True, editable=False)
    tries = models.PositiveSmallIntegerField(default=0, editable=False)

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

    @property
    def is_open(self) -> bool:
        """Whether it is still to be made."""
        return self.state in {ExportState.WAITING, ExportState.WORKING}


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
