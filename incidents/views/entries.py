"""Logging entries, and what can be done to one afterwards: star, mark, correct, strike through, redact."""

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from accounts.http import (
    AuthedRequest,
    admins_only,
    files_sent,
    limited,
    megapixels_sent,
    recent_login_for_redaction,
    responders_only,
)
from core.browser_queue import is_queued
from core.errors import Conflict
from core.form_errors import errors_on, post_data, status_of
from core.limits import Limit
from incidents.forms.completion import completion
from incidents.forms.corrections import CorrectForm, MilestoneForm, ReasonForm
from incidents.forms.entries import EntryForm
from incidents.forms.understanding import understood
from incidents.models import TimelineEntry
from incidents.permissions import can_redact
from incidents.registries.panels import entry_columns
from incidents.selectors.entry_rows import milestone_boxes, row_of
from incidents.services.logging import log_entry
from incidents.services.milestones import clear_milestone, set_milestone
from incidents.services.timeline import correct_entry, redact_entry, star_entry, strike_entry, unstrike_entry
from incidents.services.undoing import undo_entry
from incidents.views.fetch import incident_for_page, moved_entry, visible_entry, visible_incident
from incidents.views.queued_entries import entry_not_stored, entry_stored
from incidents.views.responses import DIALOG, AroundForm, FormPage, back_to_incident, render_form, whole_page, zone_of
from incidents.views.undo import offer_undo, withdraw_undo

STRIKE = FormPage("Strike it through", "Strike through", "It stays readable, with your reason. You can undo this.")
REDACT = FormPage(
    "Redact the entry",
    "Redact permanently",
    "Its text, earlier versions and files are removed; a line that says who and why stays. Copies of the text in the "
    "current state, in a task or in the action item made from that task are removed too. For other copies use Redact "
    "a secret on the incident's page. This cannot be undone. It does not reach mails already sent, exports "
    "that people made, backups, or, until they next connect, rooms that browsers keep to open them without a network.",
    is_danger=True,
)


@require_POST
@responders_only
@limited(Limit.FILES, files_sent)
@limited(Limit.MEGAPIXELS, megapixels_sent)
def entry_add(request: AuthedRequest, number: int) -> HttpResponse:
    """Logs an entry; what is refused comes back with what was typed."""
    incident = visible_incident(request, number)
    zone = zone_of(request, incident).zone
    form = EntryForm(request.POST, request.FILES, incident=incident, actor=request.user, zone=zone)
    if form.is_valid():
        with errors_on(form):
            entry = log_entry(incident=incident, actor=request.user, submission=form.submission())
            if is_queued(request):
                return offer_undo(request, entry_stored(request, entry), entry)
            return offer_undo(request, back(request, entry, words=entry.text), entry)
    if is_queued(request):
        return entry_not_stored(form)
    return whole_page(request, incident_for_page(request, incident.pk), form)


@require_POST
@responders_only
def entry_preview(request: AuthedRequest, number: int) -> HttpResponse:
    """What is understood of the time and the command being typed, as the chips below the composer."""
    incident = visible_incident(request, number)
    zone = zone_of(request, incident).zone
    words = understood(request.POST.dict(), incident=incident, actor=request.user, zone=zone)
    return render(request, "incidents/parsed.html", {"understood": words})


@require_GET
@responders_only
def entry_completion(request: AuthedRequest, number: int) -> HttpResponse:
    """The commands and people that the composer offers, fetched once when somebody types a slash or an @."""
    return JsonResponse(completion(visible_incident(request, number), request.user))


@responders_only
def entry(request: AuthedRequest, number: int, entry_id: int) -> HttpResponse:
    """One entry with its history, and what can be done to it; an old link leads to where a merge took it."""
    if moved := moved_entry(request, number, entry_id):
        return redirect("entry", moved.incident_id, moved.pk)
    found = visible_entry(request, number, entry_id)
    context = {
        "section": "incidents",
        "incident": found.incident,
        "entry": found,
        "row": row_of(found, zone_of(request, found.incident)),
        "boxes": milestone_boxes(found),
        "may_redact": can_redact(request.user),
        "links": entry_columns.read([found.pk], request.user)[found.pk].values(),
    }
    in_dialog = request.htmx.target == DIALOG
    return render(request, "incidents/entry_dialog.html" if in_dialog else "incidents/entry_page.html", context)


