"""What waits for a person: reviews, verifications, questions to them as an owner; and their saved views."""

from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, JSONObject

from accounts.models import Team, User
from actions.models import ActionItem
from actions.querysets import ActionItemQuerySet
from core.clock import today
from followthrough.models import OwnerQuestion, SavedView
from postmortems.enums import PostmortemStatus
from postmortems.models import Postmortem, Reviewer, SignOff


@dataclass(frozen=True, slots=True)
class ForMe:
    """How many reviews, questions and verifications wait for somebody; and their saved views: names and addresses."""

    reviews: int
    questions: int
    verifications: int
    views: list[tuple[str, str]]

    @property
    def waiting(self) -> int:
        """All that waits for them."""
        return self.reviews + self.questions + self.verifications


def reviews_of(person: User) -> QuerySet[Reviewer]:
    """Where the person was asked to review a postmortem, and has not answered since the review was asked for."""
    in_review = Postmortem.objects.visible_to(person).filter(status=PostmortemStatus.IN_REVIEW)
    answered = SignOff.objects.filter(reviewer=OuterRef("pk"), at__gte=OuterRef("postmortem__review_asked_at"))
    return Reviewer.objects.asked().filter(~Exists(answered), person=person, postmortem__in=in_review)


def questions_to(person: User) -> QuerySet[OwnerQuestion]:
    """The open questions to the person, about action items that they see."""
    return OwnerQuestion.objects.visible_to(person).open().filter(asked_of=person)


def verifications_of(person: User) -> ActionItemQuerySet:
    """Done items whose day to be verified has come, of teams that the person manages, or created by them.

    Their owner cannot verify them.
    """
    managed = Team.objects.filter(memberships__user=person, memberships__is_manager=True)
    theirs = ActionItem.objects.of_teams(managed) | ActionItem.objects.filter(created_by=person)
    due = ActionItem.objects.visible_to(person).unverified().filter(verify_on__lte=today(person.zone))
    return due.filter(~Q(owner=person), pk__in=theirs.values("pk"))


def for_me(person: User) -> ForMe:
    """One query."""
    views = SavedView.objects.filter(owner=OuterRef("pk")).order_by("name")
    row = User.objects.filter(pk=person.pk).values_list(
        _number(reviews_of(person)),
        _number(questions_to(person)),
        _number(verifications_of(person)),
        ArraySubquery(views.values(row=JSONObject(name="name", query="query"))),
    )
    reviews, questions, verifications, saved = row.get()
    return ForMe(reviews, questions, verifications, [(view["name"], view["query"]) for view in saved])


def _number(rows: QuerySet[Any]) -> Coalesce:
    one_group = rows.order_by().values(every=Value(1))
    return Coalesce(Subquery(one_group.annotate(n=Count("pk")).values("n")), 0)
