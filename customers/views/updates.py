"""Customer updates of an incident: their page, the form, approving, taking back."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.http import AuthedRequest, responders_only
from accounts.models import User
from core.errors import Conflict
from core.form_errors import errors_on, post_data, status_of, words_of
from core.paging import number_in
from customers.enums import UpdateState
from customers.forms.updates import ApproveForm, TakeBackForm, UpdateForm
from customers.models import Update, UpdateTemplate
from customers.permissions import can_take_update_back
from customers.selectors.audience import after_publishing, before_publishing, outside
from customers.selectors.update_templates import filled, templates_for
from customers.selectors.updates import updates_page
from customers.services.updates import (
    approve_update,
    draft_update,
    edit_draft,
    newest_of,
    post_update,
    take_back_update,
)
from incidents.forms.begun import rebased
from incidents.models import Incident
from incidents.permissions import can_edit_public_summary
from incidents.readers.contradictions import GONE, TAKEN, with_record
from incidents.selectors.record import record_of
from incidents.views.fetch import require, visible_incident
from incidents.views.responses import DIALOG, back_to_incident

SENT = "Saved as a draft. Whoever may approve it is told."
TAKEN_BACK = "Taken back. Nobody has words for customers now, until you post new ones."

OLD_TAKEN_BACK = "Taken back. The newer words hold."


@responders_only
@require_GET
def update_list(request: AuthedRequest, number: int) -> HttpResponse:
    """What holds now, what waits for approval, and what customers were told before."""
    incident = visible_incident(request, number)
    return render(request, "customers/updates/page.html", _page(incident, request.user))


@responders_only
def update_new(request: AuthedRequest, number: int) -> HttpResponse:
    """Words for customers: published at once by those who may, else a draft; `?corrects` replaces what holds now."""
    incident = visible_incident(request, number)
    corrects = _corrected(request, incident)
    may_approve = can_edit_public_summary(request.user, incident)
    begin = _taken(request, incident, UpdateForm.of(corrects)) if corrects else _begun(request, incident)
    form = UpdateForm(post_data(request), incident=incident, may_approve=may_approve, begin=begin)
    fix = request.POST.get("fix")
    if fix and not form.is_valid() and fix in form.doubts:
        form = UpdateForm(form.agreeing(fix), incident=incident, may_approve=may_approve, begin=begin)
        form.is_valid()
        form.shown_instead_of(request.POST)
    elif form.is_valid():
        with errors_on(form):
            said, words = form.cleaned_data, form.words(corrects)
            about: dict[str, Any] = {"incident": incident, "actor": request.user, "words": words}
            if may_approve and not said.get("is_draft"):
                post_update(**about, base_seq=said["base_seq"], client_uuid=said["client_uuid"])
                return back_to_incident(request, incident)
            draft_update(**about, client_uuid=said["client_uuid"])
            messages.success(request, SENT)
            return back_to_incident(request, incident) if request.htmx else redirect("update_list", incident.pk)
    button = "Post update" if may_approve else "Send for approval"
    around: dict[str, Any] = {"heading": "Correct the update" if corrects else "Customer update", "button": button}
    templates = () if corrects else templates_for(incident)
    around["is_outdated"] = bool(corrects) and corrects != newest_of(incident)
    return _form(request, incident, form, around | {"corrects": corrects, "templates": templates})


@responders_only
def update_edit(request: AuthedRequest, number: int, pk: int) -> HttpResponse:
    """A draft, to change before it is approved. What somebody typed stays, also when it was decided meanwhile."""
    incident = visible_incident(request, number)
    open_to = Update.objects.drafts() if request.method != "POST" else Update.objects.all()
    draft = get_object_or_404(open_to, incident=incident, pk=pk)
    begin = _taken(request, incident, UpdateForm.of(draft))
    form = UpdateForm(post_data(request), incident=incident, may_approve=False, draft=draft, begin=begin)
    if form.is_valid():
        with errors_on(form):
            version = form.cleaned_data["version"] or 0
            edit_draft(update=draft, actor=request.user, words=form.words(), version=version)
            return redirect("update_list", incident.pk)
    return _form(request, incident, form, {"heading": "Change the draft", "button": "Save draft"})


@require_POST
@responders_only
def update_approve(request: AuthedRequest, number: int, pk: int) -> HttpResponse:
    """Approves and publishes a draft as it was shown."""
    incident = visible_incident(request, number)
    require(allowed=can_edit_public_summary(request.user, incident))
    draft = get_object_or_404(Update, incident=incident, pk=pk)
    draft.incident = incident
    form = ApproveForm(request.POST, draft=draft)
    if form.is_valid():
        with errors_on(form):
            seen = {name: form.cleaned_data[name] for name in ("version", "base_seq")}
            approve_update(update=draft, actor=request.user, **seen)
            incident.refresh_from_db()
            messages.success(request, after_publishing(incident))
            return redirect("update_list", incident.pk)
    return _refused(request, incident, form)


@responders_only
@require_http_methods(["GET", "HEAD", "POST"])
def update_take_back(request: AuthedRequest, number: int, pk: int) -> HttpResponse:
    """Discards a draft; of what was published, those who may approve take it back once they have said why."""
    incident = visible_incident(request, number)
    update = get_object_or_404(Update, incident=incident, pk=pk)
    require(allowed=can_take_update_back(request.user, update, incident))
    seen = {"state": update.state, "version": update.version}
    form = TakeBackForm(post_data(request), initial=seen)
    if form.is_valid():
        with errors_on(form):
            take_back_update(update=update, actor=request.user, **form.cleaned_data)
            if form.cleaned_data["state"] == UpdateState.PUBLISHED:
                messages.success(request, TAKEN_BACK if newest_of(incident) is None else OLD_TAKEN_BACK)
            return redirect("update_list", incident.pk)
    if request.method != "POST" and not update.is_published:
        return redirect("update_list", incident.pk)
    if request.method == "POST" and form.data.get("state") != UpdateState.PUBLISHED:
        return _refused(request, incident, form)
    if status_of(form) == Conflict.status:
        update.refresh_from_db()
        form.data = rebased(form.data, "version", update.version)
    context = {"section": "incidents", "incident": incident, "update": update, "form": form}
    return render(request, "customers/updates/take_back.html", context, status=status_of(form))


def _begun(request: AuthedRequest, incident: Incident) -> dict[str, Any]:
    """The words that the address names, of a template or taken back, else those that hold now: perhaps they still do.

    What is over begins with nothing: the old words are not how it ended.
    """
    again = number_in(request.GET.get("again", ""))
    if again:
        update = get_object_or_404(Update.objects.taken_back(), incident=incident, pk=again)
        return {"text": update.text, "workaround": update.workaround}
    named = number_in(request.GET.get("template", ""))
    template = UpdateTemplate.objects.active().filter(pk=named).first() if named else None
    if template is not None:
        return {"text": filled(template, incident)}
    newest = newest_of(incident) if incident.is_open else None
    return {"text": newest.text, "workaround": newest.workaround} if newest else {}


def _taken(request: AuthedRequest, incident: Incident, begin: dict[str, Any]) -> dict[str, Any]:
    """The words of an update with the record's value that the address names in place of theirs; nothing is stored."""
    key = request.GET.get("take", "")
    if not key or request.method == "POST":
        return begin
    text = with_record(begin["text"], record_of(incident), key, for_customers=True)
    if text is None:
        messages.warning(request, GONE)
        return begin
    messages.info(request, TAKEN)
    return begin | {"text": text}


