"""Policies: when action items and postmortems are due, who hears of them. Managers edit, and try before they save."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.http import AuthedRequest, managers_only
from accounts.models import User
from actions.models import ActionItem
from catalogue.models import Policy
from catalogue.selectors.policies import PolicyRule, PolicySet, active_policies, policies_in_order, rule_of
from catalogue.selectors.policy_warnings import warnings_of_notices, words_of_count
from catalogue.services import PolicyDetails, add_policy, edit_policy, move_policy, unsaved_rule
from core.form_errors import errors_on, post_data, status_of
from followthrough.forms.policies import AboutForm, PolicyForm, notice_forms
from followthrough.selectors.impact import ASK_FROM, Impact, impact_of
from followthrough.selectors.policy_rows import policy_rows, proposed_days, uncovered, warnings_of
from followthrough.selectors.trial import Trial, trial_of_incident, trial_of_item
from incidents.models import Incident
from incidents.services import note_private_read

PAGE = {"section": "settings", "tab": "policies"}
MEANT = "meant_mails"  # the button that answers whether so many mails are meant


@managers_only
@require_GET
def policy_list(request: AuthedRequest) -> HttpResponse:
    """All policies in order, and what applies to an action item or an incident that was named."""
    form = AboutForm(request.GET if "about" in request.GET else None)
    trial = _try(request, form, None) if form.is_valid() else None
    context = PAGE | {"policies": policy_rows(), "form": form, "trial": trial, "uncovered": uncovered()}
    return render(request, "followthrough/policies.html", context, status=status_of(form) if form.errors else 200)


@managers_only
@require_http_methods(["GET", "HEAD", "POST"])
def policy_new(request: AuthedRequest) -> HttpResponse:
    """A new policy; it begins with the days and notices of the first one in the list."""
    return _policy(request, None)


@managers_only
@require_http_methods(["GET", "HEAD", "POST"])
def policy_edit(request: AuthedRequest, pk: int) -> HttpResponse:
    """What it applies to, its days, and its notices."""
    return _policy(request, get_object_or_404(policies_in_order(), pk=pk))


@managers_only
@require_POST
def policy_move(request: AuthedRequest, pk: int, *, up: bool) -> HttpResponse:
    """One place up or down in the list."""
    move_policy(actor=request.user, policy=get_object_or_404(Policy, pk=pk), up=up)
    return redirect("policy_list")


def _policy(request: AuthedRequest, policy: Policy | None) -> HttpResponse:
    """Shows the form, adds an empty notice, says what a change would alter, or saves it."""
    data = post_data(request)
    like = policy or policies_in_order().filter(is_active=True).first()
    form = PolicyForm(data, policy=policy, like=like)
    notices = notice_forms(data, like, one_more="add" in request.POST)
    shown: dict[str, object] = {}
    if data is None and policy:
        shown = _never_as_it_says(notices, rule_of(policy))
    if data is not None and "add" not in data and form.is_valid() and notices.is_valid():
        details = form.details(notices.details())
        with errors_on(form):
            rule = unsaved_rule(details, present=policy)
            policies = _as_they_would_be(rule, details)
            if "see" not in data and (impact := _asked_about(request, policies, details)) is None:
                return _save(request, policy, details, form.cleaned_data.get("seen") or None)
            impact = impact if "see" not in data else impact_of(policies, request.user, name=details.name)
            shown = {"impact": impact, "trial": _try(request, form, policies), "asks": "see" not in data}
            shown["proposed"] = proposed_days(rule, rule_of(policy) if policy else None)
            shown |= _never_as_it_says(notices, rule)
    context = PAGE | {"form": form, "notices": notices, "policy": policy, "meant": MEANT} | shown
    context["warnings"] = warnings_of(policy) if policy else ()
    is_fine = "add" in request.POST or (bool(shown) and not form.errors and not shown.get("asks"))
    return render(request, "followthrough/policy_form.html", context, status=200 if is_fine else status_of(form))


def _as_they_would_be(rule: PolicyRule, details: PolicyDetails) -> PolicySet:
    """All policies as they would be."""
    return active_policies(instead=rule) if details.is_active else active_policies(without=rule.pk)


def _never_as_it_says(notices: Any, rule: PolicyRule) -> dict[str, object]:
    """Marks the notices that never come, or not when they say, and whether some days apply to nothing."""
    notices.warn(rule)
    return {"is_for_items_only": rule.is_for_items_only and rule.days != rule.days_that_apply}


def _asked_about(request: AuthedRequest, policies: PolicySet, details: PolicyDetails) -> Impact | None:
    """What it would alter, where it would send so many mails that the page asks once more; else None."""
    if MEANT in request.POST or User.objects.responders().count() < ASK_FROM:
        return None
    impact = impact_of(policies, request.user, name=details.name)
    return impact if impact.must_be_meant else None


def _save(request: AuthedRequest, policy: Policy | None, details: PolicyDetails, seen: str | None) -> HttpResponse:
    """Stores it. Where notices never come, or not when they say, its page opens again and shows them."""
    if policy is None:
        saved = add_policy(actor=request.user, details=details)
        messages.success(request, f"The policy {saved.name} was added.")
    else:
        saved = edit_policy(actor=request.user, policy=policy, details=details, seen=seen)
        messages.success(request, "Saved. Dates of action items and postmortems stay as they are.")
    if count := len(warnings_of_notices(unsaved_rule(details, present=saved))):
        messages.warning(request, f"{words_of_count(count)}: see below.")
        return redirect("policy_edit", pk=saved.pk)
    return redirect("policy_list")


def _try(request: AuthedRequest, form: AboutForm, policies: PolicySet | None) -> Trial | None:
    """What holds for what was named; None, with words on the form, where there is no such thing."""
    typed = form.cleaned_data["about"]
    if typed is None:
        return None
    if typed.prefix == ActionItem.PREFIX:
        items = ActionItem.objects.visible_to(request.user).select_related("incident")
        if item := items.filter(pk=typed.number).first():
            note_private_read(incident=item.incident, actor=request.user)
            return trial_of_item(item, policies)
    else:
        incidents = Incident.objects.visible_to(request.user).select_related("postmortem")
        if incident := incidents.filter(pk=typed.number).first():
            note_private_read(incident=incident, actor=request.user)
            return trial_of_incident(incident, policies)
    form.add_error("about", "There is none with this number, or you may not see it.")
    return None
