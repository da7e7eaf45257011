"""Which customers an incident affects, and who told them."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from accounts.models import User
from core.clock import now
from customers.enums import AffectedSource, ToldHow
from customers.models.customers import Customer
from customers.querysets import AffectedQuerySet, ToldQuerySet
from customers.readers.names import Identity, identity_of
from incidents.models import Incident, Merge


class AffectedCustomer(models.Model):
    """A customer that an incident affects, or a name that no customer has, kept as it was typed."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, db_index=False, related_name="affected_customers")
    customer = models.ForeignKey(Customer, null=True, on_delete=models.PROTECT, related_name="affected_by")
    name = models.CharField("name as typed", max_length=200)
    source = models.CharField(max_length=8, choices=AffectedSource)
    since_at = models.DateTimeField("from", null=True, blank=True)
    until_at = models.DateTimeField("until", null=True, blank=True)
    is_kept = models.BooleanField(
        default=False, editable=False, help_text="Somebody edited it: it stays when its reports are unlinked."
    )
    added_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=now)
    merges = models.ManyToManyField(
        Merge, related_name="moved_affected", editable=False, help_text="Those that moved it with its incident."
    )

    objects = AffectedQuerySet.as_manager()

    class Meta:
        verbose_name = "affected customer"
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [models.Index("incident", name="affected_by_incident")]
        constraints: ClassVar = [
            models.UniqueConstraint("incident", "customer", name="affected_once"),
            models.CheckConstraint(condition=Q(source__in=AffectedSource.values), name="affected_source_known"),
            models.CheckConstraint(
                condition=Q(since_at__isnull=True) | Q(until_at__isnull=True) | Q(until_at__gte=F("since_at")),
                name="affected_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} in {self.incident.reference}"

    @property
    def shown_name(self) -> str:
        """The customer's name where there is one: what was typed may be words of the inside."""
        return self.customer.name if self.customer else self.name

    @property
    def identity(self) -> Identity:
        """What tells it from the other affected customers of its incident."""
        return identity_of(self.customer_id, self.name)


class Told(models.Model):
    """Somebody told an affected customer about the incident: one press after the call or the mail."""

    affected = models.ForeignKey(AffectedCustomer, on_delete=models.CASCADE, related_name="tellings")
    by = models.ForeignKey(User, on_delete=models.PROTECT, db_index=False, related_name="+")
    at = models.DateTimeField(default=now)
    how = models.CharField(max_length=8, choices=ToldHow)
    letter = models.ForeignKey(
        "customers.LetterVersion",
        null=True,
        on_delete=models.RESTRICT,
        related_name="tellings",
        help_text="The letter that was given, as it read then.",
    )
    undone_at = models.DateTimeField(null=True, editable=False)
    client_uuid = models.UUIDField(default=uuid.uuid4, editable=False)

    objects = ToldQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "told"
        ordering: ClassVar = ["-at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["by", "client_uuid"], name="told_sent_once"),
            models.CheckConstraint(condition=Q(how__in=ToldHow.values), name="told_how_known"),
        ]

    def __str__(self) -> str:
        return f"{self.affected.name} told by {self.by}"
