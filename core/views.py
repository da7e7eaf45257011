"""Pages that belong to no app: errors."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: it is not there, or not for you; the page does not tell which."""
    return render(request, "core/not_found.html", status=404)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: you may see it, but your role may not do this."""
    return render(request, "core/forbidden.html", status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: says the request id to quote; uses no database."""
    return render(request, "core/server_error.html", {"request_id": getattr(request, "request_id", "")}, status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page was open for so long, or in another session, that its form is no longer valid."""
    return render(request, "core/csrf_failure.html", {"typed": _typed(request)}, status=403)


def _typed(request: HttpRequest) -> list[str]:
    """What the person typed, to copy: nothing typed is lost. Passwords and tokens are left out."""
    secret = {"csrfmiddlewaretoken", "client_uuid"}
    return [
        value
        for name, value in request.POST.items()
        if isinstance(value, str) and value.strip() and name not in secret and "password" not in name
    ]
