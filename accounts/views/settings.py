"""The front page of the settings, the audit log, and one's own profile."""

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from accounts.filters import AuditFilter
from accounts.forms.people import ProfileForm
from accounts.http import AuthedRequest, admins_only, has_words, limited, managers_only
from accounts.models import AuditEvent
from accounts.permissions import is_admin
from accounts.selectors import audit_rows, memberships_of_person, role_counts
from accounts.services.profile import edit_profile
from core.chips import chips
from core.limits import Limit
from core.paging import paginate


@managers_only
@require_GET
def settings(request: AuthedRequest) -> HttpResponse:
    """What can be set up, and where."""
    context = {"section": "settings", "tab": "", "roles": role_counts(), "may_edit": is_admin(request.user)}
    return render(request, "accounts/settings.html", context)


@admins_only
@require_GET
@limited(Limit.SEARCHES, has_words)
def audit_log(request: AuthedRequest) -> HttpResponse:
    """Logins, changes of roles, rules and privacy, exports, redactions: newest first."""
    found = AuditFilter(request.GET, queryset=AuditEvent.objects.select_related("actor"), request=request)
    page = paginate(found.qs, request.GET.get("page", ""))
    context = {
        "section": "settings",
        "tab": "audit",
        "filter": found,
        "chips": chips(found.form, request.GET),
        "page": page,
        "rows": audit_rows(page),
    }
    return render(request, "accounts/audit_log.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: AuthedRequest) -> HttpResponse:
    """Own name and zone, and the way to password and second factor."""
    person = request.user
    form = ProfileForm(request.POST if request.method == "POST" else None, person=person)
    if form.is_valid():
        edit_profile(actor=person, **form.cleaned_data | {"zone": form.cleaned_data["zone"].iana})
        messages.success(request, "Saved.")
        return redirect("profile")
    context = {
        "section": "profile",
        "form": form,
        "memberships": memberships_of_person(person),
        "has_second_factor": is_mfa_enabled(person),
    }
    return render(request, "accounts/profile.html", context, status=422 if form.is_bound else 200)
