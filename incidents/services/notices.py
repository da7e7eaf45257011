"""Messages of incidents: rows for the outbox, written in the transaction of their cause."""

from django.db.models import Q

from accounts.models import User
from incidents.enums import IncidentRole
from incidents.models import Incident, Report
from notifications.services.outbox import draft_delivery, queue_deliveries, queue_delivery

ANNOUNCED, ROLE_GIVEN, REPORT_STEP = "incident_announced", "role_given", "report_step"


def announce_incident(*, incident: Incident, actor: User, occasion: str) -> None:
    """Tells those concerned, when the severity announces: its role holders and the people of the services' teams.

    Without services, or when nobody is in their teams, all managers hear of it. Never for a past incident, never
    the actor, never somebody who cannot see it.
    """
    if incident.is_past or not incident.severity.announces:
        return
    queue_deliveries(
        drafts=[
            draft_delivery(
                kind=ANNOUNCED,
                recipient=person,
                dedup_key=f"announce:{incident.pk}:{incident.severity_id}:{incident.seq}:{person.pk}",
                payload={"incident": incident.pk, "occasion": occasion},
                reason=_why(incident, person),
            )
            for person in concerned_people(incident)
            if person != actor
        ]
    )


def concerned_people(incident: Incident) -> list[User]:
    """Active responders whom an announcement concerns and who may see the incident."""
    responders = User.objects.responders()
    roles = [pk for pk in (incident.lead_id, incident.communications_id, incident.scribe_id) if pk]
    people = responders.filter(Q(pk__in=roles) | Q(teams__services__incidents=incident)).distinct()
    chosen = list(people) or list(User.objects.managers())
    if not incident.is_private:
        return chosen
    members = set(incident.memberships.values_list("user", flat=True))
    return [person for person in chosen if person.pk in members]


def tell_role(*, incident: Incident, actor: User, role: IncidentRole, person: User) -> None:
    """Tells somebody that they were given a role; nobody is told what they did themselves."""
    if person == actor or incident.is_past:
        return
    queue_delivery(
        kind=ROLE_GIVEN,
        recipient=person,
        dedup_key=f"role:{incident.pk}:{role.value}:{incident.seq}:{person.pk}",
        payload={"incident": incident.pk, "role": role.value, "by": actor.pk},
        reason=f"{actor.name} gave you the role {role.label.lower()} in {incident.reference}.",
    )


def tell_reporter(*, report: Report, step: str) -> None:
    """Tells the reporter one step of their report: seen, joined, declined or resolved; each once."""
    queue_delivery(
        kind=REPORT_STEP,
        recipient=report.reporter,
        dedup_key=f"report:{report.pk}:{step}:{report.incident_id or 0}",
        payload={"report": report.pk, "step": step},
        reason=f"You reported {report.reference}.",
    )


def _why(incident: Incident, person: User) -> str:
    if person.pk == incident.lead_id:
        return f"You lead {incident.reference}."
    if person.pk in {incident.communications_id, incident.scribe_id}:
        return f"You have a role in {incident.reference}."
    return f"Your team looks after what {incident.reference} affects, or you are a manager."
