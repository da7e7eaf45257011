"""The postmortem and its sections."""

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import Q
from django.urls import reverse

from accounts.models import User
from core.clock import now
from core.references import written
from incidents.models import Incident
from postmortems.enums import PostmortemStatus, SectionKind
from postmortems.querysets import PostmortemQuerySet


class Postmortem(models.Model):
    """What was learned from an incident. Timeline and durations are read from the incident, never copied."""

    incident = models.OneToOneField(Incident, on_delete=models.PROTECT, related_name="postmortem")
    status = models.CharField(max_length=16, choices=PostmortemStatus, default=PostmortemStatus.DRAFT)
    due_on = models.DateField("due", null=True, blank=True)
    owner = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="postmortems", verbose_name="author"
    )
    facilitator = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="facilitates")
    opened_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(default=now)
    review_asked_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(null=True)
    status_before = models.CharField(
        max_length=16,
        choices=PostmortemStatus,
        blank=True,
        default="",
        db_default="",
        editable=False,
        help_text="Before it was cancelled.",
    )

    objects = PostmortemQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(fields=["due_on"], name="postmortem_wanted", condition=~Q(status=PostmortemStatus.PUBLISHED))
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(status__in=PostmortemStatus.values), name="postmortem_status_known"),
            models.CheckConstraint(
                condition=Q(status_before__in=["", *PostmortemStatus.values]), name="postmortem_status_before_known"
            ),
            models.CheckConstraint(
                condition=~Q(status=PostmortemStatus.PUBLISHED) | Q(published_at__isnull=False),
                name="postmortem_published_has_instant",
            ),
        ]

    def __str__(self) -> str:
        return f"Postmortem of {self.incident.reference}"

    def get_absolute_url(self) -> str:
        return reverse("postmortem", args=[self.incident_id])

    @property
    def incident_reference(self) -> str:
        """INC-12, which it is about."""
        return written(Incident.PREFIX, self.incident_id)


class Section(models.Model):
    """One section. `version` counts explicit saves; a save names the version it began from."""

    postmortem = models.ForeignKey(Postmortem, on_delete=models.CASCADE, related_name="sections")
    kind = models.CharField(max_length=16, choices=SectionKind, default=SectionKind.CUSTOM)
    heading = models.CharField(max_length=120)
    position = models.PositiveSmallIntegerField()
    body = models.TextField(blank=True)
    html = models.TextField(blank=True, editable=False)
    renderer = models.PositiveSmallIntegerField(default=0, editable=False)
    version = models.PositiveIntegerField(default=0)
    redacted_version = models.PositiveIntegerField(
        default=0, db_default=0, editable=False, help_text="Words were removed in it."
    )
    removed_at = models.DateTimeField(null=True)

    search = models.GeneratedField(
        expression=SearchVector("body", config="debrief"), output_field=SearchVectorField(), db_persist=True
    )

    class Meta:
        ordering: ClassVar = ["position", "id"]
        indexes: ClassVar = [GinIndex("search", name="section_search")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=SectionKind.values), name="section_kind_known"),
            models.UniqueConstraint(
                fields=["postmortem", "kind"],
                condition=~Q(kind=SectionKind.CUSTOM) & Q(removed_at__isnull=True),
                name="section_kind_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.heading} of {self.postmortem}"


class SectionRevision(models.Model):
    """An explicit save of a section: who, when, what. Every text ever saved is in one."""

    section = models.ForeignKey(Section, on_delete=models.CASCADE, db_index=False, related_name="revisions")
    version = models.PositiveIntegerField()
    heading = models.CharField(max_length=120)
    body = models.TextField(blank=True)
    author = models.ForeignKey(User, on_delete=models.PROTECT, db_index=False, related_name="+")
    saved_at = models.DateTimeField(default=now)
    client_uuid = models.UUIDField(null=True)

    class Meta:
        ordering: ClassVar = ["-version"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["section", "version"], name="revision_version_once"),
            models.UniqueConstraint(fields=["author", "client_uuid"], name="revision_sent_once"),
        ]

    def __str__(self) -> str:
        return f"{self.section}, version {self.version}"


class PostmortemEvent(models.Model):
    """One change of a postmortem that is no revision of a section: who, when, from what, to what, with which note."""

    postmortem = models.ForeignKey(Postmortem, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField(default=now)
    actor = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=80)
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering: ClassVar = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.what} of {self.postmortem}"
