"""Policies: when something is due, who hears of it; and which days teams work."""

from datetime import date
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Lower

from accounts.models import Team, User
from catalogue.enums import ActionKind, Deadline, NoticeTo, Priority
from catalogue.models.lists import Service, Severity
from catalogue.querysets import PolicyQuerySet
from core.clock import now
from core.working_days import SATURDAY_AND_SUNDAY, WorkingDays


def _days(label: str, help_text: str) -> "models.PositiveSmallIntegerField[int | None, int | None]":
    return models.PositiveSmallIntegerField(
        label, null=True, blank=True, validators=[MaxValueValidator(365)], help_text=help_text
    )


class Policy(models.Model):
    """When action items and postmortems are due, and (its notices) who hears of it before, on and after that day.

    It applies to what agrees with all that it names; where several do, `catalogue.selectors.policies` chooses one.
    """

    name = models.CharField(max_length=80)
    position = models.PositiveSmallIntegerField(default=0, editable=False)
    is_active = models.BooleanField(default=True)
    service = models.ForeignKey(Service, null=True, blank=True, on_delete=models.PROTECT, related_name="policies")
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.CASCADE, related_name="policies")
    severity = models.ForeignKey(Severity, null=True, blank=True, on_delete=models.CASCADE, related_name="policies")
    kind = models.CharField("kind of action item", max_length=16, choices=ActionKind, blank=True)
    priority = models.PositiveSmallIntegerField(choices=Priority, null=True, blank=True)
    counts_working_days = models.BooleanField(
        "count working days",
        default=False,
        help_text="By the team's calendar: its weekend, its country's public holidays, its days off.",
    )
    owner_days = _days("days until it has an owner", "Counted from the day the action item was added.")
    done_days = _days("days until it is done", "Counted from that day too; the date is proposed when one is added.")
    verified_days = _days("days until it is verified", "Counted from the day it was done.")
    postmortem_days = _days("days until it is published", "Counted from the day the incident was resolved.")
    review_days = _days("days until a reviewer answers", "Counted from the day the reviewer was asked.")
    created_at = models.DateTimeField(default=now, editable=False)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "policies"
        ordering: ClassVar = ["position", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                Lower("name"),
                name="policy_name_once",
                violation_error_message="A policy with this name already exists.",
            ),
            models.CheckConstraint(condition=models.Q(kind__in=["", *ActionKind.values]), name="policy_kind_known"),
            models.CheckConstraint(condition=models.Q(priority__in=Priority.values), name="policy_priority_known"),
        ]

    def __str__(self) -> str:
        return self.name


class PolicyNotice(models.Model):
    """Who hears of a deadline of a policy, and when."""

    policy = models.ForeignKey(Policy, on_delete=models.CASCADE, related_name="notices")
    deadline = models.CharField(max_length=16, choices=Deadline)
    days = models.SmallIntegerField(
        default=0,
        validators=[MinValueValidator(-90), MaxValueValidator(365)],
        help_text="After the day it is due; negative: before it.",
    )
    is_weekly = models.BooleanField(default=False)
    to = models.CharField(max_length=16, choices=NoticeTo, default=NoticeTo.OWNER)
    person = models.ForeignKey(User, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    is_urgent = models.BooleanField(default=False, help_text="At once, not only in the digest.")

    class Meta:
        ordering: ClassVar = ["deadline", "days", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(deadline__in=Deadline.values), name="policy_notice_deadline_known"
            ),
            models.CheckConstraint(condition=models.Q(to__in=NoticeTo.values), name="policy_notice_to_known"),
            models.CheckConstraint(
                condition=models.Q(to=NoticeTo.PERSON, person__isnull=False)
                | ~models.Q(to=NoticeTo.PERSON) & models.Q(person=None),
                name="policy_notice_names_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.policy}: {self.get_deadline_display()}"


def saturday_and_sunday() -> list[int]:
    """The weekend of a new calendar."""
    return sorted(SATURDAY_AND_SUNDAY)


class WorkingCalendar(models.Model):
    """Which days a team works; a team without one works from Monday to Friday."""

    team = models.OneToOneField(Team, on_delete=models.CASCADE, related_name="calendar")
    country = models.CharField(max_length=2, blank=True, help_text="Its public holidays are not working days.")
    weekend = ArrayField(models.PositiveSmallIntegerField(), default=saturday_and_sunday, blank=True)
    days_off: "ArrayField[list[date], list[date]]" = ArrayField(models.DateField(), default=list, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(weekend__len__lt=7), name="calendar_has_working_days"),
        ]

    def __str__(self) -> str:
        return f"Calendar of {self.team}"

    @property
    def working_days(self) -> WorkingDays:
        """Its rules."""
        return WorkingDays(frozenset(self.weekend), self.country, frozenset(self.days_off))
