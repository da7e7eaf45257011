"""Which action items nobody is reminded of for now, and why: on their page, in lists and on the board."""

from collections.abc import Collection
from dataclasses import dataclass

from accounts.models import User
from actions.models import ActionItem
from core.clock import today
from core.panel_registries import Cell
from followthrough.models import ReminderPause
from followthrough.selectors.trial import Trial, trial_of_item

NEXT = 3


@dataclass(frozen=True, slots=True)
class ReminderPanel:
    """What the page of an item says of its reminders."""

    item: ActionItem
    trial: Trial
    more: int


def reminder_panel(item: ActionItem, viewer: User) -> ReminderPanel | None:
    """The policy, why it applies, the next reminders and a pause; nothing of what is finished."""
    if not item.is_unfinished:
        return None
    trial = trial_of_item(item)
    return ReminderPanel(item, trial, max(len(trial.planned) - NEXT, 0))


def pauses_of(items: Collection[int], viewer: User) -> dict[int, ReminderPause]:
    """The pauses that hold today, by item; one query."""
    rows = ReminderPause.objects.holding(today(viewer.time_zone)).filter(item__in=items).select_related("paused_by")
    return {pause.item_id: pause for pause in rows}


def pause_cells(items: Collection[int], viewer: User) -> dict[int, Cell]:
    """The same as cells of a list."""
    return {
        item: Cell(f"paused until {pause.until:%-d %b %Y}: {pause.reason}")
        for item, pause in pauses_of(items, viewer).items()
    }
