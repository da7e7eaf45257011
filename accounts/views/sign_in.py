"""Logging in: the login page, example logins, invitations and sign-in links."""

from typing import Any

from allauth.account import views as allauth
from allauth.account.utils import get_next_redirect_url, perform_login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts.examples import example_faces
from accounts.forms.people import AcceptForm
from accounts.models import Company
from accounts.services.invitations import accept_invitation
from accounts.services.links import Link, person_of_link
from accounts.services.sign_in import use_sign_in_link


class LoginView(allauth.LoginView):
    """allauth's login page, with the example people beside it where they are open."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """`faces`: whom one can log in as without a password."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"faces": example_faces()}


@login_not_required
@require_POST
def example_login(request: HttpRequest, role: str) -> HttpResponseBase:
    """Logs in as the example person of the role; 404 wherever example logins are not open."""
    person = next((face for face in example_faces() if face.role == role), None)
    if person is None:
        raise Http404
    response: HttpResponseBase = perform_login(request, person, redirect_url=get_next_redirect_url(request))
    return response


@login_not_required
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponseBase:
    """An invited person chooses a password, and is logged in."""
    person = person_of_link(Link.INVITATION, token)
    form = AcceptForm(request.POST if request.method == "POST" else None, person=person)
    if not form.is_valid():
        context = {"form": form, "person": person, "company": Company.objects.first()}
        return render(request, "accounts/invitation.html", context, status=422 if form.is_bound else 200)
    person = accept_invitation(token=token, password=form.cleaned_data["password"])
    response: HttpResponseBase = perform_login(request, person)
    return response


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_link(request: HttpRequest, token: str) -> HttpResponseBase:
    """Asks for a click first, because mail programs and chats open links by themselves."""
    if request.method != "POST":
        return render(request, "accounts/sign_in_link.html", {"person": person_of_link(Link.SIGN_IN, token)})
    person = use_sign_in_link(token=token)
    response: HttpResponseBase = perform_login(request, person)
    return response
