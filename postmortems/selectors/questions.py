"""The questions of a postmortem: what is open, and what was answered by whom and when."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, IntegerField, OuterRef, Subquery
from django.db.models.functions import JSONObject

from accounts.models import User
from postmortems.models import OpenQuestion, Postmortem


@dataclass(frozen=True, slots=True)
class QuestionShown:
    """One question; the people hold the columns that pages show, `answered_by` is None while it is open."""

    key: int
    text: str
    asked_by: User
    asked_at: datetime
    answer: str
    answered_by: User | None
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class Questions:
    """All of a postmortem, in the order in which they were asked."""

    rows: list[QuestionShown]

    @property
    def open(self) -> list[QuestionShown]:
        """Those that nobody has answered."""
        return [row for row in self.rows if row.answered_at is None]

    @property
    def answered(self) -> list[QuestionShown]:
        """The others."""
        return [row for row in self.rows if row.answered_at is not None]


def questions_of(postmortem: Postmortem) -> Questions:
    """In one query, whatever their number."""
    found = Postmortem.objects.filter(pk=postmortem.pk).values_list(questions_column(), flat=True)
    return read_questions(found.get())


def questions_column() -> ArraySubquery:
    """The questions of a postmortem, for a query of postmortems."""
    row = JSONObject(
        key="pk",
        text="text",
        asked_by="asked_by_id",
        asker="asked_by__name",
        asker_kind="asked_by__kind",
        asked_at="asked_at",
        answer="answer",
        answered_by="answered_by_id",
        answerer="answered_by__name",
        answerer_kind="answered_by__kind",
        answered_at="answered_at",
    )
    return ArraySubquery(OpenQuestion.objects.filter(postmortem=OuterRef("pk")).order_by("pk").values(row=row))


def read_questions(rows: list[dict[str, Any]]) -> Questions:
    """What `questions_column` read."""
    return Questions([_question(row) for row in rows])


def _question(row: dict[str, Any]) -> QuestionShown:
    answered_at, by = row["answered_at"], row["answered_by"]
    return QuestionShown(
        key=row["key"],
        text=row["text"],
        asked_by=User(pk=row["asked_by"], name=row["asker"], kind=row["asker_kind"]),
        asked_at=datetime.fromisoformat(row["asked_at"]),
        answer=row["answer"],
        answered_by=User(pk=by, name=row["answerer"], kind=row["answerer_kind"]) if by else None,
        answered_at=datetime.fromisoformat(answered_at) if answered_at else None,
    )


def open_questions_count() -> Subquery:
    """How many questions of a postmortem are open, for a query of postmortems; None for none."""
    rows = OpenQuestion.objects.open().filter(postmortem=OuterRef("pk")).order_by().values("postmortem")
    return Subquery(rows.annotate(n=Count("pk")).values("n"), output_field=IntegerField())
