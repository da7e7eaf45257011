"""My work: what somebody owns, writes, must review and verify, and was asked about."""

from dataclasses import dataclass
from itertools import chain

from accounts.models import User
from actions.models import ActionItem
from actions.selectors.listing import ActionRow, action_row, for_list
from actions.selectors.owner_days import owner_days
from followthrough.models import OwnerQuestion
from followthrough.selectors.waiting import questions_to, reviews_of, verifications_of
from postmortems.models import Postmortem, Reviewer
from postmortems.selectors.postmortem_list import days_late

SHOWN = 50


@dataclass(frozen=True, slots=True)
class Written:
    """A postmortem that the person writes, and how many days it is late (0: not late)."""

    postmortem: Postmortem
    late: int


@dataclass(frozen=True, slots=True)
class MyWork:
    """Each list with the most pressing first; of action items the first fifty."""

    questions: list[OwnerQuestion]
    reviews: list[Reviewer]
    verifications: list[ActionRow]
    items: list[ActionRow]
    has_more: bool
    postmortems: list[Written]

    @property
    def waiting(self) -> int:
        """What others wait for: answers and reviews."""
        return len(self.questions) + len(self.reviews) + len(self.verifications)

    @property
    def private(self) -> list[int]:
        """The private incidents whose words it shows."""
        incidents = chain(
            (question.item.incident for question in self.questions),
            (review.postmortem.incident for review in self.reviews),
            (written.postmortem.incident for written in self.postmortems),
        )
        return [incident.pk for incident in incidents if incident.is_private] + [
            row.incident_number for row in self.items + self.verifications if row.is_private
        ]


def my_work(person: User) -> MyWork:
    """All of it, in six queries."""
    days = owner_days(person)
    items = ActionItem.objects.visible_to(person).unfinished().filter(owner=person).order_by("due_on", "id")
    rows = list(for_list(items)[: SHOWN + 1])
    to_verify = verifications_of(person)
    written = Postmortem.objects.visible_to(person).unpublished().filter(owner=person)
    return MyWork(
        questions=list(questions_to(person).select_related("item__incident", "asked_by").order_by("asked_at")),
        reviews=list(reviews_of(person).select_related("postmortem__incident", "asked_by").order_by("asked_at")),
        verifications=[action_row(item, days) for item in for_list(to_verify.order_by("verify_on", "id"))],
        items=[action_row(item, days) for item in rows[:SHOWN]],
        has_more=len(rows) > SHOWN,
        postmortems=[
            Written(each, days_late(each, days))
            for each in written.select_related("incident", "owner").order_by("due_on", "id")
        ],
    )
