"""Teams and who belongs to them."""

from django.db import IntegrityError, transaction

from accounts.enums import AuditAction
from accounts.models import Team, TeamMembership, User
from accounts.services.auditing import audit
from core.errors import DomainError


@transaction.atomic
def create_team(*, actor: User, name: str) -> Team:
    """A new team. Raises DomainError when the name is taken."""
    team = Team(name=name.strip())
    _store(team)
    audit(
        actor=actor, action=AuditAction.TEAM_CHANGED, subject=team.name, detail={"team": team.pk, "change": "created"}
    )
    return team


@transaction.atomic
def edit_team(*, actor: User, team: Team, name: str, is_active: bool, report_minutes: int | None = None) -> Team:
    """Renames a team, closes it (nothing new is given to it) or opens it again; when its triage contacts hear."""
    team = Team.objects.select_for_update().get(pk=team.pk)
    wanted = {"name": name.strip(), "is_active": is_active, "report_minutes": report_minutes}
    changed = {field: [getattr(team, field), value] for field, value in wanted.items() if getattr(team, field) != value}
    if not changed:
        return team
    team.name, team.is_active, team.report_minutes = name.strip(), is_active, report_minutes
    _store(team)
    audit(actor=actor, action=AuditAction.TEAM_CHANGED, subject=team.name, detail={"team": team.pk, "changed": changed})
    return team


@transaction.atomic
def put_in_team(
    *, actor: User, team: Team, person: User, is_manager: bool, is_triage_contact: bool = False
) -> TeamMembership:
    """Makes the person a member, or changes whether they manage the team and hear of reports nobody looked at.

    Raises DomainError for who cannot log in.
    """
    Team.objects.select_for_update().get(pk=team.pk)
    if person.is_bot:
        raise DomainError(f"{person.name} is a bot and cannot join a team.", field="person")
    if not person.is_active:
        raise DomainError(f"{person.name} is deactivated and cannot join a team.", field="person")
    wanted = {"is_manager": is_manager, "is_triage_contact": is_triage_contact}
    membership, made = TeamMembership.objects.get_or_create(team=team, user=person, defaults=wanted)
    if not made and all(getattr(membership, name) == value for name, value in wanted.items()):
        return membership
    membership.is_manager, membership.is_triage_contact = is_manager, is_triage_contact
    membership.save(update_fields=list(wanted))
    change = f"{person.name} {'manages it' if is_manager else 'is a member'}"
    if is_triage_contact:
        change += " and a triage contact"
    audit(actor=actor, action=AuditAction.TEAM_CHANGED, subject=team.name, detail={"team": team.pk, "change": change})
    return membership


@transaction.atomic
def take_out_of_team(*, actor: User, team: Team, person: User) -> None:
    """Ends a membership; ending one that is over already changes nothing."""
    deleted, _ = TeamMembership.objects.filter(team=team, user=person).delete()
    if deleted:
        change = f"{person.name} left"
        audit(
            actor=actor, action=AuditAction.TEAM_CHANGED, subject=team.name, detail={"team": team.pk, "change": change}
        )


def _store(team: Team) -> None:
    try:
        with transaction.atomic():
            team.save()
    except IntegrityError as error:
        raise DomainError("A team with this name already exists.", field="name") from error
