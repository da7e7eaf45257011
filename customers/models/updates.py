"""What customers are told of an incident: drafts, and updates that were published."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from accounts.models import User
from core.clock import now
from customers.enums import UpdateState
from customers.querysets import UpdateQuerySet
from incidents.models import Incident, TimelineEntry


class Update(models.Model):
    """Words for customers. They are drafted, then published as an entry of the timeline; none is ever deleted.

    `valid_for` and `next_in` are minutes from publication, which fixes `valid_until` and `next_update_by`.
    """

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, db_index=False, related_name="updates")
    text = models.TextField(max_length=4000)
    html = models.TextField(blank=True, editable=False)
    renderer = models.PositiveSmallIntegerField(default=0, editable=False)
    workaround = models.TextField(blank=True, max_length=1000, help_text="Plain text: what customers can do meanwhile.")
    state = models.CharField(max_length=16, choices=UpdateState, default=UpdateState.DRAFT)
    version = models.PositiveIntegerField(default=1, editable=False, help_text="Counts the changes of a draft.")
    corrects = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="corrections",
        help_text="The published update whose words it replaces.",
    )
    is_closing = models.BooleanField(default=False, help_text="It was published when the incident was over.")
    valid_for = models.PositiveIntegerField("minutes that it is valid", null=True, blank=True)
    next_in = models.PositiveIntegerField("minutes until the next update", null=True, blank=True)
    valid_until = models.DateTimeField(null=True, editable=False)
    next_update_by = models.DateTimeField(null=True, editable=False)
    drafted_by = models.ForeignKey(User, on_delete=models.PROTECT, db_index=False, related_name="drafted_updates")
    drafted_at = models.DateTimeField(default=now)
    approved_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(null=True, editable=False)
    taken_back_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    taken_back_at = models.DateTimeField(null=True, editable=False)
    taken_back_because = models.CharField("why it was taken back", max_length=500, blank=True, editable=False)
    entry = models.OneToOneField(
        TimelineEntry, null=True, on_delete=models.SET_NULL, related_name="customer_update", editable=False
    )
    client_uuid = models.UUIDField(default=uuid.uuid4, editable=False)

    objects = UpdateQuerySet.as_manager()

    class Meta:
        verbose_name = "customer update"
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index("incident", F("published_at").desc(), F("id").desc(), name="update_newest"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["drafted_by", "client_uuid"], name="update_sent_once"),
            models.CheckConstraint(condition=Q(state__in=UpdateState.values), name="update_state_known"),
            models.CheckConstraint(
                condition=~Q(state=UpdateState.PUBLISHED) | Q(approved_by__isnull=False, published_at__isnull=False),
                name="update_published_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"update of {self.incident_id}: {self.text[:60]}"

    @property
    def words(self) -> str:
        """All that may be passed on, as one text: its entry, and what the incident says that holds now."""
        return f"{self.text}\n\nWorkaround: {self.workaround}" if self.workaround else self.text

    @property
    def is_draft(self) -> bool:
        """Not decided yet."""
        return self.state == UpdateState.DRAFT

    @property
    def was_taken_back(self) -> bool:
        """Customers were told, and are not any more."""
        return self.state == UpdateState.TAKEN_BACK and self.published_at is not None

    @property
    def is_published(self) -> bool:
        """Customers were told, and it was not taken back."""
        return self.state == UpdateState.PUBLISHED
