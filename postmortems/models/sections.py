"""Sections, every text they ever had, and what is typed into them."""

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import Q

from accounts.models import User
from core.clock import now
from postmortems.enums import RevisionOrigin, SectionKind
from postmortems.models.postmortem import Postmortem


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
    guidance = models.TextField(blank=True, help_text="From the template: what belongs here.")
    is_required = models.BooleanField(
        default=False, help_text="From the template: it must be written before publishing."
    )
    is_filled = models.BooleanField(
        default=False, help_text="Its text was made from the incident, and nobody has edited or accepted it."
    )
    is_for_customers = models.BooleanField(default=False, help_text="The customer version shows it.")
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
    """A save of a section: who, when, what, and the version it began from. Every text ever saved is in one.

    One that met a save of somebody else has no number: it is *set aside*, and what the two became has one.
    """

    section = models.ForeignKey(Section, on_delete=models.CASCADE, db_index=False, related_name="revisions")
    version = models.PositiveIntegerField(null=True)
    base_version = models.PositiveIntegerField(default=0)
    origin = models.CharField(max_length=16, choices=RevisionOrigin, default=RevisionOrigin.SAVED)
    heading = models.CharField(max_length=120)
    body = models.TextField(blank=True)
    author = models.ForeignKey(User, on_delete=models.PROTECT, db_index=False, related_name="+")
    saved_at = models.DateTimeField(default=now)
    client_uuid = models.UUIDField(null=True)
    merged_version = models.PositiveIntegerField(
        null=True, editable=False, help_text="Of one set aside: the version that holds it, merged without asking."
    )

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [models.Index(fields=["section", "-id"], name="revision_newest")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(origin__in=RevisionOrigin.values), name="revision_origin_known"),
            models.CheckConstraint(
                condition=Q(version__isnull=False) ^ Q(origin=RevisionOrigin.SET_ASIDE),
                name="revision_aside_unnumbered",
            ),
            models.UniqueConstraint(fields=["section", "version"], name="revision_version_once"),
            models.UniqueConstraint(fields=["author", "client_uuid"], name="revision_sent_once"),
        ]

    def __str__(self) -> str:
        return f"{self.section}, version {self.version or 'set aside'}"


class SectionDraft(models.Model):
    """What one person typed into a section and has not saved; and when they last had its editor open."""

    section = models.ForeignKey(Section, on_delete=models.CASCADE, db_index=False, related_name="drafts")
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    seen_at = models.DateTimeField(null=True, help_text="None while they do not have it open.")
    body = models.TextField(null=True, help_text="None while they only have it open.")
    base_version = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["section", "person"], name="draft_once_a_person"),
        ]

    def __str__(self) -> str:
        return f"{self.person}'s draft of {self.section}"
