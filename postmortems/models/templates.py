"""Templates of postmortems, what they match, and which incidents were excused from having one."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from accounts.models import Team, User
from catalogue.models import Service, Severity
from core.clock import now
from incidents.models import Incident
from postmortems.enums import IncidentKind, Requirement, SectionKind
from postmortems.querysets import PostmortemTemplateQuerySet


class PostmortemTemplate(models.Model):
    """Sections with their guidance, for the incidents that its conditions match; no condition means any.

    Of several that match, the most specific wins: by service, team, severity, kind, in this order, then by position.
    """

    name = models.CharField(max_length=80, unique=True)
    position = models.PositiveSmallIntegerField(default=0, help_text="Of two that match alike, the lower one is taken.")
    service = models.ForeignKey(Service, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    severity = models.ForeignKey(Severity, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16, choices=IncidentKind, blank=True, default=IncidentKind.ANY)
    requirement = models.CharField("postmortem", max_length=16, choices=Requirement, default=Requirement.BY_SEVERITY)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=now, editable=False)

    objects = PostmortemTemplateQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["position", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=IncidentKind.values), name="template_kind_known"),
            models.CheckConstraint(condition=Q(requirement__in=Requirement.values), name="template_requirement_known"),
        ]

    def __str__(self) -> str:
        return self.name


class TemplateSection(models.Model):
    """One section of a template, in order."""

    template = models.ForeignKey(PostmortemTemplate, on_delete=models.CASCADE, related_name="sections")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=16, choices=SectionKind, default=SectionKind.CUSTOM)
    heading = models.CharField(max_length=120)
    guidance = models.TextField(max_length=1000, blank=True, help_text="What belongs here; shown while it is empty.")
    is_required = models.BooleanField("must be written before publishing", default=False)
    is_for_customers = models.BooleanField("shown in the customer version", default=False)

    class Meta:
        ordering: ClassVar = ["position", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=SectionKind.values), name="template_section_kind_known"),
            models.UniqueConstraint(
                fields=["template", "kind"], condition=~Q(kind=SectionKind.CUSTOM), name="template_section_kind_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.heading} of {self.template}"


class Waiver(models.Model):
    """A manager's word that an incident needs no postmortem although a rule requires one, and why."""

    incident = models.OneToOneField(Incident, on_delete=models.CASCADE, related_name="postmortem_waiver")
    waived_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    waived_at = models.DateTimeField(default=now)
    reason = models.CharField(max_length=500)
    due_on = models.DateField(null=True, help_text="When it was due, for when the waiver is taken back.")

    def __str__(self) -> str:
        return f"Waiver of the postmortem of {self.incident.reference}"
