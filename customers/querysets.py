"""Chainable reads of reports and customer updates."""

from typing import TYPE_CHECKING, Self

from django.db import models

from accounts.enums import Role
from accounts.models import User
from customers.enums import UpdateState
from incidents.querysets import IncidentQuerySet

if TYPE_CHECKING:
    from customers.models import Report, Update


class ReportQuerySet(models.QuerySet["Report"]):
    """Reports of sales and support."""

    def visible_to(self, user: User) -> Self:
        """Reporters see their own; responders and above all."""
        if not user.is_active:
            return self.none()
        return self.filter(reporter=user) if user.role == Role.REPORTER else self.all()


class UpdateQuerySet(models.QuerySet["Update"]):
    """Customer updates."""

    def visible_to(self, user: User, incidents: IncidentQuerySet) -> Self:
        """Updates of incidents that the person may see; `incidents` is the unfiltered queryset of incidents.

        Reporters read none of these rows: what they may pass on is `selectors.words`.
        """
        return self.filter(incident__in=incidents.visible_to(user))

    def drafts(self) -> Self:
        """Not decided yet."""
        return self.filter(state=UpdateState.DRAFT)

    def published(self) -> Self:
        """What customers were told and was not taken back, the newest first."""
        return self.filter(state=UpdateState.PUBLISHED).order_by("-published_at", "-pk")

    def newest(self) -> Self:
        """The newest that was published of each incident."""
        published = self.filter(state=UpdateState.PUBLISHED)
        return published.order_by("incident", "-published_at", "-pk").distinct("incident")
