"""The inbox of one person: messages by the channel *inbox*."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from accounts.http import AuthedRequest
from core.paging import paginate
from notifications.kinds import find
from notifications.selectors import inbox as reading
from notifications.services.inbox import mark_read


@require_GET
def inbox(request: AuthedRequest) -> HttpResponse:
    """All messages, the newest first."""
    page = paginate(reading.inbox(request.user), request.GET.get("page", ""))
    context = {"section": "inbox", "page": page, "rows": reading.inbox_rows(list(page))}
    return render(request, "notifications/inbox.html", context)


@require_GET
def message(request: AuthedRequest, pk: int) -> HttpResponse:
    """One message in full. Opening it changes nothing: it is read when its reader says so."""
    delivery = get_object_or_404(reading.inbox(request.user), pk=pk)
    rows = reading.inbox_rows([delivery])
    if not rows:
        raise Http404
    if kind := find(delivery.kind):
        kind.note_read(request.user, delivery)
    return render(request, "notifications/inbox_message.html", {"section": "inbox", "row": rows[0]})


@require_POST
def read(request: AuthedRequest, pk: int) -> HttpResponse:
    """It is read."""
    mark_read(person=request.user, delivery=get_object_or_404(reading.inbox(request.user), pk=pk))
    return redirect("inbox")


@require_POST
def all_read(request: AuthedRequest) -> HttpResponse:
    """All are read."""
    count = mark_read(person=request.user)
    messages.success(request, f"{count} message{' was' if count == 1 else 's were'} marked as read.")
    return redirect("inbox")
