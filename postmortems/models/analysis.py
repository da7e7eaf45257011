"""Rows of the analysis: factors, lessons, measures. Their sections show them and take prose beside them."""

import uuid
from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import Q

from actions.models import ActionItem
from catalogue.models import FactorCategory
from incidents.models import TimelineEntry
from postmortems.enums import FactorKind, LessonKind, MeasureKind
from postmortems.models.postmortem import Postmortem
from postmortems.querysets import LessonQuerySet


class Factor(models.Model):
    """What caused or triggered the incident, delayed its detection or recovery, or limited it."""

    postmortem = models.ForeignKey(Postmortem, on_delete=models.CASCADE, related_name="factors")
    kind = models.CharField(max_length=24, choices=FactorKind, default=FactorKind.CONTRIBUTING)
    category = models.ForeignKey(
        FactorCategory, null=True, blank=True, on_delete=models.PROTECT, related_name="factors"
    )
    text = models.TextField(max_length=4000)
    position = models.PositiveSmallIntegerField(default=0)
    evidence = models.ManyToManyField(
        TimelineEntry, blank=True, related_name="factors", help_text="The entries of the timeline that show it."
    )
    made_possible_by = models.ManyToManyField(
        "self", symmetrical=False, blank=True, related_name="made_possible", help_text="Never in a circle."
    )
    action_items = models.ManyToManyField(ActionItem, blank=True, related_name="factors")
    client_uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    search = models.GeneratedField(
        expression=SearchVector("text", config="debrief"), output_field=SearchVectorField(), db_persist=True
    )

    class Meta:
        ordering: ClassVar = ["position", "id"]
        indexes: ClassVar = [GinIndex("search", name="factor_search")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=FactorKind.values), name="factor_kind_known")
        ]

    def __str__(self) -> str:
        return self.text


class Lesson(models.Model):
    """What was learned from the incident."""

    postmortem = models.ForeignKey(Postmortem, on_delete=models.CASCADE, related_name="lessons")
    kind = models.CharField(max_length=16, choices=LessonKind, default=LessonKind.LESSON)
    text = models.TextField(max_length=4000)
    position = models.PositiveSmallIntegerField(default=0)
    client_uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    search = models.GeneratedField(
        expression=SearchVector("text", config="debrief"), output_field=SearchVectorField(), db_persist=True
    )

    objects = LessonQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["position", "id"]
        indexes: ClassVar = [GinIndex("search", name="lesson_search")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=LessonKind.values), name="lesson_kind_known")
        ]

    def __str__(self) -> str:
        return self.text


class Measure(models.Model):
    """An improvement the postmortem calls for, in words; action items are linked to it."""

    postmortem = models.ForeignKey(Postmortem, on_delete=models.CASCADE, related_name="measures")
    kind = models.CharField(max_length=16, choices=MeasureKind, blank=True)
    text = models.TextField(max_length=4000)
    customer_words = models.TextField(
        max_length=1000, blank=True, help_text="What customers read of it, as Markdown; empty: it is not fit for them."
    )
    position = models.PositiveSmallIntegerField(default=0)
    action_items = models.ManyToManyField(ActionItem, blank=True, related_name="measures")
    client_uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    search = models.GeneratedField(
        expression=SearchVector("text", config="debrief"), output_field=SearchVectorField(), db_persist=True
    )

    class Meta:
        ordering: ClassVar = ["position", "id"]
        indexes: ClassVar = [GinIndex("search", name="measure_search")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=MeasureKind.values), name="measure_kind_known")
        ]

    def __str__(self) -> str:
        return self.text
