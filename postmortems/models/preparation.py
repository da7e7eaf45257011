"""What prepares a postmortem: notes of interviews, and questions that nobody could answer yet."""

import uuid
from typing import ClassVar

from django.db import models

from accounts.models import User
from core.clock import now
from postmortems.models.postmortem import Postmortem
from postmortems.querysets import InterviewNoteQuerySet, OpenQuestionQuerySet


class InterviewNote(models.Model):
    """Notes of a talk with somebody who was there. Only the interviewer sees them until they are shared."""

    postmortem = models.ForeignKey(Postmortem, on_delete=models.CASCADE, related_name="interview_notes")
    interviewer = models.ForeignKey(User, on_delete=models.PROTECT, db_index=False, related_name="+")
    interviewee = models.CharField("with whom", max_length=200)
    held_on = models.DateField("on", null=True, blank=True)
    text = models.TextField("notes", max_length=20_000)
    html = models.TextField(blank=True, editable=False)
    renderer = models.PositiveSmallIntegerField(default=0, editable=False)
    written_at = models.DateTimeField(default=now)
    shared_at = models.DateTimeField(null=True)
    client_uuid = models.UUIDField(default=uuid.uuid4, editable=False)

    objects = InterviewNoteQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["interviewer", "client_uuid"], name="interview_note_sent_once"),
        ]

    def __str__(self) -> str:
        return f"Interview with {self.interviewee}"


class OpenQuestion(models.Model):
    """What nobody knows yet; it stays on the list until somebody answers it."""

    postmortem = models.ForeignKey(Postmortem, on_delete=models.CASCADE, related_name="open_questions")
    text = models.TextField("question", max_length=1000)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, db_index=False, related_name="+")
    asked_at = models.DateTimeField(default=now)
    answer = models.TextField(max_length=4000, blank=True)
    answered_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)
    client_uuid = models.UUIDField(default=uuid.uuid4, editable=False)

    objects = OpenQuestionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["asked_by", "client_uuid"], name="open_question_sent_once"),
        ]

    def __str__(self) -> str:
        return self.text
