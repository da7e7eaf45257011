"""Removes the example people and teams, once what they wrote is deleted."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import ProtectedError

from accounts.enums import AuditAction
from accounts.models import Team, User
from accounts.services import audit, clear_example_lines


@dataclass(frozen=True, slots=True)
class ClearedPeople:
    """How many were removed, and the names of those who stay (deactivated), because real data refers to them."""

    removed: int
    kept: tuple[str, ...]


@transaction.atomic
def clear_example_people() -> ClearedPeople:
    """Removes example people and teams that no real data refers to; the other people are deactivated.

    Of the audit log, what example people did to example people goes with them; what touched real people stays.
    """
    examples = User.objects.filter(is_example=True)
    ids = list(examples.values_list("pk", flat=True))
    lines = clear_example_lines()
    _clear_teams(ids)
    kept = [person for person in examples if not _removed(person)]
    for person in kept:
        person.is_active = False
        person.session_epoch += 1
        person.save(update_fields=["is_active", "session_epoch"])
    names = tuple(person.name for person in kept)
    removed = len(ids) - len(kept)
    audit(
        actor=None,
        action=AuditAction.EXAMPLES,
        subject="Cleared the example data",
        detail={"people": removed, "kept": names, "lines of the audit log": lines},
    )
    return ClearedPeople(removed, names)


def _removed(person: User) -> bool:
    try:
        with transaction.atomic():
            person.delete()
    except ProtectedError:
        return False
    return True


def _clear_teams(examples: list[int]) -> None:
    for team in Team.objects.filter(is_example=True):
        is_real = team.memberships.exclude(user__in=examples).exists()
        if is_real or not _team_removed(team):
            team.is_example = False
            team.save(update_fields=["is_example"])


def _team_removed(team: Team) -> bool:
    try:
        with transaction.atomic():
            team.delete()
    except ProtectedError:
        return False
    return True
