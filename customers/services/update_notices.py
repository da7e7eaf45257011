"""Who is told of a draft that waits for approval."""

from accounts.models import User
from catalogue.enums import BuiltInRole
from customers.models import Update
from incidents.models import Incident, RoleAssignment
from incidents.querysets import people_seeing
from notifications.services import NewDelivery, queue_deliveries

UPDATE_DRAFTED = "update_drafted"
APPROVERS = (BuiltInRole.COMMUNICATIONS, BuiltInRole.LEAD)


def tell_draft(*, incident: Incident, draft: Update, actor: User) -> None:
    """Tells communications and the lead, or every manager where nobody has either; nobody of what they wrote."""
    held = RoleAssignment.objects.current().filter(incident=incident, role__in=APPROVERS)
    people = {each.person: f"You have the role {each.role.noun}" for each in held.select_related("person", "role")}
    if not people:
        managers = people_seeing(incident).managers()
        people = dict.fromkeys(managers, "Nobody has the lead or communications")
    queue_deliveries(
        [
            NewDelivery(
                kind=UPDATE_DRAFTED,
                recipient=person,
                dedup_key=f"{UPDATE_DRAFTED}:{draft.pk}:{draft.version}:{person.pk}",
                payload={"incident": incident.pk, "update": draft.pk},
                reason=f"{why} in {incident.reference}, so you can approve customer updates.",
            )
            for person, why in sorted(people.items(), key=lambda pair: pair[0].pk)
            if person != actor
        ]
    )
