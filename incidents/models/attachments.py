"""Files on entries and incidents, and pictures that wait to be decoded."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse

from accounts.models import User
from core.clock import now
from incidents.enums import AttachmentState
from incidents.models.incident import Incident
from incidents.models.timeline import TimelineEntry
from incidents.querysets import AttachmentQuerySet, UncheckedPictureQuerySet


def attachment_path(attachment: "Attachment", filename: str) -> str:
    """Where the bytes lie: by UUID, never by the name somebody gave."""
    return f"attachments/{attachment.uuid.hex[:2]}/{attachment.uuid.hex}"


def thumbnail_path(attachment: "Attachment", filename: str) -> str:
    """Where the small picture lies: beside the large one."""
    return f"{attachment_path(attachment, filename)}-thumb"


def unchecked_path(unchecked: "UncheckedPicture", filename: str) -> str:
    """Where a picture lies as it was sent: in a folder from which nothing is served."""
    return f"unchecked/{unchecked.attachment.uuid.hex[:2]}/{unchecked.attachment.uuid.hex}"


class Attachment(models.Model):
    """A file on an entry (or on the incident). Served through a view that checks access, never directly.

    A picture has no bytes here until the worker has decoded it: what is not ready cannot be served.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="attachments")
    entry = models.ForeignKey(TimelineEntry, null=True, on_delete=models.PROTECT, related_name="attachments")
    file = models.FileField(upload_to=attachment_path, max_length=200, blank=True, default="", db_default="")
    thumb = models.FileField(upload_to=thumbnail_path, max_length=200, blank=True, default="", db_default="")
    state = models.CharField(max_length=16, choices=AttachmentState, default=AttachmentState.READY)
    refusal = models.CharField(max_length=300, blank=True, help_text="Why the picture was not taken.")
    name = models.CharField(max_length=200)
    caption = models.CharField(max_length=300, blank=True)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField(help_text="Bytes.")
    is_image = models.BooleanField(default=False)
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(default=now)
    decided_seq = models.PositiveIntegerField(null=True, help_text="The change in which it appeared or was refused.")
    decided_after = models.PositiveIntegerField(null=True, help_text="The last change of its entry before that.")
    removed_at = models.DateTimeField(null=True)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state__in=AttachmentState.values), name="attachment_state_known"),
            models.CheckConstraint(
                condition=Q(state=AttachmentState.READY) | Q(file="", thumb=""),
                name="attachment_has_bytes_when_ready",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("attachment", args=[self.uuid, self.name])

    @property
    def small_address(self) -> str:
        """Where the picture to show among the words is: the thumbnail, or the picture itself when it is small."""
        return reverse("thumbnail", args=[self.uuid]) if self.thumb else self.get_absolute_url()

    @property
    def is_checking(self) -> bool:
        """Whether it is a picture that was not decoded yet."""
        return self.state == AttachmentState.CHECKING

    @property
    def is_refused(self) -> bool:
        """Whether it is a picture that could not be decoded, and is gone."""
        return self.state == AttachmentState.REFUSED

    @property
    def is_picture(self) -> bool:
        """Whether it can be shown."""
        return self.is_image and self.state == AttachmentState.READY


class UncheckedPicture(models.Model):
    """A picture as it was sent, until the worker has decoded it. Whoever decodes it holds a lease until `free_at`.

    Instants are by the database's clock, about which all workers agree.
    """

    attachment = models.OneToOneField(Attachment, on_delete=models.CASCADE, related_name="unchecked")
    file = models.FileField(upload_to=unchecked_path, max_length=200)
    due_at = models.DateTimeField(help_text="When it was sent: by this it is late.")
    free_at = models.DateTimeField(help_text="When it may be taken, for the first time or again.")
    lease = models.UUIDField(null=True, editable=False)
    tries = models.PositiveSmallIntegerField(default=0, help_text="How often a worker began to decode it.")

    objects = UncheckedPictureQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["due_at", "id"]

    def __str__(self) -> str:
        return f"{self.attachment} as it was sent"
