"""Merges of duplicates: what moved where, so that an undo returns exactly that."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from accounts.models import User
from catalogue.models import Service
from core.clock import now
from incidents.enums import Status
from incidents.models.attachments import Attachment
from incidents.models.incident import Incident
from incidents.models.tasks import Task
from incidents.models.timeline import Mark, TimelineEntry
from incidents.querysets import MergeQuerySet


class Merge(models.Model):
    """One incident merged into another as its duplicate, and what was taken along. Active until it is undone.

    `target` is the incident it was merged into at the time; where its entries are now says `source.duplicate_of`.
    `files` and `tasks` are what it moved, `services` what it added to the target, and `marks` the milestones of the
    source that it ended. What it moved of the apps above is kept there.
    """

    source = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="merges")
    target = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="merged_here")
    reason = models.CharField("why", max_length=300, blank=True)
    merged_at = models.DateTimeField(default=now)
    merged_by = models.ForeignKey(User, on_delete=models.PROTECT, db_index=False, related_name="+")
    client_uuid = models.UUIDField(default=uuid.uuid4, editable=False)
    status_before = models.CharField(max_length=16, choices=Status)
    required_postmortem = models.BooleanField(default=False)
    files = models.ManyToManyField(Attachment, related_name="+", editable=False)
    tasks = models.ManyToManyField(Task, related_name="+", editable=False)
    marks = models.ManyToManyField(Mark, related_name="+", editable=False)
    services = models.ManyToManyField(Service, related_name="+", editable=False)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    objects = MergeQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["merged_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source"], condition=Q(undone_at__isnull=True), name="merge_active_once"),
            models.UniqueConstraint(fields=["merged_by", "client_uuid"], name="merge_sent_once"),
            models.CheckConstraint(condition=Q(status_before__in=Status.values), name="merge_status_known"),
            models.CheckConstraint(condition=~Q(source=F("target")), name="merge_of_two"),
        ]

    def __str__(self) -> str:
        return f"{self.source.reference} into {self.target.reference}"


class MovedEntry(models.Model):
    """An entry that a merge moved, its numbers before, and its place. `returned_at` is NULL until it returns.

    `external_id` is what it gave up, because the target has the same line, message or report already.
    """

    merge = models.ForeignKey(Merge, on_delete=models.CASCADE, db_index=False, related_name="moved")
    entry = models.ForeignKey(TimelineEntry, on_delete=models.CASCADE, related_name="moves")
    seq = models.PositiveIntegerField()
    changed_seq = models.PositiveIntegerField()
    place = models.PositiveIntegerField(help_text="From 1, in the order of their numbers.")
    external_id = models.CharField(max_length=100, blank=True)
    returned_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["merge", "entry"], name="entry_moved_once")]

    def __str__(self) -> str:
        return f"{self.entry_id} by {self.merge}"
