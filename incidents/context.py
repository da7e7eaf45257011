"""What the navigation shows of incidents."""

from functools import cache
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.enums import Role
from accounts.models import User
from accounts.permissions import is_responder
from core.prepared import PreparedRead
from incidents.models import Incident


def navigation(request: HttpRequest) -> dict[str, object]:
    """`open_incidents`: how many open incidents the person may see; counted once, when a template asks."""
    user = getattr(request, "user", None)
    if user is None or not is_responder(user):
        return {}
    return {"open_incidents": cache(lambda: _count_open(user))}


def _count_open(user: User) -> int:
    return _OPEN_TO_ADMINS.count() if user.role == Role.ADMIN else _OPEN_TO_OTHERS.count(user.pk)


def _open_to(role: Role, pk: int | None = None) -> QuerySet[Incident, Any]:
    return Incident.objects.visible_to(User(pk=pk, role=role)).open().values_list("pk")


_OPEN_TO_ADMINS = PreparedRead(lambda: _open_to(Role.ADMIN), numbers=0)
_OPEN_TO_OTHERS = PreparedRead(lambda pk: _open_to(Role.RESPONDER, pk))
