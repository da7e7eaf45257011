"""What an installation sets up: severities with their rules, services, incident roles, checklists, categories."""

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Lower

from accounts.models import Team
from catalogue.enums import BuiltInRole, Level
from catalogue.querysets import (
    ChecklistQuerySet,
    FactorCategoryQuerySet,
    IncidentRoleQuerySet,
    ServiceQuerySet,
)
from core.clock import now


class Severity(models.Model):
    """One of the five severities: its words, and the rules that follow from it."""

    level = models.PositiveSmallIntegerField(primary_key=True, choices=Level)
    name = models.CharField(max_length=60)
    description = models.CharField(max_length=300, help_text="When to choose it, in one sentence.")
    announces = models.BooleanField("announced at once", default=False)
    postmortem_required = models.BooleanField(default=False)
    customer_facing_by_default = models.BooleanField(
        "customers are affected",
        default=False,
        db_default=False,
        help_text="The default when an incident is declared; the incident then asks for a customer update.",
    )
    update_minutes = models.PositiveSmallIntegerField(
        "minutes between updates for customers",
        null=True,
        blank=True,
        validators=[MinValueValidator(5), MaxValueValidator(1440)],
        help_text="While the incident is open and customers are affected. Leave empty if no updates are required.",
    )

    class Meta:
        verbose_name_plural = "severities"
        ordering: ClassVar = ["level"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(level__in=Level.values), name="severity_level_known")
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """SEV1 to SEV5."""
        return Level(self.level).label


class Service(models.Model):
    """Something customers or colleagues use, and that can fail."""

    name = models.CharField(max_length=80, unique=True)
    description = models.CharField(max_length=300, blank=True)
    customer_name = models.CharField(
        max_length=80,
        blank=True,
        default="",
        db_default="",
        help_text="What customers call it; empty where they do not know of it.",
    )
    on_status_page = models.BooleanField(default=False, db_default=False)
    status_group = models.CharField("group on the status page", max_length=60, blank=True, default="", db_default="")
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.SET_NULL, related_name="services")
    is_active = models.BooleanField(default=True)
    is_example = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(default=now, editable=False)

    objects = ServiceQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class IncidentRole(models.Model):
    """A role that somebody takes during an incident; a retired one cannot be given to anybody any more."""

    slug = models.SlugField(
        "short name",
        max_length=24,
        primary_key=True,
        help_text="What is typed after /role: lower-case letters, digits and hyphens. It cannot be changed later.",
    )
    name = models.CharField(max_length=40, unique=True)
    description = models.CharField("what they do", max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(default=0, help_text="Roles are listed in this order, lowest first.")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=now, editable=False)

    objects = IncidentRoleQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["position", "name"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(is_active=True) | ~models.Q(slug__in=[role.value for role in BuiltInRole]),
                name="built_in_role_in_use",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def noun(self) -> str:
        """The name within a sentence: `lead`, but `DBA`."""
        return self.name if self.name[:2].isupper() else self.name[:1].lower() + self.name[1:]

    @property
    def is_built_in(self) -> bool:
        """One that the code relies on; it cannot be retired."""
        return self.slug in set(BuiltInRole)


class FactorCategory(models.Model):
    """What kind of thing a factor is, such as configuration; a retired one stays on factors that have it."""

    name = models.CharField(max_length=60)
    position = models.PositiveSmallIntegerField(
        default=0, help_text="Categories are listed in this order, lowest first."
    )
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=now, editable=False)

    objects = FactorCategoryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "factor categories"
        ordering: ClassVar = ["position", "name"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                Lower("name"),
                name="factor_category_name_once",
                violation_error_message="A category with this name already exists.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Checklist(models.Model):
    """Tasks that an incident is given when its severity and services match. No severity means any, no service too.

    Without `for_private` a private incident gets none of them: such as what is to be said to people who cannot see it.
    """

    name = models.CharField(max_length=80, unique=True)
    severities = models.ManyToManyField(Severity, blank=True, related_name="checklists")
    services = models.ManyToManyField(Service, blank=True, related_name="checklists")
    for_private = models.BooleanField(default=True)
    is_active = models.BooleanField(default=True)
    is_example = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(default=now, editable=False)

    objects = ChecklistQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class ChecklistItem(models.Model):
    """One line of a checklist, in order."""

    checklist = models.ForeignKey(Checklist, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=300)

    class Meta:
        ordering: ClassVar = ["position", "id"]

    def __str__(self) -> str:
        return self.text


class Rules(models.Model):
    """Rules of the whole installation, in one row; until an admin edits them, the defaults hold.

    They stand apart from `accounts.Company`: people need the company's zone, and `accounts` knows nothing of entries.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    correction_reason_required = models.BooleanField(
        "corrections need a reason",
        default=False,
        help_text="Except what its author mends within two minutes. What an entry said before always stays readable.",
    )
    sign_offs_required = models.BooleanField(
        "publishing needs every sign-off",
        default=False,
        help_text="A postmortem with reviewers is published only when each of them approved it as it is.",
    )
    report_minutes = models.PositiveSmallIntegerField(
        "minutes until triage contacts hear of a report",
        default=15,
        null=True,
        blank=True,
        help_text="That nobody looked at. A team can have minutes of its own. Empty: they hear of none.",
    )
    report_manager_minutes = models.PositiveSmallIntegerField(
        "minutes until managers hear of it too",
        default=30,
        null=True,
        blank=True,
        help_text="Counted from when it was filed. Empty: they hear of none.",
    )

    class Meta:
        verbose_name_plural = "rules"
        constraints: ClassVar = [models.CheckConstraint(condition=models.Q(id=1), name="rules_in_one_row")]

    def __str__(self) -> str:
        return "Rules"

    @classmethod
    def current(cls) -> "Rules":
        """The rules that hold now."""
        return cls.objects.first() or cls()
