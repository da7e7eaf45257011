"""Example logins: one for each role, on a machine that nobody else can reach."""

from django.conf import settings
from django.db.models import QuerySet

from accounts.models import User


def example_logins_are_open() -> bool:
    """Only while DEBRIEF_EXAMPLE is on and the address is this machine itself."""
    return bool(settings.EXAMPLE and settings.BASE_IS_LOOPBACK)


def example_faces() -> QuerySet[User]:
    """The first example person of each role, whom the login page offers; nobody unless example logins are open."""
    people: QuerySet[User] = User.objects.active() if example_logins_are_open() else User.objects.none()
    first = people.filter(is_example=True).order_by("role", "pk").distinct("role")
    faces: QuerySet[User] = User.objects.filter(pk__in=first.values("pk")).order_by("pk")
    return faces
