"""Customers, and who to talk to there."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from accounts.models import User
from catalogue.models import Service
from core.clock import now
from customers.querysets import CustomerQuerySet


class Customer(models.Model):
    """A customer. One that was merged into another one stays, so that its name and external id still lead there."""

    name = models.CharField(max_length=200)
    key = models.CharField(
        max_length=400, editable=False, help_text="The name as it is compared (`customers/readers/names.py`)."
    )
    tier = models.CharField(max_length=40, blank=True, help_text="Such as Enterprise; customers are grouped by it.")
    value = models.PositiveBigIntegerField(
        "value a year", null=True, blank=True, help_text="In whole units of the company's currency."
    )
    owner = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="customers", help_text="In sales."
    )
    services = models.ManyToManyField(Service, blank=True, related_name="customers", help_text="Those that it uses.")
    zone = models.CharField("time zone", max_length=64, blank=True, help_text="Times in letters to them stand in it.")
    external_id = models.CharField(
        "id elsewhere", max_length=100, blank=True, help_text="In the system that customers are imported from."
    )
    is_active = models.BooleanField("a customer today", default=True)
    merged_into = models.ForeignKey(
        "self",
        null=True,
        on_delete=models.PROTECT,
        related_name="merged",
        editable=False,
        help_text="Never in a chain.",
    )
    is_example = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(default=now, editable=False)

    objects = CustomerQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["name", "id"]
        indexes: ClassVar = [models.Index("key", name="customer_key")]
        constraints: ClassVar = [
            models.UniqueConstraint("key", condition=Q(merged_into__isnull=True), name="customer_name_once"),
            models.UniqueConstraint("external_id", condition=~Q(external_id=""), name="customer_external_id_once"),
            models.CheckConstraint(condition=~Q(key=""), name="customer_has_a_name"),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("pk")), name="customer_not_merged_into_itself"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("customer", args=[self.pk])

    @property
    def is_merged(self) -> bool:
        """The same company as another customer, which has taken over everything."""
        return self.merged_into_id is not None


class Contact(models.Model):
    """Somebody at a customer to call or to mail."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="contacts")
    name = models.CharField(max_length=120, blank=True)
    email = models.EmailField("e-mail address", max_length=254, blank=True)
    phone = models.CharField(max_length=60, blank=True)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return self.name or self.email or self.phone
