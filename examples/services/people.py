"""Makes the example people and teams."""

from django.db import transaction

from accounts.models import Team, TeamMembership, User
from examples.people import PEOPLE, TEAMS, ZONE


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
