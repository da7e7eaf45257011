"""Files: uploaded to an incident, and handed out to those who may see it."""

from uuid import UUID

from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase

from accounts.http import AuthedRequest, responders_only
from core.refusals import sent, told_on
from incidents.forms.changes import FileForm
from incidents.services.attachments import attach_file
from incidents.views.answers import Asked, ask, done
from incidents.views.fetch import visible_attachment, visible_incident

LEDE = "25 MB at most. Pictures are drawn anew and shown; everything else can only be downloaded."


@responders_only
def attach(request: AuthedRequest, number: int) -> HttpResponse:
    """A file for the incident as a whole; one for an entry goes with the composer."""
    incident = visible_incident(request, number)
    form = FileForm(sent(request), request.FILES or None)
    if form.is_valid():
        with told_on(form):
            data = form.cleaned_data
            known = {"caption": data["caption"], "client_uuid": data["client_uuid"]}
            attach_file(incident=incident, actor=request.user, upload=data["file"], **known)
            return done(request, incident)
    return ask(request, incident, form, Asked("Attach a file", "Attach it", LEDE))


@responders_only
def attachment(request: AuthedRequest, uuid: UUID, name: str) -> HttpResponseBase:
    """The bytes. Only images that Debrief drew itself are shown; nothing here may run, whatever it claims to be."""
    found = visible_attachment(request, uuid)
    try:
        stream = found.file.open("rb")
    except (ValueError, FileNotFoundError) as error:
        raise Http404 from error
    kind = found.content_type if found.is_image else "application/octet-stream"
    response = FileResponse(stream, as_attachment=not found.is_image, filename=found.name, content_type=kind)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "private, no-store"
    return response
