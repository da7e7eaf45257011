"""Which factors and measures of its incident's postmortem an action item is linked to."""

from collections.abc import Iterable
from dataclasses import dataclass

from actions.models import ActionItem
from actions.registries.panels import Change
from actions.services import describe
from core.errors import DomainError
from postmortems.models import Factor, Measure


@dataclass(frozen=True, slots=True)
class Answers:
    """An addition to an action item: what it is linked to. None leaves that kind as it is."""

    factors: tuple[Factor, ...] | None = None
    measures: tuple[Measure, ...] | None = None

    def changes(self, item: ActionItem) -> list[Change]:
        """A row of the item's history for each kind that differs, in the words of the factors and measures."""
        self._check(item)
        found = []
        if self.factors is not None:
            found.append(describe("factors", _words(item.factors.all()), _words(self.factors)))
        if self.measures is not None:
            found.append(describe("measures", _words(item.measures.all()), _words(self.measures)))
        return [change for change in found if change]

    def store(self, item: ActionItem) -> None:
        """Sets them, in the caller's transaction."""
        self._check(item)
        if self.factors is not None:
            item.factors.set(self.factors)
        if self.measures is not None:
            item.measures.set(self.measures)

    def _check(self, item: ActionItem) -> None:
        answered: list[Factor | Measure] = [*(self.factors or ()), *(self.measures or ())]
        if any(each.postmortem.incident_id != item.incident_id for each in answered):
            raise DomainError(
                f"An action item of {item.incident.reference} can only be linked to factors and measures of its own "
                "postmortem."
            )


def hand_on_answers(item: ActionItem, successor: ActionItem) -> None:
    """The successor answers the same factors and measures; the item still does."""
    successor.factors.set(item.factors.all())
    successor.measures.set(item.measures.all())


def _words(answered: Iterable[Factor | Measure]) -> str:
    return "\n".join(each.text for each in sorted(answered, key=lambda each: each.pk))
