"""What the apps above show on the pages of an incident, and what they propose to do next."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from accounts.models import User
from core.panel_registries import Columns, FormParts, Panels
from incidents.models import Incident


class Place(StrEnum):
    """Where a panel stands on the page of an incident."""

    IMPACT = "impact"  # `dt` and `dd` among the facts of its impact
    WORDS = "words"  # below the customer update: what waits, and the way to write one
    SIDE = "side"  # a section of the column beside the timeline
    NEXT = "next"  # the button that stands first, once the incident itself is over
    MENU = "menu"  # `li` of the menu *More actions*
    END = "end"  # for scripts alone: it stands in the whole page, and is not there when parts are fetched anew


class DeclarePlace(StrEnum):
    """Where a panel stands in the form that declares an incident."""

    TITLE = "title"  # below the title and the severity


@dataclass(frozen=True, slots=True)
class TypedIncident:
    """What somebody has typed so far who declares an incident."""

    title: str
    summary: str
    services: frozenset[int]
    is_drill: bool


@dataclass(frozen=True, slots=True)
class NextStep:
    """Where a person may go on once a past incident is recorded: the words of the button, and its address."""

    label: str
    address: Callable[[Incident], str]


@dataclass(frozen=True, slots=True)
class Step:
    """The form of a step along the table of statuses, and where it leads."""

    incident: Incident
    target: str


class StepAddition(Protocol):
    """What an upper app stores with a step, in the transaction of the step."""

    def store(self, incident: Incident, actor: User) -> None:
        """Stores it, once the incident has changed. Raises DomainError, at a field of its own."""


incident_panels: Panels[Incident, User] = Panels()
declare_panels: Panels[TypedIncident, User] = Panels()
step_parts: FormParts[Step, User, StepAddition] = FormParts()  # fields of the form of a step
entry_columns: Columns[User] = Columns()  # links of a timeline entry
task_columns: Columns[User] = Columns()  # links of a task that lives on as something else
first_drafts: list[Callable[[Incident, User, str], object]] = []  # keep what its author may not post, see `declaring`
next_steps: dict[str, NextStep] = {}
