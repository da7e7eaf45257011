"""Reports: what sales and support send, and what responders make of it."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from accounts.http import AuthedRequest, responders_only
from accounts.permissions import is_responder
from core.form_errors import errors_on, status_of
from core.paging import paginate
from customers.enums import ReplyKind, ReportState
from customers.forms.customers import LinkForm
from customers.forms.reports import DeclineForm, JoinForm, OtherProblemForm, ReplyForm
from customers.models import Report
from customers.permissions import looks_at
from customers.selectors.followers import followed_by
from customers.selectors.reports import joinable, report_page
from customers.selectors.taken_back import taken_back, was_told_words
from customers.selectors.words import words_of
from customers.services.linking import link_report
from customers.services.replies import reply_to_report
from customers.services.reports import decline_report, join_report, see_report
from customers.services.unlinking import say_not_this_one, unlink_report
from incidents.models import Incident
from notifications.smtp import is_configured


def report_list(request: AuthedRequest) -> HttpResponse:
    """Reporters see their own; responders all, the new ones first when asked."""
    reports = Report.objects.visible_to(request.user).defer("search").select_related("reporter")
    state = request.GET.get("state", "")
    if state in ReportState.values:
        reports = reports.filter(state=state)
    context = {
        "section": "reports",
        "page": paginate(reports, request.GET.get("page", "")),
        "state": state,
        "states": ReportState.choices,
        "is_responder": is_responder(request.user),
    }
    return render(request, "customers/list.html", context)


def report(request: AuthedRequest, number: int) -> HttpResponse:
    """One report: its steps, and for responders what to do with it. Whoever triages has looked at it, once it opens."""
    found = _visible(request, number)
    if request.method == "GET" and looks_at(request.user, found):
        see_report(report=found, actor=request.user)
        found = _visible(request, number)
    context = {"section": "reports", "report": found, "shown": report_page(found, request.user)}
    if found.incident and not is_responder(request.user):
        context |= {"words": words_of(found.incident), "followed": followed_by(request.user)}
        context["taken_back"] = taken_back(found.incident)
        context["was_told"] = not context["words"] and was_told_words(found, request.user)
    return render(request, "customers/page.html", context)


@require_POST
@responders_only
def report_join(request: AuthedRequest, number: int) -> HttpResponse:
    """It belongs to an incident that is known."""
    found = _visible(request, number)
    form = JoinForm(request.POST, incidents=joinable(found, request.user))
    if form.is_valid():
        incident: Incident = form.cleaned_data["incident"]
        with errors_on(form):
            join_report(report=found, actor=request.user, incident=incident)
            messages.success(request, f"{found.reference} is linked to {incident.reference}. {_told(found)}")
            return redirect(incident)
    return _refused(request, number, join_form=form)


@require_POST
@responders_only
def report_unlink(request: AuthedRequest, number: int) -> HttpResponse:
    """It does not belong to the incident it was linked to; its page offers to link it to another one."""
    found = _visible(request, number)
    form = JoinForm(request.POST, incidents=Incident.objects.visible_to(request.user))
    if form.is_valid():
        incident: Incident = form.cleaned_data["incident"]
        with errors_on(form):
            unlink_report(report=found, actor=request.user, incident=incident)
            said = f"{found.reference} is no longer linked to {incident.reference}. {_told(found)}"
            messages.success(request, f"{said} Below you can link it to another incident.")
            return redirect(found)
    return _refused(request, number, unlink_form=form)


@require_POST
def report_not_this_one(request: AuthedRequest, number: int) -> HttpResponse:
    """*Not this one*: whoever linked their own report to a known problem says that it was the wrong one."""
    found = _visible(request, number)
    if found.reporter_id != request.user.pk:
        raise Http404
    form = OtherProblemForm(request.POST)
    if form.is_valid():
        with errors_on(form):
            say_not_this_one(report=found, actor=request.user, text=form.cleaned_data["text"])
            messages.success(request, f"{found.reference} is a new report now, and waits for somebody to look at it.")
            return redirect(found)
    return _refused(request, number, other_problem_form=form)


@require_POST
@responders_only
def report_decline(request: AuthedRequest, number: int) -> HttpResponse:
    """It is no incident; the reporter gets words to pass on."""
    found = _visible(request, number)
    form = DeclineForm(request.POST)
    if form.is_valid():
        with errors_on(form):
            decline_report(report=found, actor=request.user, answer=form.cleaned_data["answer"])
            messages.success(request, f"Declined. {_told(found)}")
            return redirect(found)
    return _refused(request, number, decline_form=form)


@require_POST
def report_reply(request: AuthedRequest, number: int) -> HttpResponse:
    """Words of its reporter or of a responder; the other side is told."""
    found = _visible(request, number)
    form = ReplyForm(request.POST)
    if form.is_valid():
        with errors_on(form):
            reply = reply_to_report(report=found, actor=request.user, **form.cleaned_data)
            again = " The report is open again." if reply.kind == ReplyKind.REOPENED else ""
            messages.success(request, f"Added.{again}")
            return redirect(found)
    return _refused(request, number, reply_form=form)


@require_POST
@responders_only
def report_customer(request: AuthedRequest, number: int) -> HttpResponse:
    """Which customer the typed name means."""
    found = _visible(request, number)
    form = LinkForm(request.POST, user=request.user)
    if form.is_valid():
        with errors_on(form):
            customer = form.cleaned_data["customer"]
            link_report(report=found, actor=request.user, customer=customer)
            messages.success(request, f"{found.reference} is linked to {customer.name}.")
            return redirect(found)
    return _refused(request, number, customer_form=form)


def _visible(request: AuthedRequest, number: int) -> Report:
    rows = Report.objects.visible_to(request.user).select_related("reporter", "incident", "seen_by", "known_customer")
    return get_object_or_404(rows, pk=number)


def _told(found: Report) -> str:
    """Whether the reporter hears of a step, in words."""
    if is_configured():
        return f"{found.reporter.name} is notified."
    return f"Mail is not set up here, so {found.reporter.name} is not notified."


def _refused(
    request: AuthedRequest, number: int, **forms: JoinForm | DeclineForm | LinkForm | ReplyForm | OtherProblemForm
) -> HttpResponse:
    """The report as it is now, with what was typed: in its form, or to copy where somebody decided meanwhile."""
    found = _visible(request, number)
    (refused,) = forms.values()
    context = {"section": "reports", "report": found, "shown": report_page(found, request.user), "refused": refused}
    return render(request, "customers/page.html", context | forms, status=status_of(refused))
