"""The page of admins on which everything is taken along."""

from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET

from accounts.http import AuthedRequest, admins_only, is_sent, limited, recent_login_required
from core.downloads import inert
from core.export_jobs import ExportState
from core.form_errors import errors_on, post_data, status_of
from core.limits import Limit
from transfer.forms import FullExportForm
from transfer.models import FullExport
from transfer.selectors.private import count_private
from transfer.services.exports import ask_full_export, note_download


@admins_only
@recent_login_required
@limited(Limit.EXPORTS, is_sent)
def full_export(request: AuthedRequest) -> HttpResponse:
    """What leaves and what stays, and one's own exports of the last day. POST leads to the progress of a new one."""
    form = FullExportForm(post_data(request))
    if form.is_valid():
        with errors_on(form):
            return redirect(ask_full_export(actor=request.user, client_uuid=form.cleaned_data["client_uuid"]))
    context = {
        "section": "settings",
        "tab": "full_export",
        "form": form,
        "private": count_private(),
        "exports": FullExport.objects.visible_to(request.user),
    }
    return render(request, "transfer/full_export.html", context, status=status_of(form))


@require_GET
@admins_only
def full_export_state(request: AuthedRequest, pk: int) -> HttpResponse:
    """How far it is: a page that comes again by itself, and by *Refresh*."""
    context = {"section": "settings", "tab": "full_export", "export": _export(request, pk)}
    template = "transfer/full_export_progress.html" if request.htmx else "transfer/full_export_state.html"
    return render(request, template, context)


@require_GET
@admins_only
@recent_login_required
def full_export_file(request: AuthedRequest, pk: int) -> HttpResponseBase:
    """The zip, for the admin who asked for it."""
    export = _export(request, pk)
    if export.state != ExportState.DONE:
        raise Http404
    try:
        stream = export.file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    note_download(actor=request.user, export=export)
    name = f"debrief-{export.asked_at:%Y-%m-%d}.zip"
    return inert(FileResponse(stream, as_attachment=True, filename=name, content_type="application/zip"))


def _export(request: AuthedRequest, pk: int) -> FullExport:
    export: FullExport = get_object_or_404(FullExport.objects.visible_to(request.user), pk=pk)
    return export
