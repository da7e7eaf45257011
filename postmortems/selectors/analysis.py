"""Factors, lessons and measures with the action items that answer them, and what nothing answers yet."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from postmortems.enums import FactorKind, LessonKind
from postmortems.models import ActionItem, Factor, Lesson, Measure, Postmortem

# What helped needs no action item.
UNANSWERABLE = (FactorKind.MITIGATOR,)


@dataclass(frozen=True, slots=True)
class Answered:
    """A factor or a measure, and the action items that answer it. `is_open` means that one should and none does."""

    row: Factor | Measure
    answers: tuple[ActionItem, ...]
    is_open: bool


@dataclass(frozen=True, slots=True)
class LessonGroup:
    """Lessons of one kind."""

    label: str
    lessons: tuple[Lesson, ...]


@dataclass(frozen=True, slots=True)
class Analysis:
    """All rows of one postmortem."""

    factors: tuple[Answered, ...]
    lessons: tuple[Lesson, ...]
    measures: tuple[Answered, ...]
    actions: tuple[ActionItem, ...]

    @property
    def lesson_groups(self) -> list[LessonGroup]:
        """Lessons by kind, in the order of the kinds; plain lessons last."""
        kinds = [*(kind for kind in LessonKind if kind != LessonKind.LESSON), LessonKind.LESSON]
        groups = ((kind, tuple(row for row in self.lessons if row.kind == kind)) for kind in kinds)
        return [LessonGroup(str(kind.label), rows) for kind, rows in groups if rows]

    @property
    def open_factors(self) -> int:
        """Factors that call for an action item and have none."""
        return sum(factor.is_open for factor in self.factors)

    @property
    def open_measures(self) -> int:
        """Measures without an action item."""
        return sum(measure.is_open for measure in self.measures)

    @property
    def loose_actions(self) -> tuple[ActionItem, ...]:
        """Action items that answer no factor and no measure."""
        tied = {item.pk for answered in (*self.factors, *self.measures) for item in answered.answers}
        return tuple(item for item in self.actions if item.pk not in tied)


def analysis(postmortem: Postmortem) -> Analysis:
    """The rows of a postmortem and the links between them, in six queries whatever their number."""
    items = ActionItem.objects.filter(incident=postmortem.incident_id).select_related("incident", "owner", "team")
    actions = tuple(items.order_by("pk"))
    by_pk = {item.pk: item for item in actions}
    of_factor = _links(ActionItem.factors.through.objects.filter(factor__postmortem=postmortem), "factor_id")
    of_measure = _links(ActionItem.measures.through.objects.filter(measure__postmortem=postmortem), "measure_id")
    return Analysis(
        factors=tuple(_answered(row, of_factor[row.pk], by_pk) for row in postmortem.factors.defer("search")),
        lessons=tuple(postmortem.lessons.defer("search")),
        measures=tuple(_answered(row, of_measure[row.pk], by_pk) for row in postmortem.measures.defer("search")),
        actions=actions,
    )


def _links(through: Any, field: str) -> defaultdict[int, list[int]]:
    found: defaultdict[int, list[int]] = defaultdict(list)
    for row, item in through.order_by("actionitem").values_list(field, "actionitem"):
        found[row].append(item)
    return found


def _answered(row: Factor | Measure, items: Iterable[int], by_pk: dict[int, ActionItem]) -> Answered:
    answers = tuple(by_pk[pk] for pk in items if pk in by_pk)
    return Answered(row, answers, is_open=not answers and row.kind not in UNANSWERABLE)
