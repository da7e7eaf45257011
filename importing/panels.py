"""What importing adds to the pages of an incident: a menu item, a next step, and the import that an entry came with."""

from collections.abc import Collection

from django.urls import reverse

from accounts.models import User
from core.panel_registries import Cell
from importing.models import ImportBatch
from incidents.models import Incident
from incidents.registries.panels import NextStep, Place, entry_columns, incident_panels, next_steps


def _paste_address(incident: Incident) -> str:
    return reverse("import_paste", args=[incident.pk])


def _menu_item(incident: Incident, viewer: User) -> str | None:
    """The address of the form; a duplicate takes nothing."""
    return None if incident.is_merged else _paste_address(incident)


def _batches(ids: Collection[int], viewer: User) -> dict[int, Cell]:
    brought = ImportBatch.objects.filter(entries__in=ids).values_list("entries", "pk", "incident")
    return {
        entry: Cell("View the import", reverse("batch", args=[incident, batch])) for entry, batch, incident in brought
    }


incident_panels.register(Place.MENU, "importing/menu_item.html", _menu_item)
entry_columns.register("batch", _batches)
next_steps["paste"] = NextStep("Record, then import a chat or log", _paste_address)
