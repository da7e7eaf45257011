"""Exports that take too long for a request."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse

from accounts.models import User
from core.clock import now
from core.downloads import ExportFormat
from postmortems.enums import ExportState
from postmortems.models.postmortem import Postmortem
from postmortems.querysets import ExportJobQuerySet


def export_path(job: "ExportJob", filename: str) -> str:
    """Where the file lies: by UUID. A second attempt is stored in the same place."""
    return f"exports/{job.client_uuid.hex}-{job.pk}"


class ExportJob(models.Model):
    """An export that the worker makes for one person. `done` of `STEPS` says how far it is."""

    STEPS: ClassVar = 4

    postmortem = models.ForeignKey(Postmortem, on_delete=models.CASCADE, related_name="+")
    asked_by = models.ForeignKey(User, on_delete=models.CASCADE, db_index=False, related_name="+")
    asked_at = models.DateTimeField(default=now)
    format = models.CharField(max_length=16, choices=ExportFormat)
    client_uuid = models.UUIDField(default=uuid.uuid4, editable=False)
    state = models.CharField(max_length=16, choices=ExportState, default=ExportState.WAITING)
    done = models.PositiveSmallIntegerField(default=0)
    file = models.FileField(upload_to=export_path, max_length=200, blank=True)
    size = models.PositiveIntegerField(default=0, help_text="Bytes.")
    error = models.CharField(max_length=300, blank=True, help_text="Why it failed.")
    finished_at = models.DateTimeField(null=True)

    lease = models.UUIDField(null=True, editable=False, help_text="Of the worker that makes it.")
    leased_until = models.DateTimeField(null=True, editable=False)
    tries = models.PositiveSmallIntegerField(default=0, editable=False)

    objects = ExportJobQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(
                fields=["tries", "id"],
                name="export_to_make",
                condition=Q(state__in=(ExportState.WAITING, ExportState.WORKING)),
            ),
            models.Index(fields=["asked_at"], name="export_age"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["asked_by", "client_uuid"], name="export_sent_once"),
            models.CheckConstraint(condition=Q(format__in=ExportFormat.values), name="export_format_known"),
            models.CheckConstraint(condition=Q(state__in=ExportState.values), name="export_state_known"),
        ]

    def __str__(self) -> str:
        return f"{self.get_format_display()} of {self.postmortem}"

    def get_absolute_url(self) -> str:
        return reverse("postmortem_export_job", args=[self.postmortem.incident_id, self.pk])

    @property
    def is_open(self) -> bool:
        """Whether it is still to be made."""
        return self.state in {ExportState.WAITING, ExportState.WORKING}
