"""What the navigation shows of incidents."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.permissions import is_responder
from incidents.models import Incident


def navigation(request: HttpRequest) -> dict[str, object]:
    """`open_incidents`: how many open incidents the person may see; counted once, when a template asks."""
    user = getattr(request, "user", None)
    if user is None or not is_responder(user):
        return {}
    return {"open_incidents": SimpleLazyObject(lambda: Incident.objects.visible_to(user).open().count())}
