"""Chainable reads of reports, of customers, of whom incidents affect, and of customer updates."""

from collections.abc import Collection
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q

from accounts.enums import CustomerScope, Role
from accounts.models import User
from accounts.permissions import sees_all_customers
from core.clock import now
from customers.enums import UpdateState
from incidents.querysets import OPEN_STATUSES, TOLD_COLUMNS, UNTOLD_STATUSES, IncidentQuerySet

if TYPE_CHECKING:
    from customers.models import (
        AffectedCustomer,
        Customer,
        CustomerMeasure,
        CustomerSummary,
        Follow,
        Letter,
        LetterVersion,
        Maintenance,
        Report,
        ReportReply,
        Subscriber,
        Told,
        Update,
        UpdateTemplate,
    )
    from incidents.models import Incident


class ReportQuerySet(models.QuerySet["Report"]):
    """Reports of sales and support."""

    def visible_to(self, user: User) -> Self:
        """Reporters see their own; responders and above all."""
        if not user.is_active:
            return self.none()
        return self.filter(reporter=user) if user.role == Role.REPORTER else self.all()

    def without_words(self) -> Self:
        """Their other columns alone: the words may be long."""
        return self.defer("text", "search")


class ReportReplyQuerySet(models.QuerySet["ReportReply"]):
    """Words that were added to reports."""

    def visible_to(self, user: User) -> Self:
        """Those of the reports that the person sees."""
        reports = ReportQuerySet(self.model._meta.get_field("report").related_model)
        return self.filter(report__in=reports.visible_to(user))


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

    def told(self) -> Self:
        """What customers were told, also what was taken back since, the newest first."""
        return self.filter(published_at__isnull=False).order_by("-published_at", "-pk")

    def taken_back(self) -> Self:
        """Discarded drafts, and what was taken back."""
        return self.filter(state=UpdateState.TAKEN_BACK)

    def newest(self) -> Self:
        """The newest that was published of each incident."""
        published = self.filter(state=UpdateState.PUBLISHED)
        return published.order_by("incident_id", "-published_at", "-pk").distinct("incident_id")


class UpdateTemplateQuerySet(models.QuerySet["UpdateTemplate"]):
    """Templates of customer updates."""

    def active(self) -> Self:
        """Those in use."""
        return self.filter(is_active=True)

    def fitting(self, incident: "Incident") -> Self:
        """Those for an incident as it is now: its status, its severity, one of its services.

        What is over needs words of how it ended: only those for its status.
        """
        services = incident.services.values("pk")
        statuses = ["", incident.status] if incident.is_open else [incident.status]
        return (
            self.active()
            .filter(
                Q(status__in=statuses),
                Q(severities=None) | Q(severities=incident.severity_id),
                Q(services=None) | Q(services__in=services),
            )
            .distinct()
        )


class FollowQuerySet(models.QuerySet["Follow"]):
    """Who follows what customers are told."""

    def of(self, incidents: Collection[int]) -> Self:
        """Those who follow one of the incidents, what was merged into it, one of its services, or whom it affects.

        Of the followers of a customer those who still see it, as `CustomerQuerySet.visible_to` says.
        """
        merged = Q(incident__in=incidents) | Q(incident__duplicate_of__in=incidents)
        affected = Q(customer__affected_by__incident__in=incidents)
        affected |= Q(customer__affected_by__incident__duplicate_of__in=incidents)
        sees_it = ~Q(person__role=Role.REPORTER) | Q(person__customer_scope=CustomerScope.ALL)
        sees_it |= Q(customer__owner=F("person"))
        followed = merged | Q(service__incidents__in=incidents) | (affected & sees_it)
        return self.filter(followed, person__is_active=True).distinct()


class CustomerSummaryQuerySet(models.QuerySet["CustomerSummary"]):
    """What customers may read of postmortems."""

    def published(self) -> Self:
        """Those that everybody may read: of incidents whose words may be passed on, while the postmortem stands."""
        told = _of_told_incidents()
        return self.filter(published_at__isnull=False, **told).exclude(incident__status__in=UNTOLD_STATUSES)


