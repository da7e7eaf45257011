"""The offer to undo what was just sent: a cookie that lives as long as the offer, with scripts and without."""

from django.http import HttpResponse
from django.urls import reverse

from accounts.http import AuthedRequest
from core.paging import number_in
from incidents.models import TimelineEntry
from incidents.services.undoing import UNDO_FOR

UNDO_COOKIE = "debrief_undo"


def offer_undo(request: AuthedRequest, response: HttpResponse, entry: TimelineEntry) -> HttpResponse:
    """Lets the page offer *Undo* for ten seconds; not for a change of the incident, which another change takes back."""
    if not entry.is_change:
        response.set_cookie(
            UNDO_COOKIE,
            str(entry.pk),
            max_age=int(UNDO_FOR.total_seconds()),
            path=_room(entry),
            secure=request.is_secure(),
            samesite="Lax",
        )
    return response


def withdraw_undo(response: HttpResponse, entry: TimelineEntry) -> HttpResponse:
    """It was undone."""
    response.delete_cookie(UNDO_COOKIE, path=_room(entry), samesite="Lax")
    return response


def undo_offered(request: AuthedRequest) -> int | None:
    """The number of the entry that was just sent from this browser."""
    return number_in(request.COOKIES.get(UNDO_COOKIE, ""))


def _room(entry: TimelineEntry) -> str:
    return reverse("incident", args=[entry.incident_id])
