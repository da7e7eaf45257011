"""What sales or support saw."""

import uuid
from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Left
from django.urls import reverse

from accounts.models import User
from core.clock import now
from core.references import written
from customers.enums import OPEN_STATES, ReplyKind, ReportState
from customers.querysets import ReportQuerySet, ReportReplyQuerySet
from customers.readers.names import Identity, identity_of
from incidents.models import Incident, Merge

LONGEST_REPORT = 200_000  # characters: a pasted thread of e-mails
SEARCHED = 50_000  # of them
LONGEST_REPLY = 10_000


class Report(models.Model):
    """A report, REP-n: what a customer cannot do, who, since when."""

    PREFIX: ClassVar = "REP"

    reporter = models.ForeignKey(User, on_delete=models.PROTECT, db_index=False, related_name="reports")
    text = models.TextField(
        "what can the customer not do?",
        max_length=LONGEST_REPORT,
        blank=True,
        help_text="Empty where a reporter only said that a customer has a known problem too.",
    )
    customer = models.CharField(max_length=200, blank=True)
    known_customer = models.ForeignKey(
        "customers.Customer",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="reports",
        help_text="The customer that has the name, or that somebody linked.",
    )
    since = models.CharField("since when, as typed", max_length=80, blank=True)
    since_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=16, choices=ReportState, default=ReportState.NEW)
    incident = models.ForeignKey(Incident, null=True, blank=True, on_delete=models.PROTECT, related_name="reports")
    merges = models.ManyToManyField(
        Merge, related_name="moved_reports", editable=False, help_text="Those that moved it with its incident."
    )
    answer = models.CharField("words to pass on", max_length=500, blank=True)
    created_at = models.DateTimeField(default=now)
    waits_since = models.DateTimeField(
        default=now, editable=False, help_text="Since when somebody should look: when it was filed, or unlinked."
    )
    contacts_told_at = models.DateTimeField(null=True, editable=False, help_text="When triage contacts heard of it.")
    managers_told_at = models.DateTimeField(null=True, editable=False, help_text="When managers heard of it.")
    seen_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    seen_at = models.DateTimeField(null=True)
    joined_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    joined_at = models.DateTimeField(null=True)
    is_example = models.BooleanField(default=False, editable=False)
    client_uuid = models.UUIDField(default=uuid.uuid4, editable=False)

    search = models.GeneratedField(
        expression=SearchVector(Left("text", SEARCHED), weight="A", config="debrief")
        + SearchVector("customer", weight="D", config="debrief"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(fields=["-id"], name="report_new", condition=Q(state=ReportState.NEW)),
            models.Index(fields=["-id"], name="report_open", condition=Q(state__in=OPEN_STATES)),
            GinIndex("search", name="report_search"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["reporter", "client_uuid"], name="report_sent_once"),
            models.CheckConstraint(condition=Q(state__in=ReportState.values), name="report_state_known"),
        ]

    def __str__(self) -> str:
        return f"{self.reference}: {self.text[:60]}"

    def get_absolute_url(self) -> str:
        return reverse("report", args=[self.pk])

    @property
    def reference(self) -> str:
        """REP-12."""
        return written(self.PREFIX, self.pk)

    @property
    def said(self) -> str:
        """Its words; one without says that its customer has a known problem too."""
        return self.text or "Has the same problem"

    @property
    def identity(self) -> Identity:
        """Which affected customer it names; empty where it names none."""
        return identity_of(self.known_customer_id, self.customer)


class ReportReply(models.Model):
    """Words that its reporter or a responder added to a report; the answer of a decline is one of them."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="replies")
    author = models.ForeignKey(User, on_delete=models.PROTECT, db_index=False, related_name="+")
    kind = models.CharField(max_length=8, choices=ReplyKind, default=ReplyKind.WORDS)
    text = models.TextField(max_length=LONGEST_REPLY)
    created_at = models.DateTimeField(default=now)
    client_uuid = models.UUIDField(default=uuid.uuid4, editable=False)

    objects = ReportReplyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "report replies"
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["author", "client_uuid"], name="report_reply_sent_once"),
            models.CheckConstraint(condition=Q(kind__in=ReplyKind.values), name="report_reply_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.report.reference}: {self.text[:60]}"
