"""What the navigation shows of incidents."""

from functools import cache

from django.http import HttpRequest

from accounts.permissions import is_responder
from incidents.models import Incident


def navigation(request: HttpRequest) -> dict[str, object]:
    """`open_incidents`: how many open incidents the person sees, without drills; counted once, when asked for."""
    user = getattr(request, "user", None)
    if user is None or not is_responder(user):
        return {}
    return {"open_incidents": cache(Incident.objects.visible_to(user).open().without_drills().count)}
