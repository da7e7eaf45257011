"""The example people and teams: one login per role, on a machine that nobody else can reach."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from accounts.enums import Role
from accounts.models import Team, TeamMembership, User

ZONE = "Africa/Nairobi"


@dataclass(frozen=True, slots=True)
class ExamplePerson:
    """Somebody of the example company."""

    name: str
    email: str
    role: Role
    teams: tuple[str, ...] = ()
    manages: tuple[str, ...] = ()


PEOPLE = (
    ExamplePerson("Peter Njoroge", "peter@example.com", Role.REPORTER),
    ExamplePerson("Amina Otieno", "amina@example.com", Role.RESPONDER, ("Platform",)),
    ExamplePerson("Brian Kimani", "brian@example.com", Role.RESPONDER, ("Platform", "Shop")),
    ExamplePerson("Fatuma Ali", "fatuma@example.com", Role.RESPONDER, ("Shop",)),
    ExamplePerson("Grace Wanjiru", "grace@example.com", Role.MANAGER, manages=("Platform", "Shop")),
    ExamplePerson("Daniel Mwangi", "daniel@example.com", Role.ADMIN),
)
TEAMS = ("Platform", "Shop")
# Whom the login page offers for each role.
FACES: Mapping[str, str] = MappingProxyType(
    {
        Role.REPORTER: "peter@example.com",
        Role.RESPONDER: "amina@example.com",
        Role.MANAGER: "grace@example.com",
        Role.ADMIN: "daniel@example.com",
    }
)


@transaction.atomic
def load_example_people() -> dict[str, User]:
    """Makes the people and teams that are not there yet; returns the people by first name in lower case.

    Somebody real who has one of the addresses is left alone, and then that example person is missing.
    """
    teams = {name: Team.objects.get_or_create(name=name, defaults={"is_example": True})[0] for name in TEAMS}
    people: dict[str, User] = {}
    for example in PEOPLE:
        person = User.objects.filter(email=example.email).first()
        if person is None:
            person = User.objects.create_user(
                example.email, None, name=example.name, role=example.role, zone=ZONE, is_example=True
            )
        if not person.is_example:
            continue
        for team in {*example.teams, *example.manages}:
            TeamMembership.objects.get_or_create(
                team=teams[team], user=person, defaults={"is_manager": team in example.manages}
            )
        people[example.name.split()[0].lower()] = person
    return people


def example_logins_are_open() -> bool:
    """Only while DEBRIEF_EXAMPLE is on and the address is this machine itself."""
    return bool(settings.EXAMPLE and settings.BASE_IS_LOOPBACK)


def example_faces() -> QuerySet[User]:
    """The people the login page offers, from reporter to admin; nobody unless example logins are open."""
    people: QuerySet[User] = User.objects.active() if example_logins_are_open() else User.objects.none()
    return people.filter(is_example=True, email__in=FACES.values()).order_by("pk")
