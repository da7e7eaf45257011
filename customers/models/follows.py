"""Who wants to hear what customers are told, and what of a postmortem is for customers."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from accounts.models import User
from catalogue.models import Service
from core.clock import now
from customers.enums import Pace
from customers.models.customers import Customer
from customers.querysets import CustomerMeasureQuerySet, CustomerSummaryQuerySet, FollowQuerySet
from incidents.models import Incident


class Follow(models.Model):
    """Somebody hears of the customer updates of an incident, or of all incidents of a service or of a customer."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, db_index=False, related_name="followed_words")
    incident = models.ForeignKey(Incident, null=True, on_delete=models.CASCADE, related_name="word_followers")
    service = models.ForeignKey(Service, null=True, on_delete=models.CASCADE, related_name="word_followers")
    customer = models.ForeignKey(Customer, null=True, on_delete=models.CASCADE, related_name="word_followers")
    pace = models.CharField("at most", max_length=8, choices=Pace, default=Pace.EACH)
    since = models.DateTimeField(default=now)

    objects = FollowQuerySet.as_manager()

    class Meta:
        verbose_name = "follower of customer updates"
        verbose_name_plural = "followers of customer updates"
        ordering: ClassVar = ["-since", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "incident"], name="follow_incident_once"),
            models.UniqueConstraint(fields=["person", "service"], name="follow_service_once"),
            models.UniqueConstraint(fields=["person", "customer"], name="follow_customer_once"),
            models.CheckConstraint(
                condition=Q(incident__isnull=False, service__isnull=True, customer__isnull=True)
                | Q(incident__isnull=True, service__isnull=False, customer__isnull=True)
                | Q(incident__isnull=True, service__isnull=True, customer__isnull=False),
                name="follow_one_thing",
            ),
            models.CheckConstraint(condition=Q(pace__in=Pace.values), name="follow_pace_known"),
        ]

    def __str__(self) -> str:
        return f"{self.person} follows {self.incident or self.service or self.customer}"


class CustomerSummary(models.Model):
    """What customers may read of a published postmortem, as the postmortem handed it over; its latest version."""

    incident = models.OneToOneField(Incident, on_delete=models.CASCADE, related_name="customer_summary")
    text = models.TextField(help_text="Markdown.")
    html = models.TextField(blank=True, editable=False)
    renderer = models.PositiveSmallIntegerField(default=0, editable=False)
    published_at = models.DateTimeField(null=True, help_text="NULL while the postmortem is taken back.")

    objects = CustomerSummaryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "customer summaries"

    def __str__(self) -> str:
        return f"customer summary of {self.incident_id}"


class CustomerMeasure(models.Model):
    """A measure that is fit for customers, as its published postmortem handed it over. Taken back, the row goes."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, db_index=False, related_name="customer_measures")
    position = models.PositiveSmallIntegerField()
    text = models.TextField(help_text="Markdown.")
    html = models.TextField(blank=True, editable=False)
    renderer = models.PositiveSmallIntegerField(default=0, editable=False)

    objects = CustomerMeasureQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["incident", "position"], name="customer_measure_once"),
        ]

    def __str__(self) -> str:
        return f"measure of {self.incident_id}: {self.text[:60]}"
