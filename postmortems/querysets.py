"""Chainable reads of postmortems, in English. Every read starts at `visible_to`."""

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now

from accounts.models import Team, TeamMembership, User
from accounts.permissions import sight_of
from core.export_jobs import ExportQuerySet
from incidents.models import Incident
from postmortems.enums import PostmortemStatus

if TYPE_CHECKING:
    from postmortems.models import (
        ExportJob,
        InterviewNote,
        Lesson,
        OpenQuestion,
        Postmortem,
        PostmortemTemplate,
        Reviewer,
    )


class PostmortemQuerySet(models.QuerySet["Postmortem"]):
    """Postmortems."""

    def visible_to(self, user: User) -> Self:
        """Those of incidents that the person may see."""
        return self.filter(incident__in=Incident.objects.visible_to(user))

    def visible_as(self, role: str, person: Any) -> Self:
        """The same by `sight_of` a person and their number, for a read that is compiled once."""
        return self.filter(incident__in=Incident.objects.visible_as(role, person))

    def with_people(self) -> Self:
        """With their incident and its severity, their template, and all their people."""
        people = ("owner", "facilitator", "opened_by", "published_by")
        return self.select_related("incident__severity", "template", *people).defer("incident__search")

    def without_drills(self) -> Self:
        """Those of incidents that really happened."""
        return self.filter(incident__is_drill=False)

    def of_teams(self, teams: "Collection[int] | models.QuerySet[Team]") -> Self:
        """Those of the teams, by their author or by a service of their incident."""
        members = TeamMembership.objects.filter(team__in=teams).values("user")
        services = Incident.services.through.objects.filter(incident=OuterRef("incident"), service__team__in=teams)
        return self.filter(Q(owner__in=members) | Q(Exists(services)))

    def unpublished(self) -> Self:
        """Still being written or reviewed."""
        return self.exclude(status__in=(PostmortemStatus.PUBLISHED, PostmortemStatus.CANCELLED))


class PostmortemTemplateQuerySet(models.QuerySet["PostmortemTemplate"]):
    """Templates of postmortems."""

    def active(self) -> Self:
        """Those that are in use."""
        return self.filter(is_active=True)

    def unconditional(self) -> Self:
        """Those that match every incident."""
        return self.filter(service=None, team=None, severity=None, kind="")


class LessonQuerySet(models.QuerySet["Lesson"]):
    """Lessons."""

    def visible_to(self, user: User) -> Self:
        """Those of incidents that the person may see."""
        return self.filter(postmortem__incident__in=Incident.objects.visible_to(user))

    def published(self) -> Self:
        """Those of published postmortems."""
        return self.filter(postmortem__status=PostmortemStatus.PUBLISHED)

    def without_drills(self) -> Self:
        """Those of incidents that really happened."""
        return self.filter(postmortem__incident__is_drill=False)


class ReviewerQuerySet(models.QuerySet["Reviewer"]):
    """Reviewers."""

    def asked(self) -> Self:
        """Whose sign-off is asked for now."""
        return self.filter(removed_at__isnull=True)


class ExportJobQuerySet(ExportQuerySet["ExportJob"]):
    """Exports that the worker makes."""

    def visible_to(self, user: User) -> Self:
        """One's own, of incidents that one may see."""
        return self.filter(asked_by=user, postmortem__incident__in=Incident.objects.visible_to(user))


class InterviewNoteQuerySet(models.QuerySet["InterviewNote"]):
    """Notes of interviews."""

    def visible_to(self, user: User) -> Self:
        """Of incidents that the person may see: the shared ones and their own; nobody's role opens others."""
        return self.visible_as(sight_of(user), user.pk)

    def visible_as(self, role: str, person: Any) -> Self:
        """The same by `sight_of` a person and their number, for a read that is compiled once."""
        seen = self.filter(postmortem__incident__in=Incident.objects.visible_as(role, person))
        return seen.filter(Q(shared_at__isnull=False) | Q(interviewer=person))

    def unshared_of(self, person: User) -> Self:
        """Those that only this person can read."""
        return self.filter(interviewer=person, shared_at__isnull=True)


class OpenQuestionQuerySet(models.QuerySet["OpenQuestion"]):
    """Questions, answered or not."""

    def open(self) -> Self:
        """Nobody has answered them."""
        return self.filter(answered_at__isnull=True)
