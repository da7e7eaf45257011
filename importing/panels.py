"""What importing adds to the pages of incidents and postmortems: menu items, a next step, links."""

from collections.abc import Collection

from django.urls import reverse

from accounts.models import User
from core.panel_registries import Cell
from importing.models import Document, ImportBatch
from incidents.models import Incident
from incidents.registries.panels import NextStep, Place, entry_columns, incident_panels, next_steps
from postmortems.registries.panels import ListLink, list_links


def _paste_address(incident: Incident) -> str:
    return reverse("import_paste", args=[incident.pk])


def _menu_item(incident: Incident, viewer: User) -> str | None:
    """The address of the form; a duplicate takes nothing."""
    return None if incident.is_merged else _paste_address(incident)


def _withdraw_item(incident: Incident, viewer: User) -> str | None:
    """The address of the form, for what was imported from a document."""
    is_imported = incident.is_past and Document.objects.imported().filter(incident=incident.pk).exists()
    return reverse("import_withdraw", args=[incident.pk]) if is_imported and not incident.is_merged else None


def _batches(ids: Collection[int], viewer: User) -> dict[int, Cell]:
    brought = ImportBatch.objects.filter(entries__in=ids).values_list("entries", "pk", "incident")
    return {
        entry: Cell("View the import", reverse("batch", args=[incident, batch])) for entry, batch, incident in brought
    }


incident_panels.register(Place.MENU, "importing/menu_item.html", _menu_item)
incident_panels.register(Place.MENU, "importing/withdraw_item.html", _withdraw_item)
list_links["documents"] = ListLink("Import old postmortems", "document_upload")
entry_columns.register("batch", _batches)
next_steps["paste"] = NextStep("Record, then import a chat or log", _paste_address)
