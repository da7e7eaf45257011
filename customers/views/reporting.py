"""Reporting a problem: three questions, and whether it is known."""

from dataclasses import replace

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from accounts.http import AuthedRequest, limited
from core.errors import Conflict
from core.form_errors import errors_on, status_of
from core.limits import Limit
from customers.forms.reports import KnownProblemForm, Reading, ReportForm, reading
from customers.selectors.known import known_problems
from customers.selectors.names import suggested_names
from customers.selectors.reports import sent_before
from customers.services.known_problems import report_known_problem
from customers.services.reports import file_report

SENT_BEFORE = (
    "You sent exactly this as {} a moment ago, so it was not sent again. If it is about something else, "
    "add words to it below, or report it in other words."
)


def report_problem(request: AuthedRequest) -> HttpResponse:
    """Three questions; what is known already stands below them."""
    form = ReportForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        sent = {name: form.cleaned_data[name] for name in ("text", "customer", "client_uuid")}
        if before := sent_before(reporter=request.user, **sent):
            messages.warning(request, SENT_BEFORE.format(before.reference))
            return redirect(before)
        with errors_on(form):
            report = file_report(reporter=request.user, **form.report())
            messages.success(request, f"Sent. Your number is {report.reference}; this page shows each step.")
            return redirect(report)
    return _page(request, form, status_of(form))


@require_POST
def report_known(request: AuthedRequest) -> HttpResponse:
    """*Yes, this one*: a customer has a problem that is known; what was typed so far goes with it."""
    form = KnownProblemForm(request.POST, user=request.user)
    if form.is_valid():
        incident = form.cleaned_data["known"]
        with errors_on(form):
            report = report_known_problem(
                reporter=request.user,
                incident=incident,
                words=form.words(),
                client_uuid=form.cleaned_data["client_uuid"],
            )
            messages.success(request, f"Done. Your number is {report.reference}; this page shows each step.")
            return redirect(report)
    return _page(request, form, status_of(form))


@require_POST
@limited(Limit.SUGGESTIONS)
def report_known_typed(request: AuthedRequest) -> HttpResponse:
    """What is known of it, while somebody types; without scripts the page again, with all that was typed.

    It is a POST so that the words stand in no address and no access log.
    """
    if request.htmx:
        known = known_problems(request.POST.get("text", ""), request.user)
        return render(request, "customers/known_typed.html", {"known": known})
    typed = ReportForm(user=request.user, initial=request.POST.dict())
    return _page(request, typed, 200, typed=request.POST.get("text", ""))


@require_POST
@limited(Limit.SUGGESTIONS)
def report_read(request: AuthedRequest) -> HttpResponse:
    """What is understood of the customer and the time, while somebody types."""
    return render(request, "customers/read.html", {"reading": _reading(request)})


def _reading(request: AuthedRequest) -> Reading:
    return reading(request.POST.get("customer", "")[:200], request.POST.get("since", "")[:80], request.user)


def _page(request: AuthedRequest, form: ReportForm, status: int, *, typed: str = "") -> HttpResponse:
    text = form.data.get("text", "") if form.is_bound else typed
    form.put_cursor()
    context = {
        "section": "reports",
        "form": form,
        "known": known_problems(text, request.user),
        "customers": suggested_names(request.user),
        "reading": replace(_reading(request), **{name: "" for name in ("customer", "since") if name in form.errors}),
        "is_conflict": status == Conflict.status,
    }
    return render(request, "customers/new.html", context, status=status)
