"""Files: uploaded to an incident, and handed out to those who may see it."""

from uuid import UUID

from django.core.files.base import File
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase

from accounts.http import AuthedRequest, files_sent, limited, megapixels_sent, responders_only
from core.form_errors import errors_on, post_data
from core.limits import Limit
from incidents.forms.changes import FileForm
from incidents.services.attachments import attach_file
from incidents.views.fetch import visible_attachment, visible_incident
from incidents.views.responses import FormPage, back_to_incident, render_form

LEDE = "25 MB at most. Pictures are shown; other files can only be downloaded."


@responders_only
@limited(Limit.FILES, files_sent)
@limited(Limit.MEGAPIXELS, megapixels_sent)
def attach(request: AuthedRequest, number: int) -> HttpResponse:
    """A file for the incident as a whole; one for an entry goes with the composer."""
    incident = visible_incident(request, number)
    form = FileForm(post_data(request), request.FILES or None)
    if form.is_valid():
        with errors_on(form):
            data = form.cleaned_data
            known = {"caption": data["caption"], "client_uuid": data["client_uuid"]}
            attach_file(incident=incident, actor=request.user, upload=data["file"], **known)
            return back_to_incident(request, incident)
    return render_form(request, incident, form, FormPage("Attach a file", "Attach file", LEDE))


@responders_only
def attachment(request: AuthedRequest, uuid: UUID, name: str) -> HttpResponseBase:
    """The bytes. Only images that Debrief drew itself are shown; nothing here may run, whatever it claims to be."""
    found = visible_attachment(request, uuid)
    kind = found.content_type if found.is_image else "application/octet-stream"
    response = FileResponse(
        _opened(found.file), as_attachment=not found.is_image, filename=found.name, content_type=kind
    )
    return _inert(response)


@responders_only
def thumbnail(request: AuthedRequest, uuid: UUID) -> HttpResponseBase:
    """The small still of a picture, for those who may see the picture."""
    found = visible_attachment(request, uuid)
    stream = _opened(found.thumb)
    kind = "image/png" if stream.read(1) == b"\x89" else "image/jpeg"  # the two that thumbnails are made in
    stream.seek(0)
    return _inert(FileResponse(stream, content_type=kind))


def _opened(stored: FieldFile) -> "File[bytes]":
    try:
        return stored.open("rb")
    except (ValueError, FileNotFoundError) as error:
        raise Http404 from error


def _inert(response: FileResponse) -> FileResponse:
    """Bytes that can do nothing, and that nobody keeps for others."""
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "private, no-store"
    return response
