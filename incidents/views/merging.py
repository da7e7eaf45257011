"""Merging a duplicate into another incident, and undoing that."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html

from accounts.http import AuthedRequest, has_words, limited, responders_only
from core.form_errors import errors_on, post_data, status_of
from core.limits import Limit
from core.search import refusal_of
from incidents.forms.merging import MergeForm, UndoMergeForm
from incidents.models import Incident
from incidents.permissions import can_edit_incident
from incidents.selectors.merging.duplicates import target_for
from incidents.selectors.merging.page import candidates, milestone_offers, preview, typed_target
from incidents.selectors.merging.rules import would_see_more
from incidents.services.members import note_private_read
from incidents.services.merging.merge import merge_incident
from incidents.services.merging.undo import undo_merge
from incidents.views.fetch import require, visible_incident
from incidents.views.responses import FormPage, render_form, zone_of


@responders_only
@limited(Limit.SEARCHES, has_words)
def merge(request: AuthedRequest, number: int) -> HttpResponse:
    """First which incident it is a duplicate of, then what moves and what does not, and one confirmation."""
    source = visible_incident(request, number)
    require(allowed=can_edit_incident(request.user, source))
    target = typed_target(request.user, request.POST.get("target") or request.GET.get("target", ""))
    if source.is_merged and request.method != "POST":
        return redirect(source)
    if target is None:
        return _choose(request, source)
    note_private_read(incident=target, actor=request.user)
    offers = milestone_offers(source, target, zone_of(request, source))
    form = MergeForm(post_data(request), source=source, target=target, offers=offers, actor=request.user)
    if form.is_valid():
        with errors_on(form):
            merged = merge_incident(
                source=source,
                target=target,
                actor=request.user,
                choices=form.choices(),
                client_uuid=form.cleaned_data["client_uuid"],
            )
            messages.success(
                request,
                format_html(
                    '{} was merged into this incident. <a href="{}">Undo the merge</a>',
                    source.reference,
                    reverse("undo_merge", args=[source.pk]),
                ),
            )
            return redirect(merged.target)
    context = {
        "incident": source,
        "form": form,
        "preview": preview(source, target, request.user),
        "section": "incidents",
    }
    context |= {"typed": request.POST.get("reason", "")}
    return render(request, "incidents/merge.html", context, status=status_of(form))


def _choose(request: AuthedRequest, source: Incident) -> HttpResponse:
    """The incidents that are visible here, likely ones first, narrowed by words or a number.

    A confirmation whose target went out of sight meanwhile ends here too: with a refusal, and the reason it gave.
    """
    words = request.GET.get("q", "").replace("\x00", "")
    context = {
        "section": "incidents",
        "incident": source,
        "words": words,
        "search_refusal": refusal_of(words),
        "found": [] if source.is_merged else candidates(source, request.user, words),
        "is_refused": request.method == "POST",
        "typed": request.POST.get("reason", ""),
    }
    refused = 409 if source.is_merged else 422
    status = refused if request.method == "POST" else 200
    return render(request, "incidents/merge_choose.html", context, status=status)


@responders_only
def merge_undo(request: AuthedRequest, number: int) -> HttpResponse:
    """Takes the merge back, for those who see both."""
    incident = visible_incident(request, number)
    where = target_for(incident, request.user)
    if where is None:
        if incident.is_merged:
            raise Http404
        return redirect(incident)
    require(allowed=can_edit_incident(request.user, incident))
    form = UndoMergeForm(post_data(request), is_asked=bool(would_see_more(incident, where)))
    if form.is_valid():
        with errors_on(form):
            undo_merge(incident=incident, actor=request.user, expose=form.cleaned_data.get("expose", False))
            messages.success(request, f"The merge was undone: what was moved to {where.reference} is back.")
            return redirect(incident)
    lede = (
        f"Its entries, reports, files and tasks come back from {where.reference} as they are now; what was written "
        "there since stays there. Milestones are set as they were."
    )
    return render_form(request, incident, form, FormPage("Undo the merge", "Undo merge", lede))
