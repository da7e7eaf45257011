"""When customers were affected."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from incidents.models.incident import Incident


class ImpactInterval(models.Model):
    """A period in which customers were affected. Either end may be unknown (NULL); neither is ever guessed."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="impact_intervals")
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = [F("started_at").asc(nulls_last=True), "ended_at", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(started_at__isnull=True) | Q(ended_at__isnull=True) | Q(ended_at__gte=F("started_at")),
                name="interval_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(started_at__isnull=False) | Q(ended_at__isnull=False), name="interval_has_an_end"
            ),
        ]

    def __str__(self) -> str:
        return f"impact of {self.incident.reference}"
