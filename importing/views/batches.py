"""Importing text: paste it, preview it, add it, undo it."""

from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRedirect

from accounts.http import AuthedRequest, is_sent, limited, responders_only
from core.form_errors import errors_on, post_data, status_of
from core.limits import Limit, spend
from core.paging import number_in
from core.typed_zones import ANSWER
from importing.enums import BatchState
from importing.forms.batches import ImportOptionsForm, LineForms, PasteForm
from importing.models import ImportBatch
from importing.readers.formats import MOST_LINES
from importing.selectors.batches import batches_of, page_of_lines, preview
from importing.services.adding import add_again, restore_batch, start_adding, take_back_batch
from importing.services.batches import (
    DecodedFile,
    ImportOptions,
    begin_import,
    drop_import,
    join_line,
    read_again,
    save_lines,
    tick_all,
    tick_only,
)
from importing.services.reading import read_once_more
from incidents.forms.corrections import ReasonForm
from incidents.models import Incident
from incidents.views.fetch import visible_incident
from incidents.views.responses import FormPage, render_form

TAKE_BACK = FormPage(
    "Undo the import",
    "Strike entries through",
    "All its entries are struck through and stay readable. They can be restored together.",
)
READS = {"read", ANSWER}  # the buttons that read the text again


@responders_only
@limited(Limit.IMPORTS, is_sent)
def import_paste(request: AuthedRequest, number: int) -> HttpResponse:
    """The text, or a file; and earlier imports."""
    incident = visible_incident(request, number)
    form = PasteForm(post_data(request), request.FILES or None)
    if form.is_valid():
        with errors_on(form):
            said = form.cleaned_data
            batch = begin_import(
                incident=incident,
                actor=request.user,
                text=said["words"],
                options=ImportOptions(said["source"], incident.zone, incident.zone_word),
                client_uuid=said["client_uuid"],
                file=DecodedFile(said["file_name"], said["note"]),
            )
            return redirect(batch)
    context = {"section": "incidents", "incident": incident, "form": form, "batches": batches_of(incident)}
    return render(request, "importing/import_paste.html", context, status=status_of(form))


@responders_only
def batch(request: AuthedRequest, number: int, batch_id: int) -> HttpResponse:
    """What was pasted, line by line; once it is being added, how far it is."""
    found = visible_batch(request, number, batch_id)
    if found.state == BatchState.PREVIEW and request.htmx:
        return HttpResponseClientRedirect(request.get_full_path())  # it has been read meanwhile
    if found.state != BatchState.PREVIEW:
        template = "importing/batch_state.html" if request.htmx else "importing/batch.html"
        return render(request, template, _context(found))
    page = _page_in(request.POST.get("from_page") or request.GET.get("page", ""))
    if request.method != "POST":
        return _preview(request, found, page, ImportOptionsForm(batch=found))
    lines = LineForms(request.POST, found, page_of_lines(found, page))
    form = ImportOptionsForm(request.POST, batch=found)
    with errors_on(form):
        if lines.is_valid() and (form.is_valid() or not READS & request.POST.keys()):
            save_lines(batch=found, actor=request.user, edits=lines.edits)
            return _then(request, found, page, form)
        save_lines(batch=found, actor=request.user, edits=lines.answered)
    return _preview(request, found, page, form, lines)


def _then(request: AuthedRequest, found: ImportBatch, page: int, form: ImportOptionsForm) -> HttpResponse:
    """What the pressed button asks for, once the choices are kept."""
    if "add" in request.POST:
        return redirect(start_adding(batch=found, actor=request.user))
    if request.POST.get("tick") == "only":
        first, last = (number_in(request.POST.get(name, "")) for name in ("tick_first", "tick_last"))
        tick_only(batch=found, actor=request.user, first=first or 1, last=last or MOST_LINES)
    elif "tick" in request.POST:
        tick_all(batch=found, actor=request.user, taken=request.POST["tick"] == "all")
    elif READS & request.POST.keys():
        spend(Limit.IMPORTS, request.user.pk)  # here, where the choices are kept already
        read_again(batch=found, actor=request.user, options=form.options())
    elif line := number_in(request.POST.get("join", "")):
        join_line(batch=found, actor=request.user, line_id=line)
    page = _page_in(request.POST.get("go", "")) if "go" in request.POST else page
    return redirect(f"{found.get_absolute_url()}?page={page}")


def _page_in(text: str) -> int:
    """The page of a preview that an address or a button names; no preview has as many as the last of them."""
    return min(number_in(text) or 1, 10_000)


def _preview(
    request: AuthedRequest, found: ImportBatch, page: int, form: ImportOptionsForm, lines: LineForms | None = None
) -> HttpResponse:
    shown = preview(found, page)
    if lines is not None:
        shown = replace(shown, lines=lines.as_typed(shown.lines))
    context = _context(found) | {"form": form, "preview": shown, "lines": lines}
    return render(request, "importing/import_preview.html", context, status=200 if lines is None else status_of(form))


def _context(found: ImportBatch) -> dict[str, Any]:
    return {"section": "incidents", "incident": found.incident, "batch": found}


@require_POST
@responders_only
def batch_drop(request: AuthedRequest, number: int, batch_id: int) -> HttpResponse:
    """Throws the preview away, with the text."""
    found = visible_batch(request, number, batch_id)
    drop_import(batch=found, actor=request.user)
    return redirect(found.incident)


@responders_only
def batch_take_back(request: AuthedRequest, number: int, batch_id: int) -> HttpResponse:
    """Strikes all of it through, and says why."""
    found = visible_batch(request, number, batch_id)
    form = ReasonForm(post_data(request))
    if form.is_valid():
        with errors_on(form):
            return redirect(take_back_batch(batch=found, actor=request.user, reason=form.cleaned_data["reason"]))
    return render_form(request, found.incident, form, TAKE_BACK)


@require_POST
@responders_only
def batch_restore(request: AuthedRequest, number: int, batch_id: int) -> HttpResponse:
    """Undoes the taking back."""
    found = visible_batch(request, number, batch_id)
    return redirect(restore_batch(batch=found, actor=request.user))


@require_POST
@responders_only
def batch_again(request: AuthedRequest, number: int, batch_id: int) -> HttpResponse:
    """Goes on with one that stopped on the way, or could not be read."""
    found = visible_batch(request, number, batch_id)
    again = read_once_more if found.state == BatchState.UNREAD else add_again
    return redirect(again(batch=found, actor=request.user))


def visible_batch(request: AuthedRequest, number: int, batch_id: int) -> ImportBatch:
    """An import into an incident, or 404; a preview is there for whoever pasted it alone."""
    incident = visible_incident(request, number)
    batches = ImportBatch.objects.visible_to(request.user, Incident.objects.all()).select_related("started_by")
    batch: ImportBatch = get_object_or_404(batches.select_related("incident"), incident=incident, pk=batch_id)
    if incident.duplicate_of_id is not None:  # its entries stand there now
        visible_incident(request, incident.duplicate_of_id)
    return batch
