"""Lines for a timeline: a batch, and its lines while they are previewed or being added."""

import uuid
from typing import ClassVar
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import Q
from django.urls import reverse

from accounts.models import User
from core.clock import now
from core.references import written
from core.wall_clock import SLACK
from core.zones import zone_or_utc
from importing.enums import NOT_ADDED, BatchState
from importing.querysets import BatchQuerySet
from incidents.models import Incident, TimelineEntry


class ImportBatch(models.Model):
    """Text or a file that somebody imports into a timeline, added as one and undone as one.

    `raw` and the lines hold what was pasted; both are gone once the entries stand, so that a redaction finds no copy.
    """

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="batches")
    started_by = models.ForeignKey(User, on_delete=models.PROTECT, db_index=False, related_name="+")
    started_at = models.DateTimeField(default=now)
    client_uuid = models.UUIDField(default=uuid.uuid4, editable=False)
    state = models.CharField(max_length=16, choices=BatchState, default=BatchState.READING)
    source = models.CharField(max_length=16, blank=True, help_text="The format it is read as; detected when empty.")
    file_name = models.CharField(max_length=200, blank=True)
    raw = models.TextField(blank=True)
    day = models.DateField(null=True, help_text="Day of the first line, where somebody chose it.")
    first_clock = models.TimeField(null=True, help_text="Time of the first line, where the text tells none.")
    decoding_note = models.CharField(
        max_length=300, blank=True, default="", db_default="", help_text="What was guessed about the file's letters."
    )
    zone = models.CharField("time zone", max_length=64)
    zone_word = models.CharField(max_length=16, blank=True)
    touched_at = models.DateTimeField(default=now, help_text="A preview that nobody touches is deleted.")

    total = models.PositiveIntegerField(default=0, help_text="Entries that it will make.")
    added = models.PositiveIntegerField(default=0, help_text="Entries that are there already.")
    met = models.PositiveIntegerField(default=0, help_text="Lines left out: the timeline had them by then.")
    failures = models.PositiveSmallIntegerField(
        default=0, db_default=0, help_text="Attempts at reading it, or at the next piece, that failed."
    )
    added_at = models.DateTimeField(null=True)
    taken_back_at = models.DateTimeField(null=True)
    taken_back_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    taken_back_reason = models.CharField(max_length=300, blank=True)

    entries = models.ManyToManyField(
        TimelineEntry, related_name="batches", editable=False, help_text="Those that it made, or restored."
    )

    objects = BatchQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(fields=["id"], name="batch_adding", condition=Q(state=BatchState.ADDING)),
            models.Index(fields=["id"], name="batch_reading", condition=Q(state=BatchState.READING)),
            models.Index(fields=["touched_at"], name="batch_not_added", condition=Q(state__in=NOT_ADDED)),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["started_by", "client_uuid"], name="batch_sent_once"),
            models.CheckConstraint(condition=Q(state__in=BatchState.values), name="batch_state_known"),
        ]

    def __str__(self) -> str:
        return f"batch {self.pk} of {written(Incident.PREFIX, self.incident_id)}"

    def get_absolute_url(self) -> str:
        return reverse("batch", args=[self.incident_id, self.pk])

    @property
    def time_zone(self) -> ZoneInfo:
        """The zone on whose clocks it is read."""
        return zone_or_utc(self.zone)


class ImportLine(models.Model):
    """One line of a preview: a message as it was read, or as a person changed it. Deleted once its entry is stored."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, db_index=False, related_name="lines")
    number = models.PositiveIntegerField(help_text="Of its first line in the text.")
    happened_at = models.DateTimeField(null=True)
    author = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    further = models.JSONField(default=dict, help_text="What a timeline's own file says besides: until, milestones, …")
    note = models.CharField(max_length=300, blank=True, help_text="What to know before adding it.")
    is_taken = models.BooleanField(default=True)
    is_understood = models.BooleanField(default=True)
    external_id = models.CharField(max_length=100, help_text="That of its entry, made from the line as it was read.")
    is_known = models.BooleanField("on the timeline already", default=False)
    is_timed = models.BooleanField("the time was typed by hand", default=False)
    is_chosen = models.BooleanField("the tick was set by hand", default=False, db_default=False)

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["batch", "number"], name="line_once")]

    def __str__(self) -> str:
        return f"line {self.number} of {self.batch}"

    @property
    def is_ahead(self) -> bool:
        """It lies in the future, and nobody typed that time."""
        return self.happened_at is not None and not self.is_timed and self.happened_at > now() + SLACK
