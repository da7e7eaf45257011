"""What is still to be done first in an incident that has just been declared."""

from dataclasses import dataclass

from accounts.models import User
from incidents.enums import Status
from incidents.models import Incident


@dataclass(frozen=True, slots=True)
class FirstSteps:
    """Each is true until somebody has done it."""

    take_lead: bool
    say_when: bool
    tell_customers: bool


def first_steps(incident: Incident, lead: User | None) -> FirstSteps | None:
    """While it is being investigated; None once nothing is left."""
    if incident.status != Status.INVESTIGATING:
        return None
    steps = FirstSteps(
        take_lead=lead is None,
        say_when=incident.impact_started_at is None,
        tell_customers=incident.is_customer_facing and not incident.is_private and not incident.public_summary,
    )
    return steps if steps.take_lead or steps.say_when or steps.tell_customers else None
