"""Lessons as CSV."""

from collections.abc import Iterator

from django.http import StreamingHttpResponse

from core.csv_export import csv_response
from postmortems.models import Lesson
from postmortems.querysets import LessonQuerySet
from postmortems.selectors.lesson_list import for_lesson_list

CHUNK = 500
LESSON_HEADER = (
    "lesson",
    "kind",
    "incident",
    "incident title",
    "severity",
    "services",
    "incident began",
    "postmortem",
    "published",
    "private",
)


def lessons_csv(rows: LessonQuerySet) -> StreamingHttpResponse:
    """All rows of the filtered list, streamed."""
    return csv_response("lessons.csv", LESSON_HEADER, _lines(for_lesson_list(rows)))


def _lines(rows: LessonQuerySet) -> Iterator[tuple[object, ...]]:
    for lesson in rows.iterator(chunk_size=CHUNK):
        yield _line(lesson)


def _line(lesson: Lesson) -> tuple[object, ...]:
    postmortem = lesson.postmortem
    incident = postmortem.incident
    return (
        lesson.text,
        lesson.get_kind_display(),
        incident.reference,
        incident.title,
        f"SEV{incident.severity_id}",
        ", ".join(service.name for service in incident.services.all()),
        incident.began_at,
        postmortem.get_status_display(),
        postmortem.published_at,
        incident.is_private,
    )
