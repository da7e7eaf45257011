"""Chainable reads of incidents, in English. Every read starts at `visible_to`."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now

from accounts.enums import Role
from accounts.models import User
from accounts.permissions import sight_of
from accounts.querysets import UserQuerySet
from catalogue.enums import BuiltInRole
from incidents.enums import Origin, Status, TaskState

if TYPE_CHECKING:
    from incidents.models import (
        Attachment,
        Follower,
        Incident,
        IncidentMember,
        Mark,
        Merge,
        RoleAssignment,
        Task,
        TimelineEntry,
        UncheckedPicture,
    )

OPEN_STATUSES = (Status.INVESTIGATING, Status.IDENTIFIED, Status.MITIGATED)
# What an open incident must be for its customers to hear from us at the intervals that its severity gives.
UPDATED_COLUMNS: dict[str, bool | None] = {
    "is_customer_facing": True,
    "is_private": False,
    "is_past": False,
    "withdrawn_at": None,
}
# What an incident must be, and not be, for its words to be passed on to customers.
TOLD_COLUMNS: dict[str, bool | None] = {
    "is_customer_facing": True,
    "is_private": False,
    "is_drill": False,
    "withdrawn_at": None,
}
UNTOLD_STATUSES = (Status.CANCELLED, Status.MERGED)


def sees_incident(*, is_private: bool, is_member: bool, is_admin: bool) -> bool:
    """Whether a responder or above sees an incident: the rule of `visible_to`, for rows that were read already."""
    return not is_private or is_member or is_admin


class IncidentQuerySet(models.QuerySet["Incident"]):
    """Incidents."""

    def visible_to(self, user: User) -> Self:
        """Reporters see nothing, admins all, others what is not private and where they are members.

        Nobody sees what was withdrawn; `withdrawn_for` has it.
        """
        return self.visible_as(sight_of(user), user.pk)

    def visible_as(self, role: str, person: Any) -> Self:
        """The same by `sight_of` a person and their number, for a read that is compiled once."""
        if role == Role.REPORTER:
            return self.none()
        return self.filter(_seen_by(role, person), withdrawn_at__isnull=True)

    def hidden_from(self, user: User) -> Self:
        """What was withdrawn, and the private ones that the person may not see: the few that `visible_to` leaves out.

        For long lists of rows that hang on incidents: leaving out few is cheaper than finding many.
        """
        withdrawn = Q(withdrawn_at__isnull=False)
        return self.filter(withdrawn if user.role == Role.ADMIN else withdrawn | ~_seen_by(user.role, user.pk))

    def withdrawn_for(self, user: User) -> Self:
        """What was withdrawn of what the person would see."""
        if not user.is_active or user.role == Role.REPORTER:
            return self.none()
        return self.filter(_seen_by(user.role, user.pk), withdrawn_at__isnull=False)

    def open(self) -> Self:
        """Not yet resolved."""
        return self.filter(status__in=OPEN_STATUSES)

    def without_drills(self) -> Self:
        """What really happened."""
        return self.filter(is_drill=False)

    def real(self) -> Self:
        """Neither drills nor cancelled nor duplicates, and not withdrawn."""
        return self.filter(is_drill=False, withdrawn_at__isnull=True).exclude(
            status__in=(Status.CANCELLED, Status.MERGED)
        )

    def unmerged(self) -> Self:
        """Without duplicates that were merged into another one."""
        return self.filter(duplicate_of__isnull=True)

    def with_duplicates_of(self, number: Any) -> Self:
        """The incident and what was merged into it. In a subquery, an index finds what hangs on them."""
        return self.filter(Q(pk=number) | Q(duplicate_of=number))

    def update_overdue(self, at: datetime) -> Self:
        """Those in which customers should have heard from us by `at`; drills too."""
        return self.owing_updates().filter(update_due_at__lte=at)

    def owing_updates(self) -> Self:
        """Those in which an update is due, as `Incident.may_owe_updates` says; drills too."""
        return self.open().filter(**UPDATED_COLUMNS, update_due_at__isnull=False)

    def noticed_by_customers(self) -> Self:
        """Open ones of which sales and support may hear that they are known, with words to pass on or without."""
        return self.open().filter(**TOLD_COLUMNS)

    def told_outside(self) -> Self:
        """Those of which customers may read what was published."""
        return self.filter(**TOLD_COLUMNS).exclude(status__in=UNTOLD_STATUSES)

    def customer_facing(self) -> Self:
        """Those with words that sales and support may pass on, as `Incident.has_words_for_customers` says."""
        return self.told_outside().exclude(public_summary="")


def _seen_by(role: str, person: Any) -> Q:
    """What a responder or manager sees: what is not private, and where they are members. Admins see all."""
    if role == Role.ADMIN:
        return Q()
    return Q(is_private=False) | Q(Exists(_members().filter(user=person, incident=OuterRef("pk"))))


def _members() -> "models.QuerySet[IncidentMember]":
    return apps.get_model("incidents", "IncidentMember")._default_manager.all()


def people_seeing(incident: "Incident") -> UserQuerySet:
    """Those of responders and above who see an incident: `visible_to` asked of one incident and many people."""
    return User.objects.none() if incident.is_withdrawn else _people_seeing(incident.pk, is_private=incident.is_private)


def _people_seeing(number: Any, *, is_private: bool) -> UserQuerySet:
    people: UserQuerySet = User.objects.all()
    is_member = Q(pk__in=User.objects.filter(incident_memberships__incident=number))
    return people.filter(Q(role=Role.ADMIN) | is_member) if is_private else people


class FollowerQuerySet(models.QuerySet["Follower"]):
    """Who follows which incident."""

    def of(self, incident: "Incident") -> Self:
        """Those who follow an incident and may see it."""
        return self.filter(incident=incident, person__in=people_seeing(incident).responders())

    def of_number(self, number: Any, *, is_private: bool) -> Self:
        """The same by the number of an incident that was not withdrawn."""
        return self.filter(incident=number, person__in=_people_seeing(number, is_private=is_private).responders())


class RoleAssignmentQuerySet(models.QuerySet["RoleAssignment"]):
    """Who has which role in which incident."""

    def current(self) -> Self:
        """Of those who have the role now."""
        return self.filter(ended_in__isnull=True)

    def leads(self) -> Self:
        """Of those who lead now."""
        return self.current().filter(role=BuiltInRole.LEAD)


class MergeQuerySet(models.QuerySet["Merge"]):
    """Merges."""

    def active(self) -> Self:
        """Not undone."""
        return self.filter(undone_at__isnull=True)


class EntryQuerySet(models.QuerySet["TimelineEntry"]):
    """Timeline entries."""

    def visible_to(self, user: User, incidents: IncidentQuerySet) -> Self:
        """Entries of incidents that the person may see; `incidents` is the unfiltered queryset of incidents."""
        return self.filter(incident__in=incidents.visible_to(user))

    def in_order(self) -> Self:
        """As shown: by when it happened, then by when it was first told."""
        return self.order_by("happened_at", "seq")

    def live(self) -> Self:
        """Neither struck through nor redacted."""
        return self.filter(struck_at__isnull=True, redacted_at__isnull=True)

    def told(self) -> Self:
        """Told by people."""
        return self.filter(origin=Origin.TOLD)


class MarkQuerySet(models.QuerySet["Mark"]):
    """Marks: which milestone is on which entry."""

    def current(self) -> Self:
        """Not ended."""
        return self.filter(ended_at__isnull=True)

    def counting(self) -> Self:
        """Current, and on an entry that is not struck through."""
        return self.current().filter(entry__struck_at__isnull=True)


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    """Attachments."""

    def visible_to(self, user: User, incidents: IncidentQuerySet) -> Self:
        """Attachments of incidents that the person may see."""
        return self.filter(incident__in=incidents.visible_to(user), removed_at__isnull=True)


class UncheckedPictureQuerySet(models.QuerySet["UncheckedPicture"]):
    """Pictures that wait to be decoded."""

    def free(self, at: datetime | Now) -> Self:
        """Those that nobody is decoding."""
        return self.filter(free_at__lte=at)


class TaskQuerySet(models.QuerySet["Task"]):
    """Tasks of incidents."""

    def visible_to(self, user: User, incidents: IncidentQuerySet) -> Self:
        """Tasks of incidents that the person may see; `incidents` is the unfiltered queryset of incidents."""
        return self.filter(incident__in=incidents.visible_to(user))

    def open(self) -> Self:
        """Still to be done."""
        return self.filter(state=TaskState.OPEN)
