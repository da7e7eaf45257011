"""Chainable reads of pauses, in English."""

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models

if TYPE_CHECKING:
    from followthrough.models import ReminderPause


class PauseQuerySet(models.QuerySet["ReminderPause"]):
    """Pauses of reminders."""

    def holding(self, day: date) -> Self:
        """Those that hold on that day."""
        return self.filter(ended_at__isnull=True, until__gt=day)
