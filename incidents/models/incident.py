"""The incident: its columns, and its members."""

import uuid
from collections.abc import Mapping
from typing import ClassVar
from zoneinfo import ZoneInfo

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from accounts.models import User, default_zone
from catalogue.models import Service, Severity
from core.clock import now
from core.references import written
from core.zones import zone_or_utc
from incidents.enums import DetectionSource, ImpactScope, RevenueLost, Status
from incidents.querysets import (
    OPEN_STATUSES,
    TOLD_COLUMNS,
    UNTOLD_STATUSES,
    UPDATED_COLUMNS,
    IncidentQuerySet,
)


class Incident(models.Model):
    """An incident, INC-n. Its number is its primary key."""

    PREFIX: ClassVar = "INC"

    title = models.CharField(max_length=200)
    severity = models.ForeignKey(Severity, on_delete=models.PROTECT, db_index=False, related_name="incidents")
    status = models.CharField(max_length=16, choices=Status, default=Status.INVESTIGATING)
    summary = models.TextField(
        blank=True,
        help_text="For internal use: what customers see of the incident, in the words of whoever declared it.",
    )
    zone = models.CharField("time zone", max_length=64, default=default_zone)
    zone_word = models.CharField(max_length=16, blank=True, help_text="The zone as somebody typed it, such as EST.")
    services = models.ManyToManyField(Service, blank=True, related_name="incidents")

    is_drill = models.BooleanField("drill", default=False)
    is_near_miss = models.BooleanField("near miss", default=False)
    is_private = models.BooleanField("private", default=False)
    is_past = models.BooleanField("recorded afterwards", default=False)
    is_example = models.BooleanField(default=False, editable=False)
    members = models.ManyToManyField(
        User, through="IncidentMember", through_fields=("incident", "user"), related_name="private_incidents"
    )

    is_customer_facing = models.BooleanField("customers affected", default=False)
    customers_from_reports = models.BooleanField(
        default=False, db_default=False, editable=False, help_text="Customers count as affected by reports alone."
    )
    public_summary = models.TextField(
        "customer update",
        blank=True,
        max_length=4000,
        help_text="The latest update: what sales and support may tell customers. Each change is an entry.",
    )
    public_summary_html = models.TextField(blank=True, editable=False)
    public_summary_renderer = models.PositiveSmallIntegerField(default=0, editable=False)
    public_summary_at = models.DateTimeField(null=True, editable=False)
    update_due_at = models.DateTimeField(
        null=True, editable=False, help_text="When customers should have the next update; NULL while none is required."
    )
    update_promised_at = models.DateTimeField(
        null=True, editable=False, help_text="By when the last update told customers that they hear from us next."
    )

    state = models.OneToOneField(
        "incidents.StateRevision",
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        editable=False,
        help_text="What we know, what we tried, what is next: the latest version, which newcomers read first.",
    )

    impact_text = models.TextField(
        "impact", blank=True, max_length=4000, help_text="Who lost what, in words; the columns below say how much."
    )
    impact_scope = models.CharField(max_length=16, choices=ImpactScope, blank=True)
    impact_percent = models.DecimalField(
        "percent affected",
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    impact_percent_about = models.BooleanField("the percentage is about right", default=False)
    impact_percent_of = models.CharField("percent of what", max_length=80, blank=True)
    impact_all_users = models.BooleanField("all users", default=False)
    revenue_lost = models.CharField(max_length=8, choices=RevenueLost, blank=True)
    revenue_amount = models.DecimalField(
        max_digits=14, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    revenue_currency = models.CharField("currency", max_length=3, blank=True)
    revenue_extent = models.CharField("extent of the loss", max_length=80, blank=True)
    detection_source = models.CharField(max_length=16, choices=DetectionSource, blank=True)
    detected_by = models.CharField("detected by", max_length=200, blank=True)

    call_url = models.URLField("call or chat", max_length=500, blank=True)
    runbook_url = models.URLField("runbook", max_length=500, blank=True)

    # Derived from the timeline; NULL means unknown.
    impact_started_at = models.DateTimeField(null=True, editable=False)
    detected_at = models.DateTimeField(null=True, editable=False)
    reported_at = models.DateTimeField(null=True, editable=False)
    acknowledged_at = models.DateTimeField(null=True, editable=False)
    identified_at = models.DateTimeField(null=True, editable=False)
    mitigated_at = models.DateTimeField(null=True, editable=False)
    resolved_at = models.DateTimeField(null=True, editable=False)

    duplicate_of = models.ForeignKey(
        "self",
        null=True,
        on_delete=models.PROTECT,
        related_name="duplicates",
        editable=False,
        help_text="The incident it was merged into: the last one of a chain.",
    )

    withdrawn_at = models.DateTimeField(
        null=True, editable=False, help_text="Since when nobody sees it: it should never have been recorded."
    )
    withdrawn_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+", editable=False)
    withdrawn_reason = models.CharField(max_length=300, blank=True, default="", db_default="", editable=False)

    seq = models.PositiveIntegerField(default=0, editable=False, help_text="Number of the last visible change.")
    parts_seq = models.PositiveIntegerField(
        default=0, db_default=0, editable=False, help_text="The last change that shows outside the timeline."
    )
    replay_from = models.PositiveIntegerField(
        default=0, db_default=0, editable=False, help_text="Whoever has seen less begins anew: entries left since."
    )
    declared_by = models.ForeignKey(User, on_delete=models.PROTECT, db_index=False, related_name="declared")
    declared_at = models.DateTimeField(default=now)
    began_at = models.DateTimeField(default=now, editable=False, help_text="For sorting: its earliest known instant.")
    client_uuid = models.UUIDField(default=uuid.uuid4, editable=False)

    # Written by the apps above, through services of ours.
    postmortem_required = models.BooleanField(default=False)
    postmortem_waived = models.BooleanField(
        default=False, db_default=False, editable=False, help_text="A manager excused it from one."
    )
    postmortem_published_at = models.DateTimeField(null=True, editable=False)

    search = models.GeneratedField(
        expression=SearchVector("title", weight="A", config="debrief")
        + SearchVector("summary", "impact_text", weight="B", config="debrief"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = IncidentQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-began_at", "-id"]
        indexes: ClassVar = [
            models.Index(F("began_at").desc(), F("id").desc(), name="incident_newest"),
            models.Index("status", F("began_at").desc(), name="incident_by_status"),
            models.Index("severity", F("began_at").desc(), name="incident_by_severity"),
            models.Index(fields=["began_at"], name="incident_open", condition=Q(status__in=OPEN_STATUSES)),
            models.Index(
                fields=["resolved_at"], name="incident_ended_for_customers", condition=Q(is_customer_facing=True)
            ),
            models.Index(fields=["id"], name="incident_private", condition=Q(is_private=True)),
            models.Index(fields=["id"], name="incident_withdrawn", condition=Q(withdrawn_at__isnull=False)),
            models.Index(
                fields=["postmortem_required"],
                name="incident_wants_postmortem",
                condition=Q(postmortem_required=True, postmortem_published_at__isnull=True),
            ),
            models.Index(
                fields=["update_due_at"], name="incident_update_due", condition=Q(update_due_at__isnull=False)
            ),
            GinIndex("search", name="incident_search"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["declared_by", "client_uuid"], name="incident_sent_once"),
            models.CheckConstraint(condition=Q(status__in=Status.values), name="incident_status_known"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True, withdrawn_reason="")
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_reason=""),
                name="incident_withdrawn_with_reason",
            ),
            models.CheckConstraint(condition=Q(impact_scope__in=ImpactScope.values), name="incident_scope_known"),
            models.CheckConstraint(condition=Q(revenue_lost__in=RevenueLost.values), name="incident_revenue_known"),
            models.CheckConstraint(
                condition=Q(detection_source__in=DetectionSource.values), name="incident_detection_known"
            ),
            models.CheckConstraint(
                condition=Q(status=Status.MERGED, duplicate_of__isnull=False)
                | (~Q(status=Status.MERGED) & Q(duplicate_of__isnull=True)),
                name="incident_merged_names_target",
            ),
            models.CheckConstraint(
                condition=Q(duplicate_of__isnull=True) | ~Q(duplicate_of=F("pk")), name="incident_not_its_duplicate"
            ),
            models.CheckConstraint(
                condition=Q(impact_percent__isnull=True) | Q(impact_percent__range=(0, 100)),
                name="incident_percent_in_range",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("incident", args=[self.pk])

    @property
    def reference(self) -> str:
        """INC-142."""
        return written(self.PREFIX, self.pk)

    @property
    def time_zone(self) -> ZoneInfo:
        """The incident's zone."""
        return zone_or_utc(self.zone)

    @property
    def state_version(self) -> int:
        """Of the current state; 0 while nobody has written it."""
        return self.state.version if self.state else 0

    @property
    def is_merged(self) -> bool:
        """A duplicate, merged into another incident."""
        return self.duplicate_of_id is not None

    @property
    def is_withdrawn(self) -> bool:
        """Taken out of every list, figure and search; kept with the reason."""
        return self.withdrawn_at is not None

    @property
    def began_word(self) -> str:
        """Which instant stands in for the begin of the impact (`began_at`) while nobody knows it; else empty."""
        if self.impact_started_at is not None:
            return ""
        named = (("detected", self.detected_at), ("reported", self.reported_at), ("declared", self.declared_at))
        return next((word for word, instant in named if instant == self.began_at), "earliest known")

    @property
    def is_open(self) -> bool:
        """Not yet resolved."""
        return self.status in OPEN_STATUSES

    @property
    def is_ended(self) -> bool:
        """Closed or cancelled: what is logged now comes late."""
        return self.status in {Status.CLOSED, Status.CANCELLED}

    @property
    def may_owe_updates(self) -> bool:
        """Whether an update can be due: what was promised, or what the severity requires."""
        return self.is_open and self._has(UPDATED_COLUMNS)

    @property
    def asks_for_updates(self) -> bool:
        """Whether its severity requires that customers hear of it at intervals."""
        return self.may_owe_updates and self.severity.update_minutes is not None

    @property
    def required_update_minutes(self) -> int | None:
        """How many lie between two updates at most; None where none is required."""
        return self.severity.update_minutes if self.asks_for_updates else None

    @property
    def has_words_for_customers(self) -> bool:
        """Whether sales and support may pass its words on (`IncidentQuerySet.customer_facing`)."""
        return self._has(TOLD_COLUMNS) and bool(self.public_summary) and self.status not in UNTOLD_STATUSES

    def _has(self, columns: Mapping[str, bool | None]) -> bool:
        return all(getattr(self, column) == value for column, value in columns.items())


class IncidentMember(models.Model):
    """Somebody who may see a private incident."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, db_index=False, related_name="memberships")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="incident_memberships")
    added_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    added_at = models.DateTimeField(default=now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["incident", "user"], name="member_once")]

    def __str__(self) -> str:
        return f"{self.user} in {self.incident.reference}"
