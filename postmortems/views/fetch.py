"""How views reach a postmortem: visible or 404, 403 for those who may read but not write.

An admin's look at a private incident is logged on the way.
"""

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.http import AuthedRequest
from incidents.services import note_private_read
from postmortems.models import Factor, Lesson, Measure, Postmortem, Section
from postmortems.permissions import can_edit_postmortem
from postmortems.selectors.reading import for_reading

if TYPE_CHECKING:
    from postmortems.selectors.reading import ReadPostmortem


Row = Factor | Lesson | Measure
ROWS: dict[str, type[Row]] = {"factors": Factor, "lessons": Lesson, "measures": Measure}


def visible_postmortem(request: AuthedRequest, number: int) -> Postmortem:
    """The postmortem of incident `number`, with all its people."""
    postmortem: Postmortem = get_object_or_404(
        Postmortem.objects.visible_to(request.user).with_people(), incident=number
    )
    note_private_read(incident=postmortem.incident, actor=request.user)
    return postmortem


def postmortem_to_read(request: AuthedRequest, number: int) -> "ReadPostmortem":
    """The same with what its page reads beside it."""
    postmortem = for_reading(number, request.user)
    if postmortem is None:
        raise Http404
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
