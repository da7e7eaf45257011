"""Following what customers are told, and what they may read of a postmortem."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from accounts.http import AuthedRequest
from core.form_errors import errors_on, post_data, status_of
from core.paging import number_in
from customers.forms.follows import FollowForm, PaceForm
from customers.models import CustomerSummary, Follow
from customers.services.follows import follow, unfollow
from incidents.models import Incident


def follow_list(request: AuthedRequest) -> HttpResponse:
    """What somebody follows; `?incident` offers to follow that one, else a service can be chosen."""
    incident = _named(request)
    form = FollowForm(post_data(request), incident=incident)
    if form.is_valid():
        with errors_on(form):
            follow(person=request.user, incident=incident, **form.cleaned_data)
            messages.success(request, "You hear of its customer updates from now on.")
            return redirect("follow_list")
    follows = Follow.objects.filter(person=request.user).select_related("incident", "service")
    context = {"section": "say", "form": form, "incident_number": incident.reference if incident else ""}
    context |= {"follows": [(each, PaceForm(initial={"pace": each.pace}, prefix=f"f{each.pk}")) for each in follows]}
    return render(request, "customers/say/following.html", context, status=status_of(form))


@require_POST
def follow_change(request: AuthedRequest, pk: int) -> HttpResponse:
    """Another pace."""
    found = get_object_or_404(Follow.objects.select_related("incident", "service"), pk=pk, person=request.user)
    form = PaceForm(request.POST, prefix=f"f{found.pk}")
    if form.is_valid():
        follow(person=request.user, incident=found.incident, service=found.service, **form.cleaned_data)
        messages.success(request, "Changed.")
    return redirect("follow_list")


@require_POST
def follow_end(request: AuthedRequest, pk: int) -> HttpResponse:
    """No longer."""
    unfollow(follow=get_object_or_404(Follow, pk=pk, person=request.user))
    return redirect("follow_list")


def customer_summary(request: AuthedRequest, number: int) -> HttpResponse:
    """What customers may read of a postmortem, for everybody who can log in."""
    summary = get_object_or_404(CustomerSummary.objects.published().select_related("incident"), incident=number)
    return render(request, "customers/say/summary.html", {"section": "say", "summary": summary})


def _named(request: AuthedRequest) -> Incident | None:
    """The incident that the address names: one with words, or one that the person sees."""
    number = number_in(request.GET.get("incident", ""))
    if not number:
        return None
    told = Incident.objects.customer_facing() | Incident.objects.visible_to(request.user)
    return get_object_or_404(told.distinct(), pk=number)
