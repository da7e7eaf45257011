"""Comments on sections, in threads."""

import uuid
from typing import ClassVar

from django.db import models

from accounts.models import User
from core.clock import now
from postmortems.models.sections import Section


class CommentThread(models.Model):
    """A conversation about a section, or about a passage quoted from it; it stays when the passage is gone."""

    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="threads")
    passage = models.TextField(max_length=1000, blank=True, help_text="The words it is about, as they stood.")
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(default=now)
    resolved_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    resolved_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"Comments on {self.section}"


class Comment(models.Model):
    """One comment of a thread."""

    thread = models.ForeignKey(CommentThread, on_delete=models.CASCADE, related_name="comments")
    author = models.ForeignKey(User, on_delete=models.PROTECT, db_index=False, related_name="+")
    written_at = models.DateTimeField(default=now)
    text = models.TextField(max_length=4000)
    html = models.TextField(blank=True, editable=False)
    renderer = models.PositiveSmallIntegerField(default=0, editable=False)
    client_uuid = models.UUIDField(default=uuid.uuid4, editable=False)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["author", "client_uuid"], name="comment_sent_once"),
        ]

    def __str__(self) -> str:
        return f"Comment by {self.author}"
