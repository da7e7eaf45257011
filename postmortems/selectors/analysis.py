"""Factors, lessons and measures with the action items linked to them, and what has none yet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.urls import reverse

from actions.models import ActionItem
from catalogue.models import FactorCategory
from core.compiled_once import compiled_once
from postmortems.enums import FactorKind, LessonKind
from postmortems.models import Factor, Lesson, Measure, Postmortem
from postmortems.selectors.evidence import Evidence, evidence_json, read_evidence
from postmortems.selectors.questions import open_questions_count

# What helped needs no action item.
UNANSWERABLE = (FactorKind.MITIGATOR,)

# What pages show of each kind of row.
SHOWN: tuple[tuple[type[Factor | Lesson | Measure], tuple[str, ...]], ...] = (
    (Factor, ("id", "kind", "category_id", "text", "position")),
    (Lesson, ("id", "kind", "text", "position")),
    (Measure, ("id", "kind", "text", "position", "customer_words")),
)


@dataclass(frozen=True, slots=True)
class Answered:
    """A factor or a measure, and the action items linked to it. `is_open`: it needs one and has none.

    A factor also has its evidence, and the factors that made it possible.
    """

    row: Factor | Measure
    answers: tuple[ActionItem, ...]
    is_open: bool
    evidence: tuple[Evidence, ...] = ()
    made_possible_by: tuple[Factor, ...] = ()

    @property
    def name(self) -> str:
        """Its place on the page to read: `factor-12`."""
        return f"{type(self.row).__name__.lower()}-{self.row.pk}"

    @property
    def place(self) -> str:
        """Its place on the page to write: `row-12`."""
        return f"row-{self.row.pk}"

    @property
    def new_item(self) -> str:
        """The form of an action item that answers it; pages add `back`."""
        address = reverse("action_new", args=[self.row.postmortem.incident_id])
        return f"{address}?{urlencode({type(self.row).__name__.lower(): self.row.pk})}"


@dataclass(frozen=True, slots=True)
class LessonGroup:
    """Lessons of one kind."""

    label: str
    lessons: tuple[Lesson, ...]


@dataclass(frozen=True, slots=True)
class Analysis:
    """All rows of one postmortem, and how many of its questions are open."""

    factors: tuple[Answered, ...]
    lessons: tuple[Lesson, ...]
    measures: tuple[Answered, ...]
    actions: tuple[ActionItem, ...]
    questions: int = 0

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
    return read_analysis(postmortem, Postmortem.objects.filter(pk=postmortem.pk).values_list(*rows_columns()).get())


def read_analysis(postmortem: Postmortem, rows: Sequence[Any]) -> Analysis:
    """What `rows_columns` read, with the action items; one query."""
    factor_rows, lesson_rows, measure_rows, questions = rows
    actions = tuple(_read_actions(incident=postmortem.incident_id))
    factors = {row["id"]: _factor(row, postmortem) for row in factor_rows}
    measures = [Measure(**row, postmortem=postmortem) for row in measure_rows]
    return Analysis(
        factors=tuple(_linked(row, factors, actions) for row in factor_rows),
        lessons=tuple(Lesson(**row, postmortem=postmortem) for row in lesson_rows),
        measures=tuple(_answered(row, actions, "measure_keys") for row in measures),
        actions=actions,
        questions=questions or 0,
    )


@compiled_once
def _read_actions(*, incident: Any) -> "QuerySet[ActionItem]":
    return (
        ActionItem.objects.filter(incident=incident)
        .select_related("incident", "owner", "team")
        .defer("search", "incident__search")
        .with_ownerless()
        .annotate(factor_keys=_answers("factors"), measure_keys=_answers("measures"))
        .order_by("pk")
    )


def rows_columns() -> list[Any]:
    """Factors, lessons and measures in order, with what a page shows of them, and the count of open questions.

    For a query of postmortems.
    """
    arrays: list[Any] = []
    for model, names in SHOWN:
        rows: Any = model._default_manager.filter(postmortem=OuterRef("pk"))
        shown = {name: name for name in names} | (_links() if model is Factor else {})
        arrays.append(ArraySubquery(rows.order_by("position", "id").values(row=JSONObject(**shown))))
    return [*arrays, open_questions_count()]


def _links() -> dict[str, Any]:
    """What is read of a factor besides its columns."""
    causes = Factor.made_possible_by.through.objects.filter(from_factor=OuterRef("pk"))
    return {
        "category_name": "category__name",
        "evidence": evidence_json(OuterRef("pk"), of=OuterRef("postmortem__incident")),
        "causes": ArraySubquery(causes.order_by("to_factor__position", "to_factor").values("to_factor")),
    }


def _factor(row: Mapping[str, Any], postmortem: Postmortem) -> Factor:
    _, names = SHOWN[0]
    factor = Factor(**{name: row[name] for name in names}, postmortem=postmortem)
    if factor.category_id is not None:
        factor.category = FactorCategory(pk=factor.category_id, name=row["category_name"])
    return factor


def _linked(row: Mapping[str, Any], factors: Mapping[int, Factor], actions: tuple[ActionItem, ...]) -> Answered:
    factor = factors[row["id"]]
    return replace(
        _answered(factor, actions, "factor_keys"),
        evidence=read_evidence(row["evidence"], factor.postmortem.incident),
        made_possible_by=tuple(factors[key] for key in row["causes"]),
    )


def _answers(name: str) -> ArraySubquery:
    """The keys of the factors or measures that an action item is linked to."""
    through: Any = getattr(ActionItem, name).through
    return ArraySubquery(through.objects.filter(actionitem=OuterRef("pk")).values(f"{name.removesuffix('s')}_id"))


def _answered(row: Factor | Measure, actions: tuple[ActionItem, ...], keys: str) -> Answered:
    answers = tuple(item for item in actions if row.pk in getattr(item, keys))
    return Answered(row, answers, is_open=not answers and row.kind not in UNANSWERABLE)
