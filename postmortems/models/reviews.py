"""Who reviews a postmortem, the exact version each of them answered about, and who read it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from accounts.models import User
from core.clock import now
from postmortems.enums import Decision
from postmortems.models.postmortem import Postmortem
from postmortems.querysets import ReviewerQuerySet


class Reviewer(models.Model):
    """Somebody whose sign-off is asked for."""

    postmortem = models.ForeignKey(Postmortem, on_delete=models.CASCADE, db_index=False, related_name="reviewers")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="reviews")
    asked_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=now)
    removed_at = models.DateTimeField(null=True, help_text="No longer a reviewer; what they answered is kept.")

    objects = ReviewerQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["postmortem", "person"], name="reviewer_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person} reviews {self.postmortem}"


class PostmortemVersion(models.Model):
    """All that a sign-off is about, as it stood: sections, rows, action items, and where the timeline was."""

    postmortem = models.ForeignKey(Postmortem, on_delete=models.CASCADE, db_index=False, related_name="versions")
    number = models.PositiveIntegerField()
    taken_at = models.DateTimeField(default=now)
    digest = models.CharField(max_length=64, help_text="SHA-256 of the content: equal content, equal version.")
    content = models.JSONField(help_text="As `postmortems.readers.snapshots` writes it.")
    compared_at = models.DateTimeField(
        default=now, editable=False, help_text="When it was last compared with the present content."
    )
    compared_seq = models.PositiveIntegerField(
        default=0, editable=False, help_text="Where the incident's changes were then."
    )

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["postmortem", "number"], name="postmortem_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.postmortem}, version {self.number}"


class SignOff(models.Model):
    """What a reviewer answered about one version; the newest counts."""

    reviewer = models.ForeignKey(Reviewer, on_delete=models.CASCADE, related_name="sign_offs")
    version = models.ForeignKey(PostmortemVersion, on_delete=models.RESTRICT, related_name="sign_offs")
    decision = models.CharField(max_length=16, choices=Decision)
    words = models.TextField(max_length=2000, blank=True)
    at = models.DateTimeField(default=now)
    change_told_at = models.DateTimeField(
        null=True, editable=False, help_text="When the reviewer was told that it changed since."
    )

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(decision__in=Decision.values), name="sign_off_decision_known"),
        ]

    def __str__(self) -> str:
        return f"{self.get_decision_display()} by {self.reviewer.person}"


class Reading(models.Model):
    """That somebody opened a published postmortem."""

    postmortem = models.ForeignKey(Postmortem, on_delete=models.CASCADE, db_index=False, related_name="readings")
    reader = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    first_at = models.DateTimeField(default=now)

    class Meta:
        ordering: ClassVar = ["first_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["postmortem", "reader"], name="reading_once"),
        ]

    def __str__(self) -> str:
        return f"{self.reader} read {self.postmortem}"
