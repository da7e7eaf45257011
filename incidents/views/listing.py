"""The list of incidents and its export."""

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render

from accounts.enums import AuditAction
from accounts.http import AuthedRequest, has_words, limited, responders_only
from accounts.services import audit
from core.chips import chips
from core.limits import Limit
from core.paging import paginate
from incidents.exporting.listing import incidents_csv
from incidents.filters import IncidentFilter
from incidents.models import Incident
from incidents.selectors.columns import columns, filter_choices, views
from incidents.selectors.listing import for_list, rows
from incidents.selectors.matches import entry_matches
from incidents.services.members import note_private_list


def _filter(request: AuthedRequest) -> IncidentFilter:
    return IncidentFilter(request.GET, queryset=Incident.objects.visible_to(request.user), request=request)


@responders_only
@limited(Limit.SEARCHES, has_words)
def incident_list(request: AuthedRequest) -> HttpResponse:
    """Incidents the person may see, narrowed and sorted as the address says."""
    filters = _filter(request)
    page = paginate(for_list(filters.in_order(request.GET.get("sort", ""))), request.GET.get("page", ""))
    note_private_list(actor=request.user, listed="List of incidents", incidents=[row.pk for row in page])
    text = filters.form.cleaned_data.get("q", "")  # nothing where it was refused
    matches = entry_matches([row.pk for row in page], text) if text and page else {}
    context = {
        "section": "incidents",
        "filter": filters,
        "chips": chips(filters.form, request.GET),
        "views": views(request.GET),
        "columns": columns(request.GET),
        "page": page,
        "rows": rows(page, matches),
        "choices": filter_choices(),
    }
    template = "incidents/list_rows.html" if request.htmx.target == "incidents" else "incidents/list.html"
    return render(request, template, context)


@responders_only
@limited(Limit.EXPORTS)
def incident_csv(request: AuthedRequest) -> HttpResponseBase:
    """The same rows as CSV."""
    filters = _filter(request)
    audit(
        actor=request.user,
        action=AuditAction.EXPORTED,
        subject="Incidents as CSV",
        detail={"filters": request.GET.dict()},
    )
    found = filters.in_order(request.GET.get("sort", ""))
    note_private_list(actor=request.user, listed="Incidents as CSV", incidents=found.order_by().values("pk"))
    return incidents_csv(found, request.user)
