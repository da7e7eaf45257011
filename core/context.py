"""What every page knows about the installation."""

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, object]:
    """`example`: sample data is loaded and may be cleared; every page says so."""
    return {"example": settings.EXAMPLE, "request_id": getattr(request, "request_id", "")}
