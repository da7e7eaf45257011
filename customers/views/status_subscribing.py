"""Getting the updates of the status page by e-mail: asked for, confirmed, ended. Only while the page is public."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from allauth.core.internal import ratelimit
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from core.form_errors import post_data, status_of
from core.views import too_many
from customers.forms.status_page import SubscribeForm
from customers.models import StatusPage
from customers.selectors.status_page.reading import company_and_clock
from customers.services.status_page.subscribing import (
    UnknownLink,
    ask_subscription,
    confirm_subscription,
    end_subscription,
    read_confirm,
    subscriber_behind,
)

P = ParamSpec("P")


def while_public(view: Callable[Concatenate[HttpRequest, P], HttpResponse]) -> Callable[..., HttpResponse]:
    """404 where the page is not public: what it says is not sent outside then."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not StatusPage.is_public_now():
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@while_public
def status_subscribe(request: HttpRequest) -> HttpResponse:
    """Asks for the address. The answer is the same whether it gets updates already, and whether a mail was sent."""
    form = SubscribeForm(post_data(request))
    if form.is_valid():
        email = form.cleaned_data["email"]
        if not ratelimit.consume(request, app="allauth.account", action="status_subscribe"):
            return too_many(request)
        if ratelimit.consume(request, app="allauth.account", action="status_subscribe_mail", key=email.lower()):
            ask_subscription(email=email, services=form.cleaned_data["services"])
        return _page(request, "asked", {"email": email})
    return _page(request, "subscribe", {"form": form}, status=status_of(form))


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@while_public
def status_confirm(request: HttpRequest, token: str) -> HttpResponse:
    """One button: a GET changes nothing, because mail servers follow links."""
    try:
        asked = read_confirm(token)
    except UnknownLink as error:
        return _page(request, "no_link", {"error": error}, status=error.status)
    subscriber = confirm_subscription(asked=asked) if request.method == "POST" else None
    return _page(request, "confirm", {"asked": asked, "subscriber": subscriber})


@login_not_required
@csrf_exempt  # mail programs send the one click without a page of ours, and the link is the right to do it
@require_http_methods(["GET", "HEAD", "POST"])
def status_end(request: HttpRequest, token: str) -> HttpResponse:
    """Ends the subscription, also when the page is no longer public."""
    try:
        subscriber = subscriber_behind(token)
    except UnknownLink as error:
        return _page(request, "no_link", {"error": error}, status=error.status)
    is_ended = subscriber is None
    if subscriber is not None and request.method == "POST":
        end_subscription(subscriber=subscriber)
        is_ended = True
    return _page(request, "end", {"subscriber": subscriber, "is_ended": is_ended})


def _page(request: HttpRequest, name: str, context: dict[str, object], status: int = 200) -> HttpResponse:
    """One of these pages, headed by the company's name."""
    company, _ = company_and_clock()
    return render(request, f"customers/status/{name}.html", context | {"company": company}, status=status)
