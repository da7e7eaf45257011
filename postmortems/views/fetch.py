"""How views reach a postmortem: visible or 404, 403 for those who may read but not write.

An admin's look at a private incident is logged on the way.
"""

from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.http import AuthedRequest
from incidents.services import note_private_read
from postmortems.models import Factor, Lesson, Measure, Postmortem, Section
from postmortems.permissions import can_edit_postmortem

P = TypeVar("P", bound=Postmortem)
Row = Factor | Lesson | Measure
ROWS: dict[str, type[Row]] = {"factors": Factor, "lessons": Lesson, "measures": Measure}


def visible_postmortem(request: AuthedRequest, number: int) -> Postmortem:
    """The postmortem of incident `number`, with all its people."""
    return postmortem_among(Postmortem.objects.visible_to(request.user), request, number)


def postmortem_among(visible: "QuerySet[P]", request: AuthedRequest, number: int) -> P:
    """The same out of rows that the person may see, which may hold more of each postmortem."""
    people = ("owner", "facilitator", "opened_by", "published_by")
    rows = visible.select_related("incident__severity", "template", *people)
    postmortem = get_object_or_404(rows, incident=number)
    note_private_read(incident=postmortem.incident, actor=request.user)
    return postmortem


def editable_postmortem(request: AuthedRequest, number: int) -> Postmortem:
    """The postmortem, for somebody who may write it; raises PermissionDenied (403) for others."""
    postmortem = visible_postmortem(request, number)
    if not can_edit_postmortem(request.user, postmortem):
        raise PermissionDenied
    return postmortem


def section_of(postmortem: Postmortem, pk: int) -> Section:
    """One of its sections, removed ones too."""
    section = get_object_or_404(Section, pk=pk, postmortem=postmortem)
    section.postmortem = postmortem
    return section


def row_of(postmortem: Postmortem, kind: str, pk: int) -> Row:
    """One of its factors, lessons or measures; 404 for a kind that does not exist."""
    rows: Any = rows_named(kind).objects
    row: Row = get_object_or_404(rows, pk=pk, postmortem=postmortem)
    row.postmortem = postmortem
    return row


def rows_named(kind: str) -> type[Row]:
    """The table behind `factors`, `lessons` or `measures` in an address."""
    if kind not in ROWS:
        raise Http404
    return ROWS[kind]
