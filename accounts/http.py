"""Typed requests, and the decorators of views that only some roles may open."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.core.exceptions import PermissionDenied
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponseBase
from django_htmx.middleware import HtmxDetails

from accounts.models import User
from accounts.permissions import is_admin, is_manager, is_responder
from core.limits import Dear, spend

P = ParamSpec("P")
FOR_MANAGERS = "Only managers and admins have access to this."
FOR_ADMINS = "Only admins have access to this."


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


def limited(kind: Dear, counted: Callable[[HttpRequest], int] = lambda _: 1) -> Callable[[View[P]], View[P]]:
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


def is_sent(request: HttpRequest) -> int:
    """1 for a form that is sent, 0 for one that is opened."""
    return int(request.method == "POST")


def refusals_are_422(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """For views of others: a bound form with errors is answered with 422, as everywhere here."""

    @wraps(view)
    def answered(request: HttpRequest, /, *args: object, **kwargs: object) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        form = (getattr(response, "context_data", None) or {}).get("form")
        if request.method == "POST" and isinstance(form, BaseForm) and form.errors:
            response.status_code = 422
        return response

    return answered
