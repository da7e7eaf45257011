"""Uploading old postmortems: files, the batch they make, the preview of each, and importing them."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from accounts.http import AuthedRequest, is_sent, limited, responders_only
from core.errors import DomainError
from core.form_errors import errors_on, post_data, status_of
from core.limits import Limit
from core.paging import number_in
from importing.enums import LOOKED_AT
from importing.forms.documents import PartForm, new_part_form, part_form
from importing.forms.uploads import UploadForm
from importing.models import Document, DocumentBatch
from importing.selectors.documents.batch_page import batch_page, batches_of
from importing.selectors.documents.preview_page import Preview
from importing.services.documents.again import leave_as_it_is, take_differences
from importing.services.documents.editing import add_part, dismiss_warnings, edit_facts, edit_part
from importing.services.documents.queue import import_or_queue, queue_ready
from importing.services.documents.reading import keep_refused, read_document_again
from importing.services.documents.uploading import discard_batch, upload_documents
from importing.services.documents.withdrawing import withdraw_import
from incidents.forms.corrections import ReasonForm
from incidents.models import Incident
from incidents.services import note_private_list, note_private_read
from incidents.views.fetch import visible_incident
from incidents.views.responses import FormPage, render_form

WITHDRAW = FormPage(
    "Withdraw the import",
    "Withdraw it",
    "The incident leaves every list, search and figure, for everybody. It is kept with your reason, and comes back "
    "when the document is imported again.",
)


@responders_only
@limited(Limit.IMPORTS, is_sent)
def document_upload(request: AuthedRequest) -> HttpResponse:
    """Files or a text; and earlier batches."""
    form = UploadForm(post_data(request), request.FILES or None, initial={"zone": ""})
    if form.is_valid():
        with errors_on(form):
            batch = upload_documents(
                actor=request.user,
                files=form.uploaded(),
                options=form.options(),
                client_uuid=form.cleaned_data["client_uuid"],
            )
            return redirect(batch)
    context = {"section": "postmortems", "form": form, "batches": batches_of(request.user)}
    return render(request, "importing/document_upload.html", context, status=status_of(form))


@responders_only
def document_batch(request: AuthedRequest, batch_id: int) -> HttpResponse:
    """One row a file; while the worker reads or imports, how far it is."""
    batch = visible_document_batch(request, batch_id)
    number = min(number_in(request.GET.get("page", "")) or 1, 10_000)
    shown = batch_page(batch, request.user, number)
    named = [row.incident.pk for row in shown.rows if row.incident is not None]
    note_private_list(actor=request.user, listed="Batch of imported documents", incidents=named)
    context = {"section": "postmortems", "batch": batch, "page": shown}
    template = "importing/document_batch_state.html" if request.htmx else "importing/document_batch.html"
    return render(request, template, context)


@require_POST
@responders_only
def document_batch_import(request: AuthedRequest, batch_id: int) -> HttpResponse:
    """Imports everything that needs no attention."""
    batch = visible_document_batch(request, batch_id)
    try:
        count = queue_ready(batch=batch, actor=request.user)
    except DomainError as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, f"{count} document{'' if count == 1 else 's'} will be imported in a moment.")
    return redirect(batch)


@require_POST
@responders_only
def document_batch_discard(request: AuthedRequest, batch_id: int) -> HttpResponse:
    """Throws away what is not imported."""
    batch = visible_document_batch(request, batch_id)
    if discard_batch(batch=batch, actor=request.user):
        messages.success(request, "The documents were discarded. Nothing of them was imported.")
        return redirect("document_upload")
    messages.success(request, "What was not imported is discarded.")
    return redirect(batch)


@responders_only
def document(request: AuthedRequest, batch_id: int, document_id: int) -> HttpResponse:
    """What was read, beside the original; `edit` names a part whose form stands open, or a list for one more."""
    found = visible_document(request, batch_id, document_id)
    if found.incident_id and Incident.objects.visible_to(request.user).filter(pk=found.incident_id).exists():
        return redirect("incident", found.incident_id)
    edit = request.GET.get("edit", "")
    kind, _, place = edit.partition("-")
    form = None
    if kind and found.state in LOOKED_AT:
        form = new_part_form(found, kind) if place == "add" else part_form(found, kind, number_in(place) or 0)
    return _preview(request, found, edit if form else "", form)


@require_POST
@responders_only
def document_part(request: AuthedRequest, batch_id: int, document_id: int, kind: str, place: int) -> HttpResponse:
    """Edits the head (`facts`) or one part; *take* and *leave out* say whether it is imported."""
    found = visible_document(request, batch_id, document_id)
    key = kind if kind == "facts" else f"{kind}-{place}"
    if "taken" in request.POST and kind != "facts":
        values = {"is_taken": request.POST["taken"] == "yes"}
        edit_part(document=found, actor=request.user, kind=kind, place=place, values=values)
        return redirect(f"{found.get_absolute_url()}#{key}")
    form = part_form(found, kind, place, request.POST)
    if form is None:
        raise Http404
    if form.is_valid():
        with errors_on(form):
            if kind == "facts":
                edit_facts(document=found, actor=request.user, values=form.values())
            else:
                edit_part(document=found, actor=request.user, kind=kind, place=place, values=form.values())
            return redirect(f"{found.get_absolute_url()}#{key}")
    return _preview(request, found, key, form)


@require_POST
@responders_only
def document_part_add(request: AuthedRequest, batch_id: int, document_id: int, kind: str) -> HttpResponse:
    """Adds an entry, a factor, a lesson, a measure or an action item that was not read."""
    found = visible_document(request, batch_id, document_id)
    form = new_part_form(found, kind, request.POST)
    if form is None:
        raise Http404
    if form.is_valid():
        with errors_on(form):
            values = form.values()
            sent = values.pop("client_uuid") or uuid4()
            place = add_part(document=found, actor=request.user, kind=kind, values=values, client_uuid=sent)
            return redirect(f"{found.get_absolute_url()}#{kind}-{place}")
    return _preview(request, found, f"{kind}-add", form)


@require_POST
@responders_only
@limited(Limit.IMPORTS)
def document_act(request: AuthedRequest, batch_id: int, document_id: int, action: str) -> HttpResponse:
    """One press on a button of the preview."""
    found = visible_document(request, batch_id, document_id)
    acts = {"import": import_or_queue, "take": take_differences, "leave": leave_as_it_is}
    looks = {"keep": keep_refused, "again": read_document_again, "dismiss": dismiss_warnings}
    try:
        if action in acts:
            incident = acts[action](document=found, actor=request.user)
            if incident is None:
                messages.success(request, f"{found.file_name} is large. It is being imported; this may take a minute.")
                return redirect(found.batch)
            note_private_read(incident=incident, actor=request.user)
            messages.success(request, f"{found.file_name} is {incident.reference}. Nobody was notified.")
            return redirect(incident)
        if action not in looks:
            raise Http404
        looks[action](document=found, actor=request.user)
    except DomainError as refused:
        return _preview(request, found, "", None, refusal=refused)
    return redirect(found)


@responders_only
def import_withdraw(request: AuthedRequest, number: int) -> HttpResponse:
    """Withdraws an imported incident, and says why."""
    incident = visible_incident(request, number)
    form = ReasonForm(post_data(request))
    if form.is_valid():
        with errors_on(form):
            withdraw_import(incident=incident, actor=request.user, reason=form.cleaned_data["reason"])
            messages.success(request, f"{incident.reference} was withdrawn.")
            return redirect("withdrawn_list")
    return render_form(request, incident, form, WITHDRAW)


def _preview(
    request: AuthedRequest, found: Document, edit: str, form: PartForm | None, *, refusal: DomainError | None = None
) -> HttpResponse:
    context: dict[str, Any] = {"section": "postmortems", "document": found, "edit": edit, "form": form}
    preview = Preview(found, request.user) if found.record else None
    if preview is not None and preview.earlier is not None:
        note_private_read(incident=preview.earlier, actor=request.user)
    context |= {"preview": preview, "refusal": refusal}
    status = refusal.status if refusal else status_of(form) if form else 200
    return render(request, "importing/document.html", context, status=status)


def visible_document_batch(request: AuthedRequest, batch_id: int) -> DocumentBatch:
    """A batch, or 404; it is there for whoever uploaded it alone."""
    return get_object_or_404(DocumentBatch.objects.visible_to(request.user), pk=batch_id)


def visible_document(request: AuthedRequest, batch_id: int, document_id: int) -> Document:
    """A document of a batch, or 404."""
    documents = Document.objects.visible_to(request.user).select_related("batch", "incident")
    return get_object_or_404(documents, batch=batch_id, pk=document_id)
