"""Redacting: words wherever they stand about an incident, its files, reports. For admins, and never undone."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from accounts.http import AuthedRequest, admins_only, recent_login_for_redaction
from core.form_errors import errors_on, post_data, status_of
from incidents.forms.corrections import ReasonForm
from incidents.forms.redacting import RedactWordsForm
from incidents.services.redacting import find_words, redact_file, redact_words
from incidents.views.fetch import visible_attachment, visible_incident
from incidents.views.responses import FormPage, back_to_incident, render_form

BEYOND = (
    "This cannot be undone. It does not reach mails already sent, exports that people made, backups, drafts in "
    "somebody's browser, or, until they next connect, rooms that browsers keep to open them without a network."
)
FILE = FormPage(
    "Redact the file",
    "Redact permanently",
    f"The file, its name and its caption are removed; an entry that says who and why stays. {BEYOND}",
    is_danger=True,
)


@admins_only
@recent_login_for_redaction
def words_redact(request: AuthedRequest, number: int) -> HttpResponse:
    """First shows where the words stand; only the second button, on that page, removes them."""
    incident = visible_incident(request, number)
    form = RedactWordsForm(post_data(request))
    found = None
    if form.is_valid():
        with errors_on(form):
            words = form.cleaned_data["secret"]
            found = find_words(incident=incident, words=words)
            if "redact" in request.POST:
                redact_words(incident=incident, actor=request.user, words=words, reason=form.cleaned_data["reason"])
                messages.success(request, f"Redacted in {', '.join(found.places)}.")
                return redirect(incident)
    files = incident.attachments.filter(removed_at=None)
    context = {"section": "incidents", "incident": incident, "form": form, "found": found, "files": files}
    return render(request, "incidents/redact_words.html", context | {"beyond": BEYOND}, status=status_of(form))


@admins_only
@recent_login_for_redaction
def file_redact(request: AuthedRequest, number: int, uuid: UUID) -> HttpResponse:
    """Removes a file of the incident, or of one of its entries."""
    incident = visible_incident(request, number)
    file = visible_attachment(request, uuid, incident)
    form = ReasonForm(post_data(request))
    if form.is_valid():
        with errors_on(form):
            redact_file(attachment=file, actor=request.user, reason=form.cleaned_data["reason"])
            return back_to_incident(request, incident)
    return render_form(request, incident, form, FILE)
