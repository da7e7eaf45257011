"""What the apps above show and store with action items."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from accounts.models import User
from actions.models import ActionItem
from core.panel_registries import Columns, FormParts, Panels
from incidents.models import Incident


class Place(StrEnum):
    """The place of a panel on the page of an action item."""

    MAIN = "main"  # a section below the description


@dataclass(frozen=True, slots=True)
class Change:
    """A field, and what stood in it before and after, as text (dates ISO 8601, people and teams by name)."""

    field: str
    before: str
    after: str


class Addition(Protocol):
    """What an upper app stores with an action item, in the transaction that stores the item.

    Its changes stand in the history of the item, and are refused like any other when somebody changed the item first.
    """

    def changes(self, item: ActionItem) -> list[Change]:
        """What storing it would change. Raises DomainError when it cannot belong to the item."""

    def store(self, item: ActionItem) -> None:
        """Stores it. Raises DomainError when it cannot belong to the item."""


@dataclass(frozen=True, slots=True)
class FormSubject:
    """The form of an item; of a new one it has only the incident."""

    incident: Incident
    item: ActionItem | None = None


item_panels: Panels[ActionItem, User] = Panels()
item_columns: Columns[User] = Columns()  # in the list and its export
form_parts: FormParts[FormSubject, User, Addition] = FormParts()
history_words: dict[str, str] = {}  # what a change of an addition's field is called: "changed the linked factors"
