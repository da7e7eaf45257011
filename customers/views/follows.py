"""Following what customers are told, and what they may read of a postmortem."""

from typing import Any

from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from accounts.http import AuthedRequest
from accounts.models import User
from core.form_errors import errors_on, post_data, status_of
from core.paging import number_in
from customers.enums import CUSTOMER_UPDATE, Pace
from customers.forms.follows import FollowForm, PaceForm
from customers.models import Customer, CustomerMeasure, CustomerSummary, Follow
from customers.services.follows import change_pace, follow, unfollow
from customers.views.customers import visible_customer
from incidents.models import Incident
from notifications.enums import Wanted
from notifications.selectors.inbox import wanted
from notifications.smtp import is_configured

NO_MAIL = "mail is not set up here"
OFF = "your profile says that you want none of these messages"


def follow_list(request: AuthedRequest) -> HttpResponse:
    """What somebody follows; `?incident` offers to follow that one, else a service can be chosen."""
    incident = _named(request)
    form = FollowForm(post_data(request), incident=incident)
    if form.is_valid():
        with errors_on(form):
            follow(person=request.user, incident=incident, **form.cleaned_data)
            _tell_followed(request, "You hear of its customer updates from now on.")
            return redirect("follow_list")
    seen = Customer.objects.visible_to(request.user).filter(pk=OuterRef("customer"))
    follows = Follow.objects.filter(person=request.user).select_related("incident", "service", "customer")
    follows = follows.annotate(sees_customer=Exists(seen))
    number = incident.reference if incident else ""
    context: dict[str, Any] = {"section": "say", "form": form, "incident_number": number}
    context["unreached"] = _unreached_because(request.user)
    context |= {"follows": [(each, PaceForm(initial={"pace": each.pace}, prefix=f"f{each.pk}")) for each in follows]}
    return render(request, "customers/say/following.html", context, status=status_of(form))


@require_POST
def follow_change(request: AuthedRequest, pk: int) -> HttpResponse:
    """Another pace."""
    things = Follow.objects.select_related("incident", "service", "customer")
    found = get_object_or_404(things, pk=pk, person=request.user)
    form = PaceForm(request.POST, prefix=f"f{found.pk}")
    if form.is_valid():
        change_pace(follow=found, **form.cleaned_data)
        messages.success(request, "Changed.")
    return redirect("follow_list")


@require_POST
def follow_end(request: AuthedRequest, pk: int) -> HttpResponse:
    """No longer."""
    unfollow(follow=get_object_or_404(Follow, pk=pk, person=request.user))
    return redirect("follow_list")


@require_POST
def customer_follow(request: AuthedRequest, number: int) -> HttpResponse:
    """One press: each update of every incident that affects the customer; *What you follow* changes how often."""
    found = visible_customer(request, number)
    follow(person=request.user, pace=Pace.EACH, customer=found)
    _tell_followed(request, f"You hear what {found.name} may be told, at each update.")
    return redirect(found)


@require_POST
def customer_unfollow(request: AuthedRequest, number: int) -> HttpResponse:
    """No longer."""
    found = visible_customer(request, number)
    for each in Follow.objects.filter(person=request.user, customer=found):
        unfollow(follow=each)
    return redirect(found)


def customer_summary(request: AuthedRequest, number: int) -> HttpResponse:
    """What customers may read of a postmortem, for everybody who can log in."""
    summary = get_object_or_404(CustomerSummary.objects.published().select_related("incident"), incident=number)
    context = {"section": "say", "summary": summary, "measures": CustomerMeasure.objects.filter(incident=number)}
    return render(request, "customers/say/summary.html", context)


def _unreached_because(person: User) -> str:
    """Why no message of customer updates reaches the person; empty where they do."""
    by = wanted(person, CUSTOMER_UPDATE)
    if by == Wanted.OFF:
        return OFF
    return "" if by == Wanted.INBOX or is_configured() else NO_MAIL


def _tell_followed(request: AuthedRequest, words: str) -> None:
    """What following does, or that nothing comes of it as things are."""
    if because := _unreached_because(request.user):
        messages.warning(request, f"You follow it, but no message comes: {because}. Profile → Messages changes that.")
    else:
        messages.success(request, words)


def _named(request: AuthedRequest) -> Incident | None:
    """The incident that the address names: one with words, or one that the person sees."""
    number = number_in(request.GET.get("incident", ""))
    if not number:
        return None
    told = Incident.objects.customer_facing() | Incident.objects.visible_to(request.user)
    return get_object_or_404(told.distinct(), pk=number)
