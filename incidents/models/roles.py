"""Who has which role in an incident, and who had it before."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q

from accounts.models import User
from catalogue.models import IncidentRole
from incidents.models.incident import Incident
from incidents.models.timeline import TimelineEntry
from incidents.querysets import RoleAssignmentQuerySet


class RoleAssignment(models.Model):
    """A person has a role from one entry of the timeline to another; the current one has no end yet.

    When that was is what these entries say, so that a corrected time corrects it here, too.
    """

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="role_assignments")
    role = models.ForeignKey(IncidentRole, on_delete=models.PROTECT, related_name="assignments")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="role_assignments")
    given_in = models.ForeignKey(TimelineEntry, on_delete=models.CASCADE, related_name="+")
    ended_in = models.ForeignKey(TimelineEntry, null=True, on_delete=models.CASCADE, related_name="+")

    objects = RoleAssignmentQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["role__position", "role__name", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["incident", "role"], name="role_held_once", condition=Q(ended_in=None))
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.role} of {self.incident.reference}"

    @property
    def is_current(self) -> bool:
        """The person has the role now."""
        return self.ended_in_id is None

    @property
    def since(self) -> datetime:
        """When the role was given; call with `given_in` fetched."""
        return self.given_in.happened_at

    @property
    def until(self) -> datetime | None:
        """When it was taken away or handed on; None while the person has it."""
        return self.ended_in.happened_at if self.ended_in else None
