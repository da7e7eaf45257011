"""The list of postmortems, the page to read one, and its moves."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from accounts.http import AuthedRequest, has_words, limited, responders_only
from accounts.models import User
from core.chips import chips
from core.form_errors import errors_on, post_data, status_of
from core.limits import Limit
from core.paging import paginate
from incidents.models import Incident
from incidents.services import note_private_list
from incidents.views.fetch import visible_incident
from postmortems.filters.postmortems import PostmortemFilter
from postmortems.forms.postmortems import AskReviewForm, DetailsForm, StatusForm
from postmortems.models import Postmortem
from postmortems.permissions import can_edit_postmortem, can_open_postmortem
from postmortems.registries.panels import list_links
from postmortems.selectors.agenda import open_comments
from postmortems.selectors.checks.table import advice_for
from postmortems.selectors.matching import match_of, rule_of, waiver_of
from postmortems.selectors.moves import moves_shown
from postmortems.selectors.postmortem_list import columns, for_list, postmortem_rows, views
from postmortems.selectors.publishing import publishing
from postmortems.selectors.reading import postmortem_page
from postmortems.selectors.reading_list import to_read
from postmortems.services.notices import told_of_publication
from postmortems.services.postmortems import ask_for_review, begin_postmortem, change_details, change_status
from postmortems.views.fetch import editable_postmortem, postmortem_to_read, visible_postmortem
from postmortems.views.review import read_beside

WITH_SEVERITY = Incident.objects.select_related("severity")


@responders_only
@limited(Limit.SEARCHES, has_words)
def postmortem_list(request: AuthedRequest) -> HttpResponse:
    """Postmortems the person may see, published or not, narrowed and sorted as the address says."""
    filters = PostmortemFilter(request.GET, reader=request.user)
    page = paginate(for_list(filters.in_order(request.GET.get("sort", ""))), request.GET.get("page", ""))
    private = [row.incident_id for row in page if row.incident.is_private]
    note_private_list(actor=request.user, listed="List of postmortems", incidents=private)
    context = {
        "section": "postmortems",
        "filter": filters,
        "chips": chips(filters.form, request.GET),
        "views": views(request.GET),
        "to_read": to_read(request.user).count(),
        "columns": columns(request.GET),
        "page": page,
        "rows": postmortem_rows(page, filters.days),
        "list_links": list_links,
    }
    return render(request, "postmortems/postmortem_list.html", context)


@responders_only
def postmortem(request: AuthedRequest, number: int) -> HttpResponse:
    """The page to read; without a postmortem, a page from which to open one."""
    try:
        found = postmortem_to_read(request, number)
    except Http404:
        return _none(request, visible_incident(request, number, WITH_SEVERITY))
    context = read_beside(request.user, found)
    zone, entries = request.GET.get("zone", ""), request.GET.get("entries", "")
    shown = {"zone": zone, "entries": entries, "comments": context["beside"].talk.rendered}
    context |= {
        "section": "postmortems",
        "incident": found.incident,
        "page": postmortem_page(found, request.user, **shown),
        "can_edit": can_edit_postmortem(request.user, found),
    }
    return render(request, "postmortems/postmortem.html", context)


def _none(request: AuthedRequest, incident: Incident) -> HttpResponse:
    """An incident without a postmortem."""
    context = {
        "section": "postmortems",
        "incident": incident,
        "can_open": can_open_postmortem(request.user, incident),
        "rule": rule_of(incident, match_of(incident).template),
        "waiver": waiver_of(incident),
    }
    return render(request, "postmortems/postmortem_none.html", context)


@require_POST
@responders_only
def postmortem_open(request: AuthedRequest, number: int) -> HttpResponse:
    """Opens it, or leads to the one that is there."""
    incident = visible_incident(request, number, WITH_SEVERITY)
    if not can_open_postmortem(request.user, incident):
        raise PermissionDenied
    begin_postmortem(incident=incident, actor=request.user)
    return redirect("postmortem_edit", number)


@responders_only
def postmortem_move(request: AuthedRequest, number: int, action: str) -> HttpResponse:
    """A move of the status table: GET asks (for the reason too), POST does it."""
    found = editable_postmortem(request, number)
    asking = action == "ask_review"
    data = post_data(request)
    form = AskReviewForm(data, postmortem=found, actor=request.user) if asking else StatusForm(data)
    if form.is_valid():
        with errors_on(form):
            moved = _moved(found, request.user, action, form.cleaned_data)
            messages.success(request, f"The postmortem is now {moved.get_status_display().lower()}.")
            return redirect(moved)
    move = next((move for move in moves_shown(found) if move.action == action), None)
    context = {"section": "postmortems", "postmortem": found, "move": move, "form": form}
    if move and asking:
        context |= {"advice": advice_for(found, back=request.path), "comments": open_comments(found)}
    if move and action == "publish":
        told = told_of_publication(found, found.incident).exclude(pk=request.user.pk).count()
        context["publishing"] = publishing(found, request.user, told=told, back=request.path)
    return render(request, "postmortems/postmortem_move.html", context, status=status_of(form))


def _moved(found: Postmortem, actor: User, action: str, data: dict[str, Any]) -> Postmortem:
    """The postmortem after the move that the form asks for."""
    if "reason" in data:
        return change_status(postmortem=found, actor=actor, action=action, reason=data["reason"])
    return ask_for_review(
        postmortem=found,
        actor=actor,
        reviewers=tuple(data["reviewers"]),
        shown=tuple(data["shown_reviewers"]),
        make_members=data.get("make_member", False),
    )


@responders_only
def postmortem_details(request: AuthedRequest, number: int) -> HttpResponse:
    """Author, facilitator, reviewers and due date."""
    found = editable_postmortem(request, number)
    form = DetailsForm(post_data(request), postmortem=found, actor=request.user)
    if form.is_valid():
        with errors_on(form):
            change_details(
                postmortem=found,
                actor=request.user,
                details=form.details,
                shown=form.shown,
                make_members=form.cleaned_data.get("make_member", False),
            )
            return redirect(found)
    context = {"section": "postmortems", "postmortem": found, "form": form}
    return render(request, "postmortems/postmortem_details.html", context, status=status_of(form))


@require_GET
@responders_only
def postmortem_history(request: AuthedRequest, number: int) -> HttpResponse:
    """Every change except the revisions of its sections, newest first."""
    found = visible_postmortem(request, number)
    events = found.events.select_related("actor").order_by("-at", "-id")
    page = paginate(events, request.GET.get("page", ""))
    context = {"section": "postmortems", "postmortem": found, "page": page}
    return render(request, "postmortems/postmortem_history.html", context)
