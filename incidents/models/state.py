"""The current state of an incident, one row a version. The incident says which version is the latest."""

from typing import ClassVar

from django.db import models

from accounts.models import User
from core.clock import now
from incidents.models.incident import Incident
from incidents.models.timeline import TimelineEntry


class StateRevision(models.Model):
    """One version of the current state: what we know, what we tried, what is next; told by one entry.

    A redaction that reaches the latest one raises its number, so that a form begun before cannot bring the words back.
    """

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, db_index=False, related_name="state_revisions")
    entry = models.OneToOneField(TimelineEntry, on_delete=models.CASCADE, related_name="state_revision")
    version = models.PositiveIntegerField()
    known = models.TextField(blank=True, help_text="What we know.")
    tried = models.TextField(blank=True, help_text="What we tried.")
    next = models.TextField(blank=True, help_text="What is next.")
    known_html = models.TextField(blank=True, editable=False)
    tried_html = models.TextField(blank=True, editable=False)
    next_html = models.TextField(blank=True, editable=False)
    renderer = models.PositiveSmallIntegerField(default=0, editable=False)
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=now)

    class Meta:
        ordering: ClassVar = ["-version"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["incident", "version"], name="state_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.incident.reference}, current state {self.version}"
