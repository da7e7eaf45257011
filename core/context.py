"""What every page knows about its request."""

from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, object]:
    """`request_id`: what error pages tell people to quote."""
    return {"request_id": getattr(request, "request_id", "")}
