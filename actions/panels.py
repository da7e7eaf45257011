"""What action items show on the page of an incident: how many there are, and which of its tasks became one."""

from collections.abc import Collection

from django.urls import reverse

from accounts.models import User
from actions.selectors.panel import incident_panel
from core.panel_registries import Cell
from incidents.models import Task
from incidents.registries.panels import Place, incident_panels, task_columns


def _of_tasks(ids: Collection[int], viewer: User) -> dict[int, Cell]:
    became = Task.objects.filter(pk__in=ids, action_number__isnull=False).values_list("pk", "action_number")
    return {task: Cell(f"ACT-{number}", reverse("action_item", args=[number])) for task, number in became}


incident_panels.register(Place.SIDE, "actions/incident_panel.html", incident_panel)
task_columns.register("action item", _of_tasks)
