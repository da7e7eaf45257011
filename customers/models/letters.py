"""Letters to one customer about one incident, and all that they ever said."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse

from accounts.models import User
from core.clock import now
from customers.models.affected import AffectedCustomer
from customers.querysets import LetterQuerySet, LetterVersionQuerySet

# So that it is made into a PDF within a request: layout takes a millisecond a line.
LONGEST_LETTER, MOST_LINES = 10_000, 300


def fits_a_letter(text: str) -> bool:
    """Neither too long nor of too many lines."""
    return len(text) <= LONGEST_LETTER and text.count("\n") < MOST_LINES


class Letter(models.Model):
    """A letter to an affected customer. `version` is the number of the version that holds; none is ever changed."""

    affected = models.ForeignKey(AffectedCustomer, on_delete=models.CASCADE, related_name="letters")
    version = models.PositiveIntegerField(default=1, editable=False)
    begun_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField(default=now)
    discarded_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    discarded_at = models.DateTimeField(null=True, editable=False)

    objects = LetterQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(discarded_at__isnull=True) ^ Q(discarded_by__isnull=False),
                name="letter_discarded_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"letter to {self.affected.shown_name}"

    def get_absolute_url(self) -> str:
        return reverse("letter", args=[self.pk])


class LetterVersion(models.Model):
    """What a letter said from one save to the next. A sign-off is of one version, so every change ends it.

    `facts` identifies what it was made of (`customers/readers/letter_facts.py`), so that a later change is noticed.
    """

    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, db_index=False, related_name="versions")
    number = models.PositiveIntegerField()
    text = models.TextField(help_text="Markdown.")
    html = models.TextField(blank=True, editable=False)
    renderer = models.PositiveSmallIntegerField(default=0, editable=False)
    facts = models.JSONField(default=dict, editable=False)
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, db_index=False, related_name="+")
    written_at = models.DateTimeField(default=now)
    asked_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(null=True, editable=False, help_text="When its sign-off was asked for.")
    signed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(null=True, editable=False)
    confirmed = models.TextField(
        "other customers whose names were confirmed", blank=True, help_text="One on each line."
    )
    redactions = models.PositiveIntegerField(default=0, editable=False, help_text="How often words were removed.")
    client_uuid = models.UUIDField(default=uuid.uuid4, editable=False)

    objects = LetterVersionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["letter", "number"], name="letter_version_once"),
            models.UniqueConstraint(fields=["written_by", "client_uuid"], name="letter_sent_once"),
            models.CheckConstraint(
                condition=Q(signed_at__isnull=True) ^ Q(signed_by__isnull=False), name="letter_signed_by_somebody"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.letter}, version {self.number}"

    @property
    def seen(self) -> str:
        """Identifies what a reader saw; a form sends it back, so that a change since then is noticed."""
        return f"{self.number}.{self.redactions}"

    @property
    def confirmed_names(self) -> list[str]:
        """Of other customers."""
        return self.confirmed.splitlines()

    @property
    def is_signed(self) -> bool:
        """Communications have signed it off."""
        return self.signed_at is not None
