"""Chainable reads of follow-through, in English."""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce

from accounts.enums import Role
from accounts.models import User
from actions.enums import ActionStatus
from actions.models import ActionEvent, ActionItem
from actions.querysets import ACHIEVED, UNFINISHED
from followthrough.enums import RecurrenceKind
from incidents.models import Incident, IncidentMember

if TYPE_CHECKING:
    from followthrough.models import OwnerQuestion, Recurrence, ReminderPause

HELD_FOR = timedelta(days=90)  # what was done longer ago is not said not to have held
REFUSED_FOR = timedelta(days=365)  # what was closed as won't do longer ago is not said to have been foreseen


def standing(item: str, began: str) -> dict[str, Any]:
    """How an item stood at an instant, as columns: of each row `item` and `began` name the columns that lead to both.

    Read from the history of the item, whatever became of it later. `since`: from when on it could have been done; a
    part of what will not be done itself goes on with that, and stood as that until it was created. `recurred` is the
    kind of recurrence: null where the item neither was open nor finished lately, or where there was no such item yet.
    """
    asked = ActionItem.objects.filter(pk=OuterRef(item)).order_by()
    goes_on = Q(split_from__status=ActionStatus.WONT_DO)
    since = Case(When(goes_on, then=F("split_from__created_at")), default=F("created_at"))
    is_later = Q(goes_on, created_at__gt=OuterRef(began))
    stood_as = Case(When(is_later, then=F("split_from")), default=F("pk"))
    moves = ActionEvent.objects.filter(item=OuterRef("stood_as"), field="status", at__lte=OuterRef(began))
    latest = moves.order_by("-at", "-pk")
    finished = latest.filter(before__in=UNFINISHED).exclude(after__in=UNFINISHED).values("at")[:1]
    reopened = latest.filter(after__in=UNFINISHED).exclude(before__in=UNFINISHED).values("at")[:1]
    is_open = Q(status_then__isnull=True) | Q(status_then__in=UNFINISHED)
    refused = Q(status_then=ActionStatus.WONT_DO, finished_then__gte=F(began) - REFUSED_FOR)
    done = Q(status_then__in=ACHIEVED, finished_then__gte=F(began) - HELD_FOR)
    return {
        "since": Subquery(asked.values_list(since)),
        "stood_as": Subquery(asked.values_list(stood_as)),
        "status_then": Subquery(latest.values("after")[:1]),
        "finished_then": Case(When(is_open, then=None), default=Subquery(finished)),
        "open_since": Coalesce(Subquery(reopened), F("since")),
        "recurred": Case(
            When(since__gte=F(began), then=None),
            When(is_open | refused, then=Value(RecurrenceKind.FORESEEN)),
            When(done, then=Value(RecurrenceKind.DID_NOT_HOLD)),
            output_field=models.CharField(null=True),
        ),
    }


def failed() -> Q:
    """Did not hold, and is done as it was then: what was repaired and done again has not failed."""
    is_done = Q(item__status__in=ACHIEVED, item__finished_at__lte=F("incident__began_at"))
    return Q(is_done, recurred=RecurrenceKind.DID_NOT_HOLD)


def failed_and_undone(done_after: datetime) -> Q:
    """Did not hold, was done after that instant, and is not done any more."""
    return Q(~Q(item__status__in=ACHIEVED), recurred=RecurrenceKind.DID_NOT_HOLD, finished_then__gt=done_after)


class PauseQuerySet(models.QuerySet["ReminderPause"]):
    """Pauses of reminders."""

    def holding(self, day: date) -> Self:
        """Those that hold on that day."""
        return self.filter(ended_at__isnull=True, until__gt=day)


class OwnerQuestionQuerySet(models.QuerySet["OwnerQuestion"]):
    """Questions to the owners of action items."""

    def visible_to(self, user: User) -> Self:
        """Those about action items that the person may see."""
        return self.filter(item__in=ActionItem.objects.visible_to(user))

    def open(self) -> Self:
        """Nobody has answered them, and who was asked still owns the item, which is unfinished."""
        items = ActionItem.objects.unfinished()
        return self.filter(answered_at__isnull=True, asked_of=F("item__owner"), item__in=items)

    def seen_by_owner(self) -> Self:
        """Those about action items that who was asked may see: `visible_to` of many people."""
        is_member = Exists(
            IncidentMember.objects.filter(incident=OuterRef("item__incident"), user=OuterRef("asked_of"))
        )
        return self.filter(Q(item__incident__is_private=False) | Q(asked_of__role=Role.ADMIN) | is_member)


class RecurrenceQuerySet(models.QuerySet["Recurrence"]):
    """Decisions about action items and later incidents."""

    def visible_to(self, user: User) -> Self:
        """Those of which the person may see both the action item and the incident."""
        items, incidents = ActionItem.objects.visible_to(user), Incident.objects.visible_to(user)
        return self.filter(item__in=items, incident__in=incidents)

    def real(self) -> Self:
        """Those of which both incidents are real."""
        real = Incident.objects.real()
        return self.filter(incident__in=real, item__incident__in=real)

    def with_standing(self) -> Self:
        """With how the item stood when the incident began: `recurred` and the other columns of `standing`."""
        return self.annotate(**standing("item", "incident__began_at"))

    def counting(self) -> Self:
        """Confirmed, of real incidents, with how the item stood: it still was open, or had been finished lately."""
        return self.filter(is_confirmed=True).real().with_standing().filter(recurred__isnull=False)
