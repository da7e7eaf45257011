"""Who is told of a draft that waits for approval, and of a letter that waits for its sign-off."""

from accounts.models import User
from catalogue.enums import BuiltInRole
from customers.models import LetterVersion, Update
from incidents.models import Incident, RoleAssignment
from incidents.querysets import people_seeing
from notifications.services import NewDelivery, queue_deliveries

UPDATE_DRAFTED, LETTER_WAITS = "update_drafted", "letter_waits"
APPROVERS = (BuiltInRole.COMMUNICATIONS, BuiltInRole.LEAD)


def tell_draft(*, incident: Incident, draft: Update, actor: User) -> None:
    """Tells communications and the lead, or every manager where nobody has either; nobody of what they wrote."""
    queue_deliveries(
        [
            NewDelivery(
                kind=UPDATE_DRAFTED,
                recipient=person,
                dedup_key=f"{UPDATE_DRAFTED}:{draft.pk}:{draft.version}:{person.pk}",
                payload={"incident": incident.pk, "update": draft.pk},
                reason=f"{why} in {incident.reference}, so you can approve customer updates.",
            )
            for person, why in _approvers(incident)
            if person != actor
        ]
    )


def tell_letter_waits(*, incident: Incident, version: LetterVersion, actor: User) -> None:
    """Tells the same people that a letter waits for its sign-off; not whoever asked."""
    queue_deliveries(
        [
            NewDelivery(
                kind=LETTER_WAITS,
                recipient=person,
                dedup_key=f"{LETTER_WAITS}:{version.pk}:{version.redactions}:{person.pk}",
                payload={"incident": incident.pk, "version": version.pk},
                reason=f"{why} in {incident.reference}, so you can sign letters off.",
            )
            for person, why in _approvers(incident)
            if person != actor
        ]
    )


def _approvers(incident: Incident) -> list[tuple[User, str]]:
    held = RoleAssignment.objects.current().filter(incident=incident, role__in=APPROVERS)
    people = {each.person: f"You have the role {each.role.noun}" for each in held.select_related("person", "role")}
    if not people:
        managers = people_seeing(incident).managers()
        people = dict.fromkeys(managers, "Nobody has the lead or communications")
    return sorted(people.items(), key=lambda pair: pair[0].pk)
