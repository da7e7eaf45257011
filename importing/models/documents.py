"""Written postmortems that become incidents: a batch of documents, and each document until it is a record."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse

from accounts.models import User
from catalogue.models import Severity
from core.clock import now
from importing.enums import IN_WORK, DocumentState
from importing.querysets import DocumentBatchQuerySet, DocumentQuerySet
from incidents.models import Incident


class DocumentBatch(models.Model):
    """Documents that somebody uploaded together, and what holds for those that do not say it themselves."""

    started_by = models.ForeignKey(User, on_delete=models.PROTECT, db_index=False, related_name="+")
    started_at = models.DateTimeField(default=now)
    touched_at = models.DateTimeField(default=now, help_text="What is not imported, and nobody touches, is deleted.")
    client_uuid = models.UUIDField(default=uuid.uuid4, editable=False)
    zone = models.CharField(
        "time zone", max_length=64, blank=True, help_text="Of texts that name none; empty: it stays unknown."
    )
    zone_word = models.CharField(max_length=16, blank=True)
    severity = models.ForeignKey(Severity, on_delete=models.PROTECT, related_name="+")
    is_private = models.BooleanField("private", default=False)
    members = models.ManyToManyField(User, blank=True, related_name="+", help_text="Of the incidents, if private.")

    objects = DocumentBatchQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["started_by", "client_uuid"], name="document_batch_sent_once")
        ]

    def __str__(self) -> str:
        return f"documents of {self.started_by}, {self.started_at:%-d %B %Y}"

    def get_absolute_url(self) -> str:
        return reverse("document_batch", args=[self.pk])


class Document(models.Model):
    """One file. Until it is imported it holds the original's bytes, its text, what was read and what becomes of it.

    Once it is an incident these are gone from here: the original is an attachment there and its words are in fields, so
    that a redaction finds no copy.
    """

    batch = models.ForeignKey(DocumentBatch, on_delete=models.CASCADE, db_index=False, related_name="documents")
    position = models.PositiveIntegerField(help_text="In the batch, from 1.")
    file_name = models.CharField(max_length=200)
    size = models.PositiveIntegerField(help_text="Bytes.")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the bytes.")
    content = models.BinaryField(default=b"", help_text="The bytes as they came.")
    state = models.CharField(max_length=16, choices=DocumentState, default=DocumentState.WAITING)
    note = models.CharField(max_length=300, blank=True, help_text="Why it was refused, or failed.")
    failures = models.PositiveSmallIntegerField(default=0, help_text="How often a worker began with it.")
    title = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True, help_text="The original as lines of text.")
    reading = models.JSONField(default=dict, help_text="What was read, as the public format has it.")
    record = models.JSONField(default=dict, help_text="What becomes of it: what was read, edited by hand.")
    warnings = models.PositiveIntegerField(default=0)
    attention = models.PositiveIntegerField(default=0, help_text="How much of it: the batch is sorted by this.")
    earlier = models.ForeignKey(
        Incident,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="What the same document became when it was imported before.",
    )
    incident = models.ForeignKey(Incident, null=True, on_delete=models.CASCADE, related_name="documents")
    imported_at = models.DateTimeField(null=True)
    digests = models.JSONField(
        default=list, help_text="Of each part that was read and imported, so that it is not offered again."
    )

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["position"]
        indexes: ClassVar = [
            models.Index(fields=["id"], name="document_in_work", condition=Q(state__in=IN_WORK)),
            models.Index(fields=["digest"], name="document_imported", condition=Q(state=DocumentState.IMPORTED)),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["batch", "position"], name="document_once"),
            models.CheckConstraint(condition=Q(state__in=DocumentState.values), name="document_state_known"),
            models.CheckConstraint(
                condition=Q(state=DocumentState.IMPORTED, incident__isnull=False, content=b"", text="")
                | ~Q(state=DocumentState.IMPORTED) & Q(incident__isnull=True),
                name="document_imported_is_incident",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return reverse("document", args=[self.batch_id, self.pk])

    @property
    def is_in_work(self) -> bool:
        """The worker goes on with it."""
        return self.state in IN_WORK

    @property
    def is_withdrawn(self) -> bool:
        """It was imported, and the incident was withdrawn since."""
        return self.incident is not None and self.incident.is_withdrawn
