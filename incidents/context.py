"""What the navigation shows of incidents."""

from functools import cache
from typing import Any

from django.db.models import Count, QuerySet
from django.http import HttpRequest

from accounts.permissions import is_responder, sight_of
from core.compiled_once import compiled_once
from incidents.models import Incident


def navigation(request: HttpRequest) -> dict[str, object]:
    """`open_incidents`: how many open incidents the person sees, without drills; counted once, when asked for."""
    user = getattr(request, "user", None)
    if user is None or not is_responder(user):
        return {}
    return {"open_incidents": cache(lambda: sum(_read_open(sight_of(user), person=user.pk)))}


@compiled_once
def _read_open(role: str, *, person: Any) -> "QuerySet[Incident, Any]":
    """Their number, in a row; no row where there are none."""
    found = Incident.objects.visible_as(role, person).open().without_drills()
    return found.order_by().values("is_drill").annotate(n=Count("pk")).values_list("n", flat=True)
