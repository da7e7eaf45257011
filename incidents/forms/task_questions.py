"""What a command asks about open tasks before it ends an incident: one answer for all of them."""

from collections.abc import Sequence

from core.typed_times import MEANT
from core.when import Choice, Question
from incidents.enums import TaskState
from incidents.models import Task
from incidents.services.leftovers import Fate, fates_of_all

TASKS = f"{MEANT}tasks"
NAMED = 3  # so many tasks are named in the question
_LABELS = {
    TaskState.ACTION: "Make action items",
    TaskState.DONE: "All are done",
    TaskState.DROPPED: "Drop them all",
}


def question_about(tasks: Sequence[Task]) -> Question:
    """Which tasks are open, and what can become of all of them."""
    more = len(tasks) - NAMED
    names = "; ".join(task.text for task in tasks[:NAMED]) + (f"; and {more} more" if more > 0 else "")
    count = "1 task is" if len(tasks) == 1 else f"{len(tasks)} tasks are"
    listed = sum(task.checklist_item_id is not None for task in tasks)
    may_become_actions = listed < len(tasks)
    also = " As action items: not those that only a checklist asked for; they are dropped." if listed else ""
    question = (
        f"{count} still open: {names}. What should happen to {'it' if len(tasks) == 1 else 'them'}?"
        f"{also if may_become_actions else ''} "
        "To decide about each, do the same with the buttons and the menu at the top of the page."
    )
    states = [state for state in _LABELS if state != TaskState.ACTION or may_become_actions]
    return Question(question, tuple(Choice(_LABELS[state], state) for state in states), button=TASKS)


def fates_answered(tasks: Sequence[Task], answer: str) -> dict[int, Fate] | None:
    """What the pressed answer means for each task; None where nothing was answered."""
    return fates_of_all(tasks, TaskState(answer)) if answer in _LABELS else None