def _corrected(request: AuthedRequest, incident: Incident) -> Update | None:
    """The update that the address names, if it is the one that holds now.

    Whoever has written a correction of an earlier one meets a Conflict, and may post it as a new one.
    """
    named = number_in(request.GET.get("corrects", ""))
    if not named:
        return None
    if request.method == "POST":
        return get_object_or_404(Update.objects.exclude(published_at=None), incident=incident, pk=named)
    newest = newest_of(incident)
    return newest if newest is not None and newest.pk == named else None


def _page(incident: Incident, viewer: User) -> dict[str, Any]:
    found = updates_page(incident, viewer)
    return {"section": "incidents", "incident": incident, "page": found, "outside": outside(incident)}


def _refused(request: AuthedRequest, incident: Incident, form: forms.Form) -> HttpResponse:
    """The page as it is now, with why nothing was changed."""
    incident.refresh_from_db()
    context = _page(incident, request.user) | {"refused": words_of(form)}
    return render(request, "customers/updates/page.html", context, status=status_of(form))


def _form(request: AuthedRequest, incident: Incident, form: UpdateForm, around: dict[str, Any]) -> HttpResponse:
    """On a page of its own, or in the dialog of the incident page."""
    form.begin_again(incident)
    is_dialog = request.htmx.target == DIALOG
    context = {"section": "incidents", "incident": incident, "form": form} | around
    context["readers"] = before_publishing(incident)
    template = "customers/updates/form_dialog.html" if is_dialog else "customers/updates/form_page.html"
    return render(request, template, context, status=status_of(form))
