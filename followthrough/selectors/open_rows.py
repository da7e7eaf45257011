"""What is open or waits for somebody: the rows of which people are reminded."""

from collections.abc import Collection
from datetime import date
from typing import Any, TypeVar

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, Greatest

from actions.enums import ActionStatus
from actions.models import ActionEvent, ActionItem
from actions.querysets import is_ownerless
from core.clock import today
from followthrough.models import ReminderPause
from incidents.enums import Status
from postmortems.enums import PostmortemStatus
from postmortems.models import Postmortem, Reviewer, SignOff

Rows = TypeVar("Rows", bound="QuerySet[Any]")

FARTHEST_WEST = "Etc/GMT+12"  # a pause that is over there is over everywhere


def _unowned_since() -> Case:
    """Of an item without an active owner when its owner last changed; of all others, and before, when it was added."""
    changed = ActionEvent.objects.filter(item=OuterRef("pk"), field="owner").order_by("-at").values("at")[:1]
    return Case(When(is_ownerless=True, then=Coalesce(Subquery(changed), F("created_at"))), default=F("created_at"))


def open_items() -> QuerySet[ActionItem]:
    """Action items that are not finished."""
    return ActionItem.objects.unfinished().with_ownerless().annotate(unowned_since=_unowned_since())


def paused_until(items: Collection[int] | None = None) -> dict[int, date]:
    """Until when reminders are paused, by action item: of some, or of all; one query."""
    holding = ReminderPause.objects.holding(today(FARTHEST_WEST))
    if items is not None:
        holding = holding.filter(item__in=items)
    return dict(holding.values_list("item_id", "until"))


def waiting_items() -> QuerySet[ActionItem]:
    """Finished, with a day on which others than the owner say whether it works, or should be done after all."""
    refused = Q(status=ActionStatus.WONT_DO, look_again_on__isnull=False)
    unverified = Q(status=ActionStatus.DONE, verify_on__isnull=False, verdict="")
    kept = ActionItem.objects.filter(unverified | refused, incident__withdrawn_at__isnull=True)
    return kept.with_ownerless().annotate(unowned_since=F("created_at"))


def waiting_by(day: date) -> Q:
    """A condition on `waiting_items`: their day is not after this one."""
    return Q(status=ActionStatus.DONE, verify_on__lte=day) | Q(status=ActionStatus.WONT_DO, look_again_on__lte=day)


def open_postmortems() -> QuerySet[Postmortem]:
    """Postmortems that are not published, of incidents that were neither cancelled nor withdrawn."""
    wanted = Postmortem.objects.unpublished().filter(incident__withdrawn_at__isnull=True)
    wanted = wanted.exclude(incident__status=Status.CANCELLED)
    return wanted.annotate(is_ownerless=is_ownerless())


_A_DATE = ActionItem._meta.get_field("due_on")


def open_reviews() -> QuerySet[Reviewer]:
    """Reviewers who were asked and have not answered since; `asked` says when."""
    in_review = Q(postmortem__status=PostmortemStatus.IN_REVIEW) & ~Q(postmortem__incident__status=Status.CANCELLED)
    asked = Greatest("asked_at", Coalesce("postmortem__review_asked_at", "asked_at"))
    answered = SignOff.objects.filter(reviewer=OuterRef("pk"), at__gte=OuterRef("asked"))
    kept = Reviewer.objects.asked().filter(in_review, postmortem__incident__withdrawn_at__isnull=True)
    rows = kept.annotate(asked=asked).filter(~Exists(answered))
    named = rows.annotate(owner=F("person"), incident=F("postmortem__incident"))
    return named.annotate(is_ownerless=is_ownerless(), no_date=Value(None, output_field=_A_DATE))


def every(step: int, rows: Rows) -> Rows:
    """Every nth of these rows, by their numbers; all of them with 1."""
    return rows.alias(left_over=F("pk") % step).filter(left_over=0) if step > 1 else rows
