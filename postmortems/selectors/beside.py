"""What stands beside a postmortem to read: its review, comments, questions and notes, who read it."""

from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject

from accounts.models import User
from accounts.permissions import sight_of
from core.compiled_once import compiled_once
from postmortems.models import InterviewNote, Postmortem, Reading
from postmortems.selectors.comments import Talk, read_talk, threads_column
from postmortems.selectors.parts import Part, part_column, read_part
from postmortems.selectors.questions import Questions, questions_column, read_questions
from postmortems.selectors.sign_offs import Review, read_review, reviewers_column


@dataclass(frozen=True, slots=True)
class Beside:
    """All of it; `readers` are names, in the order in which they first read it.

    `part` is what the facilitator did in the incident, `notes` how many interview notes the viewer may read.
    """

    review: Review
    talk: Talk
    readers: list[str]
    was_read: bool
    questions: Questions
    part: Part
    notes: int


def beside(postmortem: Postmortem, viewer: User) -> Beside:
    """One query, and one more where somebody signed."""
    ((reviewers, threads, readers, questions, part, keys),) = _read(
        sight_of(viewer), viewer=viewer.pk, number=postmortem.pk
    )
    return Beside(
        review=read_review(postmortem, viewer, reviewers),
        talk=read_talk(threads),
        readers=[row["name"] for row in readers],
        was_read=any(row["reader"] == viewer.pk for row in readers),
        questions=read_questions(questions),
        part=read_part(part),
        notes=len(keys or ()),  # null where the viewer can see none
    )


@compiled_once
def _read(role: str, *, viewer: Any, number: Any) -> "QuerySet[Postmortem, Any]":
    readings = Reading.objects.filter(postmortem=OuterRef("pk")).order_by("first_at", "pk")
    notes = InterviewNote.objects.visible_as(role, viewer).filter(postmortem=OuterRef("pk"))
    return Postmortem.objects.filter(pk=number).values_list(
        reviewers_column(),
        threads_column(),
        ArraySubquery(readings.values(row=JSONObject(reader="reader_id", name="reader__name"))),
        questions_column(),
        part_column(person=OuterRef("facilitator"), incident=OuterRef("incident")),
        ArraySubquery(notes.values("pk")),
    )
