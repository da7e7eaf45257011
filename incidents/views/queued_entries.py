"""What the queue of a browser is told about an entry it sent: stored, asked about, or refused."""

from typing import Any

from django.contrib.messages import WARNING
from django.contrib.messages.storage.base import Message
from django.http import HttpResponse
from django.template.loader import render_to_string

from accounts.http import AuthedRequest
from accounts.models import User
from core.browser_queue import questions_response, refused_response, stored_response
from core.errors import DomainError
from core.form_errors import status_of
from core.when import Question
from incidents.enums import EntryKind
from incidents.forms.entries import EntryForm
from incidents.models import Incident, TimelineEntry
from incidents.registries.panels import Place, incident_panels
from incidents.selectors.entry_rows import entry_row
from incidents.selectors.timeline import entry_for_page, surroundings_of
from incidents.selectors.zones import ZoneChoice, shown_zone
from incidents.views.responses import unknown_names_warning


def entry_stored(request: AuthedRequest, entry: TimelineEntry) -> HttpResponse:
    """The entry's fragment as streams send it, the offer to undo it, and what to know of it.

    All is the same for one that was stored before. After a step that ended the incident the way to its postmortem
    stands where the offer is.
    """
    zone = shown_zone(entry.incident, request.user, ZoneChoice.INCIDENT)
    row = entry_row(entry_for_page(entry), surroundings_of([entry.pk]), zone)
    html = render_to_string("incidents/entry.html", {"row": row})
    undo = ""
    if not entry.is_change:
        undo = render_to_string("incidents/undo.html", {"incident": entry.incident, "undo": entry.pk}, request)
    elif entry.kind == EntryKind.STATUS and not entry.incident.is_open:
        undo = _what_comes_next(entry.incident, request.user)
    warning = unknown_names_warning(entry.html)
    notice = render_to_string("components/messages.html", {"messages": [Message(WARNING, warning)]}) if warning else ""
    return stored_response(entry=entry.pk, seq=row.seq, html=html, undo=undo, notice=notice)


def _what_comes_next(incident: Incident, viewer: User) -> str:
    """The way to the postmortem, where the step that was typed opened one."""
    panels = incident_panels.read(incident, viewer)
    if Place.NEXT not in panels:
        return ""
    return render_to_string("incidents/ended.html", {"incident": incident, "panels": panels})


def entry_not_stored(form: EntryForm) -> HttpResponse:
    """Errors and questions of a form that was not taken; refused for good when no other answer would help."""
    status = status_of(form)
    if status != DomainError.status and not form.questions:
        return refused_response(" ".join(form.words_of_errors), status)
    return questions_response(form.words_of_errors, [_question_json(question) for question in form.questions])


def _question_json(question: Question) -> dict[str, Any]:
    choices = [{"value": choice.value, "label": choice.label} for choice in question.choices]
    return {"button": question.button, "question": question.question, "choices": choices}
