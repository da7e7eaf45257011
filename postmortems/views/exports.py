"""Taking a postmortem along: as a file at once, or made by the worker."""

from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET

from accounts.http import AuthedRequest, is_sent, limited, responders_only
from core.downloads import TYPES, ExportFormat, download, inert
from core.export_jobs import ExportState
from core.form_errors import errors_on, status_of
from core.limits import Limit
from core.pdf import pdf_trouble
from postmortems.exporting.files import file_name, file_of
from postmortems.forms.exports import ExportForm
from postmortems.models import ExportJob, Postmortem
from postmortems.selectors.exports import export_document, is_large
from postmortems.services.exports import ask_export, note_export
from postmortems.views.fetch import visible_postmortem


@responders_only
@limited(Limit.EXPORTS, is_sent)
def postmortem_export(request: AuthedRequest, number: int) -> HttpResponse:
    """The formats, and one's own files of the last day. POST answers with the file, or leads to its progress."""
    found = visible_postmortem(request, number)
    form = ExportForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with errors_on(form):
            return _exported(request, found, form)
    context = {
        "section": "postmortems",
        "postmortem": found,
        "form": form,
        "pdf_trouble": pdf_trouble(),
        "jobs": ExportJob.objects.visible_to(request.user).filter(postmortem=found).select_related("postmortem"),
    }
    status = status_of(form) if form.is_bound else 200
    return render(request, "postmortems/postmortem_export.html", context, status=status)


def _exported(request: AuthedRequest, postmortem: Postmortem, form: ExportForm) -> HttpResponse:
    kind = ExportFormat(form.cleaned_data["format"])
    if kind == ExportFormat.PDF or is_large(postmortem):
        job = ask_export(
            postmortem=postmortem, actor=request.user, kind=kind, client_uuid=form.cleaned_data["client_uuid"]
        )
        return redirect(job)
    content = file_of(export_document(postmortem, request.user), kind)
    note_export(postmortem=postmortem, actor=request.user, kind=kind)
    return download(content, file_name(postmortem.incident_id, kind), kind)


@require_GET
@responders_only
def postmortem_export_job(request: AuthedRequest, number: int, pk: int) -> HttpResponse:
    """How far it is: a page that comes again by itself, and by *Refresh*."""
    found = visible_postmortem(request, number)
    context = {"section": "postmortems", "postmortem": found, "job": _job(request, found, pk)}
    template = "postmortems/export_job_state.html" if request.htmx else "postmortems/export_job.html"
    return render(request, template, context)


@require_GET
@responders_only
def postmortem_export_file(request: AuthedRequest, number: int, pk: int) -> HttpResponseBase:
    """The file that the worker made, for whoever asked for it."""
    found = visible_postmortem(request, number)
    job = _job(request, found, pk)
    if job.state != ExportState.DONE:
        raise Http404
    try:
        stream = job.file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    kind = ExportFormat(job.format)
    name = file_name(found.incident_id, kind)
    return inert(FileResponse(stream, as_attachment=True, filename=name, content_type=TYPES[kind]))


def _job(request: AuthedRequest, postmortem: Postmortem, pk: int) -> ExportJob:
    jobs = ExportJob.objects.visible_to(request.user).select_related("postmortem")
    job: ExportJob = get_object_or_404(jobs, postmortem=postmortem, pk=pk)
    return job
