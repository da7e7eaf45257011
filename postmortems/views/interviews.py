"""Notes of interviews: those that were shared, and one's own."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.http import AuthedRequest, responders_only
from core.errors import Conflict
from core.form_errors import errors_on, post_data, status_of
from postmortems.forms.preparation import NoteForm
from postmortems.models import InterviewNote, Postmortem
from postmortems.permissions import can_edit_postmortem
from postmortems.services.interviews import (
    NoteChanged,
    add_interview_note,
    edit_interview_note,
    share_interview_note,
)
from postmortems.views.fetch import editable_postmortem, visible_postmortem


@require_http_methods(["GET", "HEAD", "POST"])
@responders_only
def interview_notes(request: AuthedRequest, number: int) -> HttpResponse:
    """GET shows the notes that the person may read; POST adds one."""
    is_sent = request.method == "POST"
    found = editable_postmortem(request, number) if is_sent else visible_postmortem(request, number)
    form = NoteForm(post_data(request))
    if form.is_valid():
        with errors_on(form):
            uuid = form.cleaned_data["client_uuid"]
            note = add_interview_note(postmortem=found, actor=request.user, words=form.words, client_uuid=uuid)
            messages.success(request, "The note is stored. Only you can read it until you share it.")
            return _back(number, note)
    notes = InterviewNote.objects.visible_to(request.user).filter(postmortem=found).select_related("interviewer")
    context = {
        "section": "postmortems",
        "postmortem": found,
        "notes": notes,
        "form": form,
        "can_edit": can_edit_postmortem(request.user, found),
        "is_conflict": status_of(form) == Conflict.status,
    }
    return render(request, "postmortems/interview_notes.html", context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
@responders_only
def interview_note(request: AuthedRequest, number: int, pk: int) -> HttpResponse:
    """One's own note, to edit."""
    found = editable_postmortem(request, number)
    note = _own_note(request, found, pk)
    form = NoteForm.of(note, post_data(request))
    met: NoteChanged | None = None
    if form.is_valid():
        with errors_on(form):
            try:
                edit_interview_note(note=note, actor=request.user, words=form.words, seen=form.cleaned_data["seen"])
            except NoteChanged as conflict:
                met = conflict
                raise
            return _back(number, note)
    if met:
        form.begin_again(met.present)
    context: dict[str, Any] = {"section": "postmortems", "postmortem": found, "note": note, "form": form, "met": met}
    return render(request, "postmortems/interview_note.html", context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
@responders_only
def interview_note_share(request: AuthedRequest, number: int, pk: int) -> HttpResponse:
    """GET asks, since sharing cannot be taken back; POST shares."""
    found = editable_postmortem(request, number)
    note = _own_note(request, found, pk)
    if request.method == "POST":
        share_interview_note(note=note, actor=request.user)
        messages.success(request, "The note is shared.")
        return _back(number, note)
    context = {"section": "postmortems", "postmortem": found, "note": note}
    return render(request, "postmortems/interview_note_share.html", context)


def _own_note(request: AuthedRequest, postmortem: Postmortem, pk: int) -> InterviewNote:
    """A note of this person; those of others are not there, whoever asks."""
    note = get_object_or_404(InterviewNote, pk=pk, postmortem=postmortem, interviewer=request.user)
    note.postmortem = postmortem
    return note


def _back(number: int, note: InterviewNote) -> HttpResponse:
    return redirect(f"{reverse('interview_notes', args=[number])}#note-{note.pk}")
