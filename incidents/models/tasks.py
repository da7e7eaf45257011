"""What is to be done during an incident: its tasks, and the checklists that they come from."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from accounts.models import User
from catalogue.models import ChecklistItem
from core.clock import now
from incidents.enums import TaskState
from incidents.models.incident import Incident
from incidents.querysets import TaskQuerySet


class Task(models.Model):
    """Something to do during the incident, and who does it. It is done, dropped with a word, or an action item.

    One line of a checklist comes once to an incident. The incident's row lock holds that, not a constraint: a merge
    may bring the same line from two incidents.
    """

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="tasks")
    text = models.CharField(max_length=300)
    person = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="tasks")
    state = models.CharField(max_length=8, choices=TaskState, default=TaskState.OPEN)
    state_at = models.DateTimeField(null=True)
    state_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField("why it was dropped", max_length=300, blank=True)
    changed_seq = models.PositiveIntegerField(default=0, help_text="The incident's number of its last change.")
    checklist_item = models.ForeignKey(
        ChecklistItem, null=True, blank=True, on_delete=models.SET_NULL, related_name="tasks"
    )
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, db_index=False, related_name="+")
    created_at = models.DateTimeField(default=now)
    client_uuid = models.UUIDField(default=uuid.uuid4, editable=False)

    objects = TaskQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["created_by", "client_uuid"], name="task_sent_once"),
            models.CheckConstraint(condition=Q(state__in=TaskState.values), name="task_state_known"),
        ]

    def __str__(self) -> str:
        return self.text
