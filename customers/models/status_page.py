"""The status page: whether it is public, planned maintenance, and who gets its updates by e-mail."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from accounts.models import User
from catalogue.models import Service
from core.clock import now
from customers.models.updates import Update
from customers.querysets import MaintenanceQuerySet, SubscriberQuerySet


class StatusPage(models.Model):
    """The switch of the status page, in one row. Its lock lets one process at a time renew the snapshot."""

    ONLY: ClassVar = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=ONLY, editable=False)
    is_public = models.BooleanField(
        "everybody may read it",
        default=False,
        help_text="Without a login, also search engines. Otherwise it is there for those who can log in.",
    )

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=Q(id=1), name="status_page_one")]

    def __str__(self) -> str:
        return "Status page"

    @classmethod
    def is_public_now(cls) -> bool:
        """Whether everybody may read it."""
        return cls.objects.filter(is_public=True).exists()


class Maintenance(models.Model):
    """Planned work that customers will notice: which services, from when until when, in words for them."""

    title = models.CharField(max_length=120)
    text = models.TextField("what customers will notice", blank=True, max_length=2000)
    services = models.ManyToManyField(Service, related_name="maintenance")
    starts_at = models.DateTimeField("from")
    ends_at = models.DateTimeField("until")
    planned_by = models.ForeignKey(User, on_delete=models.PROTECT, db_index=False, related_name="+")
    planned_at = models.DateTimeField(default=now)
    changes = models.PositiveIntegerField(default=0, editable=False)
    cancelled_at = models.DateTimeField(null=True, editable=False)
    is_example = models.BooleanField(default=False, editable=False)
    client_uuid = models.UUIDField(default=uuid.uuid4, editable=False)

    objects = MaintenanceQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "maintenance"
        ordering: ClassVar = ["-starts_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["planned_by", "client_uuid"], name="maintenance_sent_once"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="maintenance_ends_after_start"),
        ]

    def __str__(self) -> str:
        return self.title


class Subscriber(models.Model):
    """An address that gets the updates of the status page, since its owner confirmed it.

    The row goes when the subscription ends. `key` is part of what the link that ends it is signed from.
    """

    email = models.EmailField("e-mail address", max_length=254)
    key = models.UUIDField(default=uuid.uuid4, editable=False)
    wants_all = models.BooleanField("of all services", default=True)
    services = models.ManyToManyField(Service, related_name="status_subscribers")
    since = models.DateTimeField(default=now)

    objects = SubscriberQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [models.UniqueConstraint(Lower("email"), name="subscriber_once")]

    def __str__(self) -> str:
        return self.email


class StatusMailing(models.Model):
    """How far an update has been written to the subscribers: `reached` is the last one of them.

    `taken_back_reached` is the last of these deliveries whose address was told that the update no longer holds.
    """

    update = models.OneToOneField(Update, on_delete=models.CASCADE, related_name="status_mailing")
    reached = models.BigIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)
    taken_back_reached = models.BigIntegerField(default=0)
    taken_back_finished_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"mailing of update {self.update_id}"
