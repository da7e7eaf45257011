"""The postmortem, and its history."""

import uuid
from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse

from accounts.models import User
from core.clock import now
from core.references import written
from incidents.models import Incident
from postmortems.enums import PostmortemStatus
from postmortems.models.templates import PostmortemTemplate
from postmortems.querysets import PostmortemQuerySet


class Postmortem(models.Model):
    """What was learned from an incident. Timeline and durations are read from the incident, never copied."""

    incident = models.OneToOneField(Incident, on_delete=models.PROTECT, related_name="postmortem")
    template = models.ForeignKey(
        PostmortemTemplate,
        null=True,
        on_delete=models.PROTECT,
        related_name="postmortems",
        help_text="It began from it.",
    )
    template_why = models.CharField(
        max_length=300,
        blank=True,
        default="",
        db_default="",
        editable=False,
        help_text="Why that template was taken, as things stood when it was opened.",
    )
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
    is_imported = models.BooleanField(
        "imported",
        default=False,
        db_default=False,
        editable=False,
        help_text="It was written elsewhere: it came as published, without review, and nobody is asked to read it.",
    )
    anniversary_told_at = models.DateTimeField(
        null=True, editable=False, help_text="When the team was reminded, a year after it was published."
    )
    meeting_at = models.DateTimeField("review meeting", null=True, blank=True)
    meeting_minutes = models.PositiveSmallIntegerField(
        "minutes", default=60, validators=[MinValueValidator(5), MaxValueValidator(480)]
    )
    meeting_place = models.CharField("where", max_length=200, blank=True, help_text="A room, or a link.")
    customer_title = models.CharField(
        "title for customers",
        max_length=200,
        blank=True,
        default="",
        db_default="",
        help_text="Of the customer version.",
    )
    meeting_uid = models.UUIDField(default=uuid.uuid4, editable=False, help_text="By it a calendar knows the meeting.")
    meeting_changes = models.PositiveIntegerField(
        default=0, editable=False, help_text="How often it was set, moved or cancelled."
    )
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
