"""Factors, lessons and measures with the action items linked to them, and what has none yet."""

from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject

from actions.models import ActionItem
from postmortems.enums import FactorKind, LessonKind
from postmortems.models import Factor, Lesson, Measure, Postmortem

# What helped needs no action item.
UNANSWERABLE = (FactorKind.MITIGATOR,)

# What pages show of each kind of row.
SHOWN: tuple[tuple[type[Factor | Lesson | Measure], tuple[str, ...]], ...] = (
    (Factor, ("id", "kind", "category", "text", "position")),
    (Lesson, ("id", "kind", "text", "position")),
    (Measure, ("id", "kind", "text", "position")),
)


@dataclass(frozen=True, slots=True)
class Answered:
    """A factor or a measure, and the action items linked to it. `is_open`: it needs one and has none."""

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
    def counts(self) -> dict[str, int]:
        """How many factors, lessons and measures there are."""
        return {"factors": len(self.factors), "lessons": len(self.lessons), "measures": len(self.measures)}

    @property
    def lesson_groups(self) -> list[LessonGroup]:
        """Lessons by kind, in the order of the kinds; plain lessons last."""
        kinds = [*(kind for kind in LessonKind if kind != LessonKind.LESSON), LessonKind.LESSON]
        groups = ((kind, tuple(row for row in self.lessons if row.kind == kind)) for kind in kinds)
        return [LessonGroup(str(kind.label), rows) for kind, rows in groups if rows]

    @property
    def open_factors(self) -> int:
        """Factors that need an action item and have none."""
        return sum(factor.is_open for factor in self.factors)

    @property
    def open_measures(self) -> int:
        """Measures without an action item."""
        return sum(measure.is_open for measure in self.measures)

    @property
    def loose_actions(self) -> tuple[ActionItem, ...]:
        """Action items that are not linked to a factor or measure."""
        tied = {item.pk for answered in (*self.factors, *self.measures) for item in answered.answers}
        return tuple(item for item in self.actions if item.pk not in tied)


def analysis(postmortem: Postmortem) -> Analysis:
    """The rows of a postmortem and the links between them, in two queries whatever their number."""
    factors, lessons, measures = _rows(postmortem)
    items = ActionItem.objects.filter(incident=postmortem.incident_id).select_related("incident", "owner", "team")
    actions = tuple(
        items.defer("search", "incident__search")
        .with_ownerless()
        .annotate(factor_keys=_answers("factors"), measure_keys=_answers("measures"))
        .order_by("pk")
    )
    return Analysis(
        factors=tuple(_answered(row, actions, "factor_keys") for row in factors),
        lessons=tuple(lessons),
        measures=tuple(_answered(row, actions, "measure_keys") for row in measures),
        actions=actions,
    )


def _rows(postmortem: Postmortem) -> list[list[Any]]:
    """Factors, lessons and measures in order, as instances with what a page shows of them; one query for all three."""
    arrays = []
    for model, names in SHOWN:
        rows: Any = model._default_manager.filter(postmortem=OuterRef("pk"))
        arrays.append(ArraySubquery(rows.order_by("position", "id").values(row=JSONObject(**{n: n for n in names}))))
    found = Postmortem.objects.filter(pk=postmortem.pk).values_list(*arrays).get()
    return [
        [model(**row, postmortem=postmortem) for row in rows] for (model, _), rows in zip(SHOWN, found, strict=True)
    ]


def _answers(name: str) -> ArraySubquery:
    """The keys of the factors or measures that an action item is linked to."""
    through: Any = getattr(ActionItem, name).through
    return ArraySubquery(through.objects.filter(actionitem=OuterRef("pk")).values(f"{name.removesuffix('s')}_id"))


def _answered(row: Factor | Measure, actions: tuple[ActionItem, ...], keys: str) -> Answered:
    answers = tuple(item for item in actions if row.pk in getattr(item, keys))
    return Answered(row, answers, is_open=not answers and row.kind not in UNANSWERABLE)
