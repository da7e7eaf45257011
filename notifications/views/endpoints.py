"""Chats and webhooks: where messages are posted. Admins only, for an address lets its holder write there."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.http import AuthedRequest, admins_only
from core.errors import DomainError
from core.form_errors import errors_on, post_data, status_of
from notifications.forms import EndpointForm
from notifications.kinds import posted
from notifications.models import Endpoint
from notifications.services.endpoints import add_endpoint, edit_endpoint, queue_test, rotate_secret

PAGE = {"section": "settings", "tab": "endpoints"}


@admins_only
@require_GET
def endpoint_list(request: AuthedRequest) -> HttpResponse:
    """All of them, and what each answered last."""
    labels = posted()
    rows = [
        {"endpoint": one, "labels": [labels[name] for name in one.kinds if name in labels]}
        for one in Endpoint.objects.select_related("team")
    ]
    return render(request, "notifications/endpoints.html", PAGE | {"rows": rows})


@admins_only
@require_http_methods(["GET", "HEAD", "POST"])
def endpoint_new(request: AuthedRequest) -> HttpResponse:
    """A new one. The secret of a webhook is shown in the answer, and never again."""
    form = EndpointForm(post_data(request))
    if form.is_valid():
        with errors_on(form):
            endpoint, secret = add_endpoint(actor=request.user, details=form.details())
            if secret:
                return _secret_page(request, endpoint, secret)
            messages.success(request, f"{endpoint.name} was added. Send a test message to see whether it arrives.")
            return redirect("endpoint_edit", endpoint.pk)
    return render(request, "notifications/endpoint_form.html", PAGE | {"form": form}, status=status_of(form))


@admins_only
@require_http_methods(["GET", "HEAD", "POST"])
def endpoint_edit(request: AuthedRequest, pk: int) -> HttpResponse:
    """What is posted there, and how that went."""
    endpoint = get_object_or_404(Endpoint.objects.select_related("team"), pk=pk)
    form = EndpointForm(post_data(request), endpoint=endpoint)
    if form.is_valid():
        with errors_on(form):
            edit_endpoint(actor=request.user, endpoint=endpoint, details=form.details())
            messages.success(request, "Saved.")
            return redirect("endpoint_edit", endpoint.pk)
    context = PAGE | {"form": form, "endpoint": endpoint, "deliveries": endpoint.deliveries.order_by("-pk")[:10]}
    return render(request, "notifications/endpoint_form.html", context, status=status_of(form))


@admins_only
@require_POST
def endpoint_test(request: AuthedRequest, pk: int) -> HttpResponse:
    """Posts a message; its page says what became of it."""
    endpoint = get_object_or_404(Endpoint, pk=pk)
    try:
        client_uuid = uuid.UUID(request.POST.get("client_uuid", ""))
    except ValueError:
        raise DomainError("The form was incomplete, so nothing was sent. Go back and press the button again.") from None
    test = queue_test(endpoint=endpoint, actor=request.user, client_uuid=client_uuid)
    messages.success(request, "The test message is being sent. Reload this page to see what became of it.")
    return redirect(test)


@admins_only
@require_POST
def endpoint_secret(request: AuthedRequest, pk: int) -> HttpResponse:
    """Another secret, shown in the answer alone."""
    endpoint = get_object_or_404(Endpoint, pk=pk)
    return _secret_page(request, endpoint, rotate_secret(actor=request.user, endpoint=endpoint))


def _secret_page(request: AuthedRequest, endpoint: Endpoint, secret: str) -> HttpResponse:
    response = render(request, "notifications/endpoint_secret.html", PAGE | {"endpoint": endpoint, "secret": secret})
    response["Cache-Control"] = "no-store"
    return response
