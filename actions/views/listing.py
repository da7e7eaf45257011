"""The list of action items and its export."""

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render

from accounts.enums import AuditAction
from accounts.http import AuthedRequest, has_words, limited, responders_only
from accounts.services import audit
from actions.exporting import action_items_csv
from actions.filters import ActionFilter
from actions.registries.filters import item_filters
from actions.registries.panels import item_columns
from actions.selectors.listing import action_row, columns, for_list, views
from core.chips import chips
from core.limits import Limit
from core.paging import paginate
from incidents.services import note_private_list


@responders_only
@limited(Limit.SEARCHES, has_words)
def action_list(request: AuthedRequest) -> HttpResponse:
    """Action items the person may see, narrowed and sorted as the address says."""
    filters = ActionFilter(request.GET, reader=request.user)
    page = paginate(for_list(filters.in_order(request.GET.get("sort", ""))), request.GET.get("page", ""))
    shown = [item.incident_id for item in page]
    note_private_list(actor=request.user, listed="List of action items", incidents=shown)
    cells = item_columns.read([item.pk for item in page], request.user)
    context = {
        "section": "board",
        "filter": filters,
        "added": tuple(item_filters),
        "chips": chips(filters.form, request.GET),
        "views": views(request.GET),
        "columns": columns(request.GET),
        "page": page,
        "rows": [action_row(item, filters.days, cells[item.pk]) for item in page],
    }
    return render(request, "actions/action_list.html", context)


@responders_only
@limited(Limit.EXPORTS)
def action_csv(request: AuthedRequest) -> HttpResponseBase:
    """The same rows as CSV."""
    filters = ActionFilter(request.GET, reader=request.user)
    audit(
        actor=request.user,
        action=AuditAction.EXPORTED,
        subject="Action items as CSV",
        detail={"filters": dict(request.GET.lists())},
    )
    found = filters.in_order(request.GET.get("sort", ""))
    shown = found.order_by().values("incident")
    note_private_list(actor=request.user, listed="Action items as CSV", incidents=shown)
    return action_items_csv(found, filters.days, request.user)
