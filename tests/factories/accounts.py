"""Makes people and teams."""

from itertools import count
from typing import Any

from accounts.enums import Role, UserKind
from accounts.models import Team, TeamMembership, User

_numbers = count(1)


def make_user(name: str = "Fatuma Ali", *, role: Role = Role.RESPONDER, **fields: Any) -> User:
    """A person with an address of their own."""
    n = next(_numbers)
    email = fields.pop("email", f"{name.split(maxsplit=1)[0].lower()}{n}@example.com")
    password = fields.pop("password", None)
    return User.objects.create_user(email, password, name=name, role=role, **fields)


def make_bot(name: str = "Pager", *, role: Role = Role.RESPONDER, **fields: Any) -> User:
    """Something that acts by itself."""
    return make_user(name, role=role, kind=UserKind.BOT, **fields)


def make_team(name: str = "", *, members: tuple[User, ...] = (), managers: tuple[User, ...] = ()) -> Team:
    """A team; managers are members too."""
    team = Team.objects.create(name=name or f"Team {next(_numbers)}")
    for person in {*members, *managers}:
        TeamMembership.objects.create(team=team, user=person, is_manager=person in managers)
    return team
