"""Chainable reads of reports."""

from typing import TYPE_CHECKING, Self

from django.db import models

from accounts.enums import Role
from accounts.models import User

if TYPE_CHECKING:
    from customers.models import Report


class ReportQuerySet(models.QuerySet["Report"]):
    """Reports of sales and support."""

    def visible_to(self, user: User) -> Self:
        """Reporters see their own; responders and above all."""
        if not user.is_active:
            return self.none()
        return self.filter(reporter=user) if user.role == Role.REPORTER else self.all()
