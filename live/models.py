"""Who has the page of an incident open."""

from typing import ClassVar

from django.db import models

from accounts.models import User
from core.clock import now
from incidents.models.incident import Incident


class Presence(models.Model):
    """Somebody who has an incident open, as one stream process knows it; true while that process renews `seen_at`."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, db_index=False, related_name="presences")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    process = models.UUIDField()
    seen_at = models.DateTimeField(default=now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["incident", "user", "process"], name="presence_once_a_process")
        ]
        indexes: ClassVar = [models.Index(fields=["process"], name="presence_by_process")]

    def __str__(self) -> str:
        return f"{self.user} in {self.incident.reference}"
