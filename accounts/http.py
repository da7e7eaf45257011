"""Typed requests, and the decorators of views that only some roles may open."""

import json
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows import reauthentication
from allauth.core.exceptions import ImmediateHttpResponse
from django.core.exceptions import PermissionDenied
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import urlencode
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

from accounts.models import User
from accounts.permissions import is_admin, is_manager, is_responder
from core.files import megapixels_to_decode
from core.limits import Limit, spend
from core.typed import typed_in
from core.views import notice

P = ParamSpec("P")
FOR_MANAGERS = "Only managers and admins have access to this."
FOR_ADMINS = "Only admins have access to this."
KEPT_OF_A_REQUEST = (  # beginnings of the names of headers and facts
    "CONTENT_TYPE",
    "CSRF_COOKIE",  # which is not secret to the session: the forms of other tabs need it
    "HTTP_ACCEPT",
    "HTTP_HOST",
    "HTTP_HX_",
    "HTTP_USER_AGENT",
    "HTTP_X_FORWARDED_",
    "PATH_INFO",
    "QUERY_STRING",
    "REMOTE_",
    "REQUEST_METHOD",
    "SCRIPT_NAME",
    "SERVER_",
)


class AuthedRequest(HttpRequest):
    """A request of somebody who is logged in (LoginRequiredMiddleware holds that for every view)."""

    user: User
    htmx: HtmxDetails


View = Callable[Concatenate[AuthedRequest, P], HttpResponseBase]


def responders_only(view: View[P]) -> View[P]:
    """404 for reporters: for them, the pages of engineers do not exist."""

    @wraps(view)
    def guarded(request: AuthedRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not is_responder(request.user):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def managers_only(view: View[P]) -> View[P]:
    """404 for reporters, 403 for responders."""

    @wraps(view)
    def guarded(request: AuthedRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not is_manager(request.user):
            raise PermissionDenied(FOR_MANAGERS) if is_responder(request.user) else Http404
        return view(request, *args, **kwargs)

    return guarded


def admins_only(view: View[P]) -> View[P]:
    """404 for reporters, 403 for responders and managers."""

    @wraps(view)
    def guarded(request: AuthedRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not is_admin(request.user):
            raise PermissionDenied(FOR_ADMINS) if is_responder(request.user) else Http404
        return view(request, *args, **kwargs)

    return guarded


def limited(kind: Limit, counted: Callable[[HttpRequest], int] = lambda _: 1) -> Callable[[View[P]], View[P]]:
    """429 in words for somebody who asks more often than `kind` allows. `counted` says how much a request is, or 0.

    It stands below the decorators that say who may: what is not there for somebody is not counted.
    """

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: AuthedRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if cost := counted(request):
                spend(kind, request.user.pk, cost)
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def has_words(request: HttpRequest) -> int:
    """1 for a list that is searched."""
    return int(bool(request.GET.get("q")))


def files_sent(request: HttpRequest) -> int:
    """How many files come with it."""
    return sum(len(files) for _, files in request.FILES.lists())


def megapixels_sent(request: HttpRequest) -> int:
    """How many million pixels come with it, counted before any is decoded."""
    return megapixels_to_decode([file for _, files in request.FILES.lists() for file in files])


def is_sent(request: HttpRequest) -> int:
    """1 for a form that is sent, 0 for one that is opened."""
    return int(request.method == "POST")


def require_recent_login(request: AuthedRequest) -> None:
    """Asks who did not log in or confirm lately to confirm that it is them; what they sent is done afterwards.

    Raises what allauth turns into the way there. Who has nothing to confirm with, as an example person, goes on.
    """
    if not reauthentication.is_reauthentication_required(request, app="accounts"):
        return
    address, following = _way_to_confirm(request), request.get_full_path()
    reauthentication.suspend_request(request, address)
    if request.method == "POST":
        kept = request.session[reauthentication.STATE_SESSION_KEY]["request"]
        request.session[reauthentication.STATE_SESSION_KEY] = {"request": _without_cookies(kept)}
        following = request.path  # allauth goes on there with what was sent, of which the query is a part
    way = f"{address}?{urlencode({'next': following})}"
    # The page goes there, not the part of it that was asked for.
    raise ImmediateHttpResponse(HttpResponseClientRedirect(way) if request.htmx else HttpResponseRedirect(way))


def recent_login_required(view: View[P]) -> View[P]:
    """For what cannot be undone or gives rights: the page is opened, and sent, by who logged in or confirmed lately."""

    @wraps(view)
    def guarded(request: AuthedRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        require_recent_login(request)
        return view(request, *args, **kwargs)

    return guarded


def recent_login_for_redaction(view: View[P]) -> View[P]:
    """The same for what is sent to be forgotten: no session keeps it. The answer has the rest, to be sent again."""

    @wraps(view)
    def guarded(request: AuthedRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if request.method != "POST":
            require_recent_login(request)
        elif reauthentication.is_reauthentication_required(request, app="accounts"):
            page = {"typed": typed_in(request), "confirm": _way_to_confirm(request)}
            if request.htmx:
                return notice(request, "accounts/confirm_first_fragment.html", 403, page)
            return render(request, "accounts/confirm_first.html", page, status=403)
        return view(request, *args, **kwargs)

    return guarded


def _way_to_confirm(request: AuthedRequest) -> str:
    return str(get_adapter().get_reauthentication_methods(request.user)[0]["url"])


def _without_cookies(stored: str) -> str:
    """What allauth keeps of a request, with no more of its headers than are needed to do it later."""
    kept = json.loads(stored)
    kept["META"] = {name: value for name, value in kept["META"].items() if name.startswith(KEPT_OF_A_REQUEST)}
    return json.dumps(kept)


def refusals_are_422(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """For views of others: a bound form with errors is answered with 422, as everywhere here."""

    @wraps(view)
    def answered(request: HttpRequest, /, *args: object, **kwargs: object) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        context = getattr(response, "context_data", None) or {}
        forms = [form for name in ("form", "webauthn_form") if isinstance(form := context.get(name), BaseForm)]
        if request.method == "POST" and any(form.errors for form in forms):
            response.status_code = 422
        return response

    return answered
