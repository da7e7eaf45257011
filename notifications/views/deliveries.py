"""The pages of deliveries: what was sent to whom, why, and what the server said."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from accounts.http import AuthedRequest, admins_only, has_words, limited, managers_only
from core.chips import chips
from core.errors import DomainError
from core.limits import Limit
from core.paging import paginate
from notifications.filters import DeliveryFilter
from notifications.kinds import coming, find
from notifications.selectors.deliveries import (
    DeliveryRow,
    attempts,
    deliveries_for_list,
    delivery_row,
    delivery_rows,
    pauses,
)
from notifications.services.resending import send_again
from notifications.services.test_mails import queue_test_mail

# The mail's own markup is shown as it was sent: nothing in it may run, load or reach the page around it.
MAIL_POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"


@managers_only
@require_GET
@limited(Limit.SEARCHES, has_words)
def delivery_list(request: AuthedRequest) -> HttpResponse:
    """Deliveries that match the filters, newest first."""
    found = DeliveryFilter(request.GET, queryset=deliveries_for_list(request.user), request=request)
    page = paginate(found.qs, request.GET.get("page", ""))
    context = {
        "section": "settings",
        "tab": "deliveries",
        "filter": found,
        "chips": chips(found.form, request.GET),
        "page": page,
        "rows": delivery_rows(request.user, page),
        "pauses": pauses(),
        "coming": coming(request.user),
    }
    return render(request, "notifications/list.html", context)


@managers_only
@require_GET
def delivery(request: AuthedRequest, pk: int) -> HttpResponse:
    """One delivery: why it was sent, each attempt, and the message in full."""
    row = _row(request, pk)
    context = {
        "section": "settings",
        "tab": "deliveries",
        "row": row,
        "delivery": row.delivery,
        "attempts": attempts(row.delivery),
        "pauses": pauses() if row.delivery.is_undecided else [],
        "resends": row.delivery.resends.order_by("pk"),
    }
    return render(request, "notifications/page.html", context)


@managers_only
@require_GET
def delivery_html(request: AuthedRequest, pk: int) -> HttpResponse:
    """The HTML of the e-mail, isolated from the page that frames it."""
    row = _row(request, pk)
    if not row.is_readable or not row.delivery.html or row.delivery.is_secret:
        raise Http404
    headers = {"Content-Security-Policy": MAIL_POLICY, "X-Frame-Options": "SAMEORIGIN", "Cache-Control": "no-store"}
    return HttpResponse(row.delivery.html, headers=headers)


@admins_only
@require_POST
def delivery_test(request: AuthedRequest) -> HttpResponse:
    """A mail to oneself; its page says what became of it."""
    try:
        client_uuid = uuid.UUID(request.POST.get("client_uuid", ""))
    except ValueError:
        raise DomainError("The form was incomplete, so nothing was sent. Go back and press the button again.") from None
    test = queue_test_mail(actor=request.user, client_uuid=client_uuid)
    if test.is_undecided:
        messages.success(request, "The test mail is being sent. Reload this page to see what became of it.")
    return redirect(test)


@managers_only
@require_POST
def delivery_again(request: AuthedRequest, pk: int) -> HttpResponse:
    """Sends it again; a double click sends it once."""
    row = _row(request, pk)
    if not row.is_readable:
        raise Http404
    try:
        client_uuid = uuid.UUID(request.POST.get("client_uuid", ""))
    except ValueError:
        raise DomainError("The form was incomplete, so nothing was sent. Go back and press the button again.") from None
    again = send_again(delivery=row.delivery, actor=request.user, client_uuid=client_uuid)
    messages.success(request, "It will be sent again. This is the new delivery.")
    return redirect(again)


def _row(request: AuthedRequest, pk: int) -> DeliveryRow:
    row = delivery_row(request.user, pk)
    if row is None:
        raise Http404
    if row.is_readable and (kind := find(row.delivery.kind)):
        kind.note_read(request.user, row.delivery)
    return row
