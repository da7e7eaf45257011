"""Forms of the room: the current state, tasks, and what becomes of the tasks that are left."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import Q

from accounts.models import User
from core.errors import Conflict
from core.form_errors import status_of
from core.forms import ClientUuidField, MarkdownField
from incidents.enums import TaskState
from incidents.forms.begun import rebased
from incidents.forms.declare import people_field
from incidents.models import Incident, Task
from incidents.permissions import can_add_members
from incidents.selectors.state import LABELS, StateAnswer, StateShown
from incidents.services.leftovers import LEFT_OPEN, Fate
from incidents.services.state import StateOfThings
from incidents.services.tasks import TaskDetails

Answer = tuple[forms.BoundField, StateAnswer | None]  # a field, and beside it what somebody else wrote
FATES = (
    ("", "choose"),
    (TaskState.ACTION, "becomes an action item"),
    (TaskState.DONE, "is done"),
    (TaskState.DROPPED, "is dropped"),
)


def _answer(label: str, help_text: str) -> MarkdownField:
    return MarkdownField(rows=4, required=False, label=label, help_text=help_text)


class StateForm(forms.Form):
    """The three answers. `base_version` names the version that they began from."""

    known = _answer("What we know", "What is broken, for whom, since when; what is certain and what is a guess.")
    tried = _answer("What we tried", "And the result, so that nobody tries it twice.")
    next = _answer("What is next", "Who does what now.")
    base_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    client_uuid = ClientUuidField()

    @classmethod
    def now(cls, incident: Incident) -> dict[str, Any]:
        """What stands now."""
        return {
            **{name: getattr(incident.state, name, "") for name in LABELS},
            "base_version": incident.state_version,
        }

    def state(self) -> StateOfThings:
        """What the service takes."""
        return StateOfThings(*(self.cleaned_data[name] for name in ("known", "tried", "next")))

    def answers(self, theirs: StateShown | None) -> list[Answer]:
        """Each field, and beside it what somebody else wrote meanwhile, if they did."""
        beside = theirs.answers if theirs else [None] * len(LABELS)
        return list(zip((self[name] for name in LABELS), beside, strict=True))

    def met_theirs(self, incident: Incident) -> bool:
        """Whether somebody else wrote meanwhile; the form then starts from theirs, with what was typed kept."""
        if status_of(self) != Conflict.status:
            return False
        incident.refresh_from_db()
        self.data = rebased(self.data, "base_version", incident.state_version)
        return True


class TaskForm(forms.Form):
    """One task and who does it. In a private incident, whether they become a member is asked and never assumed."""

    text = forms.CharField(
        max_length=300, label="What needs to be done?", widget=forms.TextInput({"autocomplete": "off"})
    )
    person = people_field("Who", required=False, empty_label="nobody yet", help_text="They are notified at once.")
    make_member = forms.BooleanField(required=False, label="Make them a member, so that they can see it")
    base_seq = forms.IntegerField(widget=forms.HiddenInput, required=False)
    client_uuid = ClientUuidField()

    def __init__(self, *args: Any, incident: Incident, actor: User, task: Task | None = None, **options: Any) -> None:
        if task is not None:
            options["initial"] = {"text": task.text, "person": task.person_id, "base_seq": task.changed_seq}
        super().__init__(*args, **options)
        del self.fields["client_uuid" if task is not None else "base_seq"]
        if task is not None and task.person_id:  # who may no longer work on incidents keeps it until somebody says so
            fields: dict[str, Any] = self.fields
            people = User.objects.filter(Q(pk__in=User.objects.responders()) | Q(pk=task.person_id))
            fields["person"].queryset = people.order_by("name")
        if not can_add_members(actor, incident):
            del self.fields["make_member"]

    def details(self) -> TaskDetails:
        """What the service takes for a new task."""
        return TaskDetails(self.cleaned_data["text"], self.cleaned_data["person"])

    def begin_again(self, task: Task) -> None:
        """After a Conflict the form starts from what stands now, with what was typed kept."""
        if status_of(self) == Conflict.status:
            task.refresh_from_db()
            self.data = rebased(self.data, "base_seq", task.changed_seq)


class FatesForm(forms.Form):
    """What becomes of each task that is still open; one that is dropped asks for a word.

    One from a checklist, which nobody asked for in this incident, is dropped unless somebody says otherwise.
    """

    def __init__(self, *args: Any, tasks: Sequence[Task] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self.tasks = tasks
        for task in tasks:
            whose = f" ({task.person.name})" if task.person else ""
            is_listed = task.checklist_item_id is not None
            self.fields[f"task_{task.pk}"] = forms.ChoiceField(
                choices=FATES,
                label=f"{task.text}{whose}",
                initial=TaskState.DROPPED if is_listed else "",
                error_messages={"required": "Choose what happens to it."},
            )
            self.fields[f"task_{task.pk}_why"] = forms.CharField(
                required=False,
                max_length=300,
                label=f"Why it is dropped: {task.text}",
                initial=LEFT_OPEN if is_listed else "",
            )

    def clean(self) -> dict[str, Any]:
        """Asks for the word of each task that is dropped."""
        cleaned: dict[str, Any] = super().clean() or {}
        for task in self.tasks:
            if cleaned.get(f"task_{task.pk}") == TaskState.DROPPED and not cleaned.get(f"task_{task.pk}_why"):
                self.add_error(f"task_{task.pk}_why", "Say why it is dropped.")
        return cleaned

    def fates(self) -> dict[int, Fate]:
        """What the service takes."""
        said = self.cleaned_data
        return {task.pk: Fate(TaskState(said[f"task_{task.pk}"]), said[f"task_{task.pk}_why"]) for task in self.tasks}

    @property
    def rows(self) -> list[tuple[Any, Any]]:
        """Each task's two fields, side by side."""
        return [(self[f"task_{task.pk}"], self[f"task_{task.pk}_why"]) for task in self.tasks]
