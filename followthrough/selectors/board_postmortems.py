"""The postmortems that are due, overdue or in review, with their authors and ages."""

from dataclasses import dataclass

from django.db.models import Count, Q, Window

from actions.due import OwnerDays
from actions.querysets import due_before
from core.clock import now
from core.references import written
from core.templatetags.ui import day
from followthrough.selectors.board_scope import Scope
from followthrough.selectors.board_sight import Sight
from incidents.models import Incident
from postmortems.enums import PostmortemStatus
from postmortems.models import Postmortem
from postmortems.selectors.postmortem_list import days_late

SHOWN = 10
FIELDS = (
    "status",
    "due_on",
    "opened_at",
    "incident__title",
    "incident__is_private",
    "owner__name",
    "owner__zone",
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A postmortem that is due, overdue or in review, by the number of its incident. `age`: days since it was opened.

    `stands` says its status and age, `over` how long it is overdue (empty when it is not), `due` its date.
    """

    number: int
    title: str
    is_private: bool
    address: str
    author: str
    days_over: int
    age: int
    stands: str
    over: str
    due: str

    @property
    def reference(self) -> str:
        """INC-142."""
        return written(Incident.PREFIX, self.number)


@dataclass(frozen=True, slots=True)
class PostmortemCount:
    """How many are in a state, and the address of their rows."""

    n: int
    word: str
    address: str


@dataclass(frozen=True, slots=True)
class Postmortems:
    """Those that wait the longest, and how many there are. One in review can be due or overdue, too."""

    waiting: list[Waiting]
    counts: tuple[PostmortemCount, ...]
    has_more: bool


def postmortems(scope: Scope, seen: Sight) -> Postmortems:
    """The longest overdue first, with the counts of all, in one query."""
    late, in_review = due_before(seen.days), Q(status=PostmortemStatus.IN_REVIEW)
    wanted = {"late": late, "due": Q(~late, due_on__isnull=False), "in_review": in_review}
    counts = {f"n_{key}": Window(Count("pk", filter=condition)) for key, condition in wanted.items()}
    found = seen.postmortems.unpublished().filter(Q(due_on__isnull=False) | in_review).annotate(**counts)
    rows = list(found.select_related("incident", "owner").only(*FIELDS).order_by("due_on", "id")[: SHOWN + 1])
    words = {"late": "overdue", "due": "due", "in_review": "in review"}
    return Postmortems(
        waiting=[_wait(each, seen.days) for each in rows[:SHOWN]],
        counts=tuple(
            PostmortemCount(getattr(rows[0], f"n_{key}") if rows else 0, word, scope.postmortems(key))
            for key, word in words.items()
        ),
        has_more=len(rows) > SHOWN,
    )


def _wait(postmortem: Postmortem, days: OwnerDays) -> Waiting:
    over, age = days_late(postmortem, days), (now() - postmortem.opened_at).days
    return Waiting(
        number=postmortem.incident_id,
        title=postmortem.incident.title,
        is_private=postmortem.incident.is_private,
        address=postmortem.get_absolute_url(),
        author=postmortem.owner.name if postmortem.owner else "",
        days_over=over,
        age=age,
        stands=f"{postmortem.get_status_display().lower()}, open for {_in_days(age)}",
        over=f"overdue by {_in_days(over)}" if over else "",
        due=day(postmortem.due_on) if postmortem.due_on else "",
    )


def _in_days(number: int) -> str:
    return f"{number} day{'' if number == 1 else 's'}"
