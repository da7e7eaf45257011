"""Exports that take too long for a request."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse

from core.downloads import ExportFormat
from core.export_jobs import OPEN, ExportState, WorkerExport
from postmortems.models.postmortem import Postmortem
from postmortems.querysets import ExportJobQuerySet


class ExportJob(WorkerExport):
    """An export that the worker makes for one person. `done` of `STEPS` says how far it is."""

    FOLDER = "exports"
    STEPS: ClassVar = 4

    postmortem = models.ForeignKey(Postmortem, on_delete=models.CASCADE, related_name="+")
    format = models.CharField(max_length=16, choices=ExportFormat)

    objects = ExportJobQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(
                fields=["tries", "id"],
                name="export_to_make",
                condition=Q(state__in=OPEN),
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