class CustomerMeasureQuerySet(models.QuerySet["CustomerMeasure"]):
    """Measures that customers may read."""

    def published(self) -> Self:
        """Those that everybody may read: of incidents whose words may be passed on."""
        return self.filter(**_of_told_incidents()).exclude(incident__status__in=UNTOLD_STATUSES)


def _of_told_incidents() -> dict[str, object]:
    return {f"incident__{column}": value for column, value in TOLD_COLUMNS.items()}


class CustomerQuerySet(models.QuerySet["Customer"]):
    """Customers."""

    def visible_to(self, user: User) -> Self:
        """All of them for most; for a reporter whose scope is *own* those they own. Who was merged is seen, too."""
        if not user.is_active:
            return self.none()
        return self.all() if sees_all_customers(user) else self.filter(Q(owner=user) | Q(merged_into__owner=user))

    def unmerged(self) -> Self:
        """Without those that were merged into another one."""
        return self.filter(merged_into__isnull=True)

    def using_services(self, services: object) -> Self:
        """Customers of today that use one of the services."""
        return self.unmerged().filter(is_active=True, services__in=services).distinct()


class AffectedQuerySet(models.QuerySet["AffectedCustomer"]):
    """Which customers incidents affect. `incidents` is the unfiltered queryset of incidents."""

    def visible_to(self, user: User, incidents: IncidentQuerySet) -> Self:
        """Of the incidents that the person sees; a reporter sees of their customers what customers may hear of."""
        if not user.is_active:
            return self.none()
        if user.role != Role.REPORTER:
            return self.filter(incident__in=incidents.visible_to(user))
        told = self.filter(customer__isnull=False, **_of_told_incidents()).exclude(incident__status__in=UNTOLD_STATUSES)
        return told if sees_all_customers(user) else told.filter(customer__owner=user)

    def now(self) -> Self:
        """In incidents that are open and no drill, and not over for the customer."""
        going_on = Q(until_at__isnull=True) | Q(until_at__gt=now())
        return self.filter(going_on, incident__status__in=OPEN_STATUSES, incident__is_drill=False)


class LetterQuerySet(models.QuerySet["Letter"]):
    """Letters to customers."""

    def visible_to(self, user: User, incidents: IncidentQuerySet) -> Self:
        """To affected customers that the person sees; `incidents` is the unfiltered queryset of incidents."""
        rows = AffectedQuerySet(self.model._meta.get_field("affected").related_model)
        return self.filter(affected__in=rows.visible_to(user, incidents))

    def kept(self) -> Self:
        """Not discarded."""
        return self.filter(discarded_at__isnull=True)


class LetterVersionQuerySet(models.QuerySet["LetterVersion"]):
    """What letters said."""

    def visible_to(self, user: User, incidents: IncidentQuerySet) -> Self:
        """Those of the letters that the person sees; `incidents` is the unfiltered queryset of incidents."""
        letters = LetterQuerySet(self.model._meta.get_field("letter").related_model)
        return self.filter(letter__in=letters.visible_to(user, incidents))

    def waiting(self) -> Self:
        """Those that hold, whose sign-off was asked for and not given."""
        waiting = self.filter(asked_at__isnull=False, signed_at__isnull=True)
        return waiting.current().filter(letter__discarded_at__isnull=True)

    def current(self) -> Self:
        """Those that hold."""
        return self.filter(number=F("letter__version"))


class ToldQuerySet(models.QuerySet["Told"]):
    """Who told customers."""

    def counting(self) -> Self:
        """Not taken back."""
        return self.filter(undone_at__isnull=True)


class MaintenanceQuerySet(models.QuerySet["Maintenance"]):
    """Planned maintenance. Nothing of it is internal: it is written for the status page."""

    def standing(self) -> Self:
        """Not cancelled."""
        return self.filter(cancelled_at__isnull=True)


class SubscriberQuerySet(models.QuerySet["Subscriber"]):
    """Who gets the updates of the status page."""

    def wanting(self, services: object) -> Self:
        """Those who chose one of the services, or all."""
        return self.filter(Q(wants_all=True) | Q(services__in=services)).distinct()
