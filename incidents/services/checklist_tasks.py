"""Tasks that come from checklists: given to an incident whose severity and services they are for."""

from django.db.models import Q

from accounts.models import User
from catalogue.models import Checklist, ChecklistItem
from core.clock import now
from incidents.enums import EntryKind, Origin
from incidents.models import Incident, Task
from incidents.services.writing import NewEntry, announce_change, write_entry


def give_checklist_tasks(incident: Incident, *, actor: User) -> None:
    """Adds the tasks of the checklists that match a locked incident, in one entry.

    Each line comes once, whatever becomes of its task and however often the severity changes; a line that says what a
    task says already is left out, too. An incident that is over or was recorded afterwards gets none.
    """
    if incident.is_past or not incident.is_open:
        return
    items = list(_items_for(incident))
    wanted = _missing(incident, items) if items else []
    if not wanted:
        return
    entry = write_entry(
        incident,
        NewEntry(
            text=_said(wanted),
            happened_at=now(),
            kind=EntryKind.TASK,
            origin=Origin.SYSTEM,
            facts={"checklists": list(dict.fromkeys(item.checklist_id for item in wanted)), "count": len(wanted)},
        ),
        actor=actor,
    )
    Task.objects.bulk_create(
        Task(incident=incident, text=item.text, checklist_item=item, created_by=actor, changed_seq=entry.seq)
        for item in wanted
    )
    announce_change(incident, actor=actor, change=EntryKind.TASK)


def _items_for(incident: Incident) -> list[ChecklistItem]:
    of_severity = Q(severities=None) | Q(severities=incident.severity_id)
    of_service = Q(services=None) | Q(services__incidents=incident)
    matching = Checklist.objects.active().filter(of_severity, of_service)
    if incident.is_private:
        matching = matching.filter(for_private=True)
    items = ChecklistItem.objects.filter(checklist__in=matching.values("pk")).select_related("checklist")
    return list(items.order_by("checklist__name", "position", "pk"))


def _missing(incident: Incident, items: list[ChecklistItem]) -> list[ChecklistItem]:
    there = list(incident.tasks.values_list("checklist_item_id", "text"))
    known, said = {item for item, _ in there}, {text.casefold() for _, text in there}
    missing = []
    for item in items:
        if item.pk not in known and item.text.casefold() not in said:
            said.add(item.text.casefold())
            missing.append(item)
    return missing


def _said(items: list[ChecklistItem]) -> str:
    names = list(dict.fromkeys(f"“{item.checklist.name}”" for item in items))
    tasks = f"{len(items)} task{'s' if len(items) > 1 else ''}"
    return f"{tasks} from the checklist{'s' if len(names) > 1 else ''} {', '.join(names)}."
