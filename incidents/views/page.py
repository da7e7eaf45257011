"""The incident page."""

from django.http import HttpResponse
from django.shortcuts import redirect, render

from accounts.http import AuthedRequest, responders_only
from core.paging import number_in
from incidents.views.fetch import incident_for_page, moved_entry
from incidents.views.offline import keepable
from incidents.views.responses import ZONE_COOKIE, read_page, whole_page, zone_of

COOKIE_AGE = 365 * 24 * 3600


@responders_only
def incident(request: AuthedRequest, number: int) -> HttpResponse:
    """Header, phases, the timeline with its composer, and what stands beside it."""
    found = incident_for_page(request, number)
    wanted = number_in(request.GET.get("entry", ""))
    if found.is_merged and wanted and (moved := moved_entry(request, number, wanted)):
        return redirect(moved)  # a link to an entry of a duplicate leads to where it is now
    if request.htmx and "before" in request.GET:
        return render(request, "incidents/timeline_earlier.html", {"page": read_page(request, found)})
    response = whole_page(request, found)
    if "zone" in request.GET:
        chosen = zone_of(request, found).choice  # never what was typed: a header takes no other characters
        response.set_cookie(ZONE_COOKIE, chosen, max_age=COOKIE_AGE, samesite="Lax", httponly=True)
    return keepable(request, found, response)
