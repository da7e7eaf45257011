"""What action items show on the page of an incident: how many there are, and which of its tasks became one."""

from collections.abc import Collection

from accounts.models import User
from actions.models import ActionItem
from actions.selectors.panel import incident_panel
from core.panel_registries import Cell
from incidents.registries.panels import Place, incident_panels, task_columns


def _of_tasks(ids: Collection[int], viewer: User) -> dict[int, Cell]:
    items = ActionItem.objects.filter(from_task__in=ids).only("from_task")
    return {
        item.from_task_id: Cell(item.reference, item.get_absolute_url())
        for item in items
        if item.from_task_id is not None
    }


incident_panels.register(Place.SIDE, "actions/incident_panel.html", incident_panel)
task_columns.register("action item", _of_tasks)