@require_POST
@responders_only
def entry_star(request: AuthedRequest, number: int, entry_id: int) -> HttpResponse:
    """Stars an entry for the postmortem, or takes the star away."""
    found = visible_entry(request, number, entry_id)
    star_entry(entry=found, actor=request.user, starred=request.POST.get("starred") == "1")
    return back(request, found)


@require_POST
@responders_only
def entry_milestone(request: AuthedRequest, number: int, entry_id: int) -> HttpResponse:
    """Sets a milestone on an entry (from wherever it stood), or clears it."""
    found = visible_entry(request, number, entry_id)
    form = MilestoneForm(request.POST)
    if not form.is_valid():
        raise Http404
    use_case = set_milestone if form.cleaned_data["is_on"] else clear_milestone
    use_case(entry=found, actor=request.user, milestone=form.cleaned_data["milestone"])
    return back(request, found)


@responders_only
def entry_correct(request: AuthedRequest, number: int, entry_id: int) -> HttpResponse:
    """Corrects time, words and milestones; if somebody else did so meanwhile, both texts are shown."""
    found = visible_entry(request, number, entry_id)
    shown = zone_of(request, found.incident)
    form = CorrectForm(post_data(request), entry=found, shown=shown, actor=request.user)
    if form.is_valid():
        with errors_on(form):
            correct_entry(
                entry=found,
                actor=request.user,
                correction=form.correction(),
                reason=form.cleaned_data.get("reason", ""),
                base_seq=form.cleaned_data["base_seq"],
                make_members=form.may_make_members,
            )
            return back(request, found, words=form.cleaned_data.get("text", ""))
    theirs = row_of(form.rebased(), shown) if status_of(form) == Conflict.status else None
    words = FormPage("Correct the entry", "Correct it", "What it said before stays readable.")
    return render_form(request, found.incident, form, words, AroundForm(theirs=theirs))


@responders_only
def entry_strike(request: AuthedRequest, number: int, entry_id: int) -> HttpResponse:
    """Strikes an entry through, and says why."""
    found = visible_entry(request, number, entry_id)
    form = ReasonForm(post_data(request))
    if form.is_valid():
        with errors_on(form):
            strike_entry(entry=found, actor=request.user, reason=form.cleaned_data["reason"])
            return back(request, found)
    return render_form(request, found.incident, form, STRIKE, about(request, found))


@require_POST
@responders_only
def entry_undo(request: AuthedRequest, number: int, entry_id: int) -> HttpResponse:
    """Strikes one's own entry just after sending it, without asking why."""
    found = visible_entry(request, number, entry_id)
    undo_entry(entry=found, actor=request.user)
    return withdraw_undo(back(request, found), found)


@require_POST
@responders_only
def entry_unstrike(request: AuthedRequest, number: int, entry_id: int) -> HttpResponse:
    """Takes a strike back: the entry counts again."""
    found = visible_entry(request, number, entry_id)
    unstrike_entry(entry=found, actor=request.user)
    return back(request, found)


@admins_only
@recent_login_for_redaction
def entry_redact(request: AuthedRequest, number: int, entry_id: int) -> HttpResponse:
    """Removes a secret or personal datum everywhere Debrief reaches, and says what it cannot reach."""
    found = visible_entry(request, number, entry_id)
    form = ReasonForm(post_data(request))
    if form.is_valid():
        with errors_on(form):
            redact_entry(entry=found, actor=request.user, reason=form.cleaned_data["reason"])
            return back(request, found)
    return render_form(request, found.incident, form, REDACT, about(request, found))


def about(request: AuthedRequest, entry: TimelineEntry) -> AroundForm:
    """The entry, above a form about it."""
    return AroundForm(about=row_of(entry, zone_of(request, entry.incident)))


def back(request: AuthedRequest, entry: TimelineEntry, *, words: str = "") -> HttpResponse:
    """To the entry on its page."""
    return back_to_incident(request, entry.incident, f"entry-{entry.pk}", words=words)
