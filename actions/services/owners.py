"""Who may own an action item."""

from accounts.models import Team, User
from accounts.permissions import is_admin, why_not_owner
from actions.models import ActionItem
from core.errors import DomainError
from incidents.models import Incident
from incidents.querysets import people_seeing, sees_incident
from incidents.services import ensure_member


def check_owner(incident: Incident, actor: User, owner: User | None, *, make_member: bool) -> None:
    """Lets responders and above own it who may see the incident; `make_member` lets them see a private one.

    Raises DomainError; its field is `make_member` when the person has to answer that question.
    """
    if owner is None:
        return
    if why := why_not_owner(owner):
        raise DomainError(f"{owner.name} {why} and cannot own action items. Choose a responder.", field="owner")
    ensure_member(incident, owner, actor=actor, make_member=make_member)


def able_owner(person: User | None, incident: Incident) -> User | None:
    """The person, where they may own work and see the incident; else nobody."""
    if person is None or why_not_owner(person):
        return None
    return person if Incident.objects.visible_to(person).filter(pk=incident.pk).exists() else None


def refuse_verifier(item: ActionItem, owner: User | None) -> None:
    """DomainError where the new owner is who said whether the item works: nobody judges their own work."""
    if owner is not None and owner.pk == item.verified_by_id:
        raise DomainError(
            f"{owner.name} said whether {item.reference} works, so they cannot own it too. Choose somebody else, or "
            "reopen it first.",
            field="owner",
        )


def refuse_to_shut_out(*, incident: Incident, leaving: User | None) -> None:
    """For a locked private incident: DomainError when owners of open work would no longer see it.

    `leaving` is a member who is about to be none; None where the incident was just made private.
    """
    items = ActionItem.objects.unfinished().filter(incident=incident, owner__is_active=True).select_related("owner")
    if leaving is None:
        shut_out = items.exclude(owner__in=people_seeing(incident).values("pk"))
    elif sees_incident(is_private=True, is_member=False, is_admin=is_admin(leaving)):
        return
    else:
        shut_out = items.filter(owner=leaving)
    owned = "; ".join(f"{item.owner} owns {item.reference}" for item in shut_out.order_by("pk"))
    if owned:
        raise DomainError(
            f"{owned}. They would no longer see it: make them members first, or give it to somebody else.",
            field="members",
        )


def only_team(owner: User | None) -> Team | None:
    """The owner's team when they belong to just one."""
    teams = list(Team.objects.active().of(owner)[:2]) if owner else []
    return teams[0] if len(teams) == 1 else None
