"""The history of an action item: one row for each field that changed, in the words that stood there."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from actions.models import ActionEvent, ActionItem
from core.clock import now
from postmortems.models import Factor, Measure


@dataclass(frozen=True, slots=True)
class Change:
    """A field, and what stood in it before and after, as text (dates ISO 8601, people and teams by name)."""

    field: str
    before: str
    after: str


def words(value: object) -> str:
    """A value as the history keeps it; None is empty."""
    return "" if value is None else str(value)


def describe(field: str, before: object, after: object) -> Change | None:
    """The change of a field, or None when there is none."""
    return None if before == after else Change(field, words(before), words(after))


def record(item: ActionItem, actor: User | None, change: Change, *, note: str = "", at: datetime | None = None) -> None:
    """Writes one row of the history, in the caller's transaction."""
    ActionEvent.objects.create(
        item=item,
        at=at or now(),
        actor=actor,
        field=change.field,
        before=change.before,
        after=change.after,
        note=note.strip(),
    )


def link_changes(
    item: ActionItem, factors: tuple[Factor, ...] | None, measures: tuple[Measure, ...] | None
) -> list[Change]:
    """What setting these answers would change; None leaves that kind as it is."""
    found = []
    if factors is not None:
        found.append(describe("factors", _listed(item.factors.all()), _listed(factors)))
    if measures is not None:
        found.append(describe("measures", _listed(item.measures.all()), _listed(measures)))
    return [change for change in found if change]


def _listed(answers: Iterable[Factor | Measure]) -> str:
    return "\n".join(answer.text for answer in sorted(answers, key=lambda answer: answer.pk))
