"""Who follows an incident."""

from typing import ClassVar

from django.db import models

from accounts.models import User
from core.clock import now
from incidents.models.incident import Incident
from incidents.models.merge import Merge
from incidents.querysets import FollowerQuerySet


class Follower(models.Model):
    """Somebody who wants to hear what was learned from an incident without having taken part in it."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, db_index=False, related_name="followers")
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="follows")
    since = models.DateTimeField(default=now)
    came_with = models.ForeignKey(
        Merge,
        null=True,
        on_delete=models.CASCADE,
        related_name="+",
        help_text="They followed what this merge brought here; undoing it ends that.",
    )

    objects = FollowerQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["incident", "person"], name="follower_once")]

    def __str__(self) -> str:
        return f"{self.person} follows {self.incident.reference}"
