"""The timeline: entries, their earlier texts, milestones."""

import uuid
from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from accounts.models import User
from core.clock import now
from incidents.change_words import ValueChange, change_beside, value_changes
from incidents.enums import EntryKind, Milestone, Origin, Source
from incidents.models.incident import Incident
from incidents.querysets import EntryQuerySet, MarkQuerySet


class TimelineEntry(models.Model):
    """What happened, when, told by whom. Corrected or struck through, never deleted.

    `seq` is the number of the change that appended it; `changed_seq` that of its last visible change.
    """

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, db_index=False, related_name="entries")
    seq = models.PositiveIntegerField()
    changed_seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=16, choices=EntryKind, default=EntryKind.NOTE)
    origin = models.CharField(max_length=8, choices=Origin, default=Origin.TOLD)
    author = models.ForeignKey(User, null=True, on_delete=models.PROTECT, db_index=False, related_name="entries")
    told_by = models.CharField(
        max_length=200,
        blank=True,
        default="",
        db_default="",
        help_text="Who did it or said it, where that is not the author.",
    )
    source = models.CharField(max_length=8, choices=Source, default=Source.TYPED, editable=False)
    external_id = models.CharField(
        max_length=100, blank=True, editable=False, help_text="Its id where it came from, so that it is stored once."
    )
    happened_at = models.DateTimeField()
    is_about = models.BooleanField("the time is approximate", default=False)
    until_at = models.DateTimeField(null=True, blank=True)
    written_at = models.DateTimeField(default=now)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True, editable=False)
    renderer = models.PositiveSmallIntegerField(default=0, editable=False)
    facts = models.JSONField(default=dict, help_text="What changed, for entries that changed a column: from, to, …")
    is_starred = models.BooleanField(default=False)

    struck_at = models.DateTimeField(null=True)
    struck_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    struck_reason = models.CharField(max_length=300, blank=True)
    redacted_at = models.DateTimeField(null=True)
    redacted_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    redacted_reason = models.CharField(max_length=300, blank=True)
    corrections = models.PositiveSmallIntegerField(default=0, editable=False)
    merged_from = models.ForeignKey(
        Incident,
        null=True,
        on_delete=models.SET_NULL,
        db_index=False,
        related_name="+",
        editable=False,
        help_text="Where it was logged, while that incident is merged into this one.",
    )
    client_uuid = models.UUIDField(default=uuid.uuid4, editable=False)

    search = models.GeneratedField(
        expression=SearchVector("text", config="debrief"), output_field=SearchVectorField(), db_persist=True
    )

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "timeline entries"
        ordering: ClassVar = ["happened_at", "seq"]
        indexes: ClassVar = [
            models.Index(fields=["incident", "happened_at", "seq"], name="entry_in_order"),
            models.Index(fields=["incident", "changed_seq"], name="entry_changes"),
            models.Index(fields=["merged_from"], name="entry_merged_from", condition=Q(merged_from__isnull=False)),
            GinIndex("search", name="entry_search"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["incident", "seq"], name="entry_seq_unique"),
            models.UniqueConstraint(fields=["author", "client_uuid"], name="entry_sent_once"),
            models.UniqueConstraint(
                fields=["source", "external_id", "incident"], condition=~Q(external_id=""), name="entry_taken_once"
            ),
            models.CheckConstraint(
                condition=Q(until_at__isnull=True) | Q(until_at__gte=F("happened_at")), name="entry_span_forward"
            ),
            models.CheckConstraint(condition=Q(kind__in=EntryKind.values), name="entry_kind_known"),
            models.CheckConstraint(condition=Q(origin__in=Origin.values), name="entry_origin_known"),
            models.CheckConstraint(condition=Q(source__in=Source.values), name="entry_source_known"),
            models.CheckConstraint(
                condition=Q(origin=Origin.SYSTEM) | Q(author__isnull=False), name="entry_told_has_author"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.incident.reference} #{self.seq}"

    def get_absolute_url(self) -> str:
        return f"{reverse('incident', args=[self.incident_id])}?entry={self.pk}#entry-{self.pk}"

    @property
    def change(self) -> str:
        """What it changed, where a person told why: `SEV3 → SEV1`."""
        return change_beside(self.origin, self.kind, self.facts)

    @property
    def changed_values(self) -> list[ValueChange]:
        """The details that it changed, before and after."""
        return value_changes(self.facts)

    @property
    def words(self) -> str:
        """What it says as plain text: `SEV3 → SEV1: it spreads`."""
        return f"{self.change}: {self.text}" if self.change else self.text

    @property
    def is_live(self) -> bool:
        """Neither struck through nor redacted: its words hold."""
        return self.struck_at is None and self.redacted_at is None

    @property
    def counts(self) -> bool:
        """Not struck through: its milestones hold, even where its words were redacted."""
        return self.struck_at is None

    @property
    def is_change(self) -> bool:
        """Whether it was written together with a change of the incident, so that striking it would hide that."""
        return self.kind not in {EntryKind.NOTE, EntryKind.REPORT, EntryKind.ESCALATION}


class EntryRevision(models.Model):
    """What an entry said before a correction, and why it was corrected."""

    entry = models.ForeignKey(TimelineEntry, on_delete=models.CASCADE, related_name="revisions")
    seq = models.PositiveIntegerField(help_text="The change that replaced it.")
    happened_at = models.DateTimeField()
    is_about = models.BooleanField("the time was approximate", default=False)
    until_at = models.DateTimeField(null=True)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    renderer = models.PositiveSmallIntegerField(default=0, db_default=0, editable=False)
    replaced_at = models.DateTimeField(default=now)
    replaced_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.entry} before #{self.seq}"


class Mark(models.Model):
    """A milestone on an entry, from `began_seq` until another entry or a reopening ended it."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="marks")
    entry = models.ForeignKey(TimelineEntry, on_delete=models.CASCADE, related_name="marks")
    milestone = models.CharField(max_length=16, choices=Milestone)
    began_seq = models.PositiveIntegerField()
    began_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    began_at = models.DateTimeField(default=now)
    ended_seq = models.PositiveIntegerField(null=True)
    ended_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_for = models.ForeignKey(TimelineEntry, null=True, on_delete=models.SET_NULL, related_name="+")

    objects = MarkQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["began_seq", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["incident", "milestone"], condition=Q(ended_at__isnull=True), name="milestone_on_one_entry"
            ),
            models.CheckConstraint(condition=Q(milestone__in=Milestone.values), name="mark_milestone_known"),
        ]

    def __str__(self) -> str:
        return f"{self.get_milestone_display()} on {self.entry}"
