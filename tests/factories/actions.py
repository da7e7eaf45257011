"""Makes action items, straight into the database (tests of services use the services)."""

from itertools import count
from typing import Any

from accounts.models import User
from actions.models import ActionItem, ActionTemplate
from incidents.models import Incident
from incidents.services.roles import RoleChange, assign_role
from postmortems.models import Factor, Measure, Postmortem
from tests.factories.accounts import make_user

_numbers = count(1)


def make_incident(*, lead: User | None = None, members: tuple[User, ...] = (), **fields: Any) -> Incident:
    """A plain incident; `members` make sense on a private one."""
    fields.setdefault("title", f"Customers cannot pay {next(_numbers)}")
    fields.setdefault("severity_id", 2)
    if "declared_by" not in fields:
        fields["declared_by"] = make_user("Brian Kimani")
    is_private = fields.pop("is_private", False)
    incident = Incident.objects.create(**fields)
    incident.members.set(members)
    if lead is not None:
        assign_role(incident=incident, actor=incident.declared_by, change=RoleChange("lead", lead))
    if is_private:
        Incident.objects.filter(pk=incident.pk).update(is_private=True)
        incident.is_private = True
    return incident


def make_postmortem(incident: Incident, **fields: Any) -> Postmortem:
    """A draft without sections."""
    return Postmortem.objects.create(incident=incident, **fields)


def make_factor(postmortem: Postmortem, text: str = "No alert on evictions") -> Factor:
    """A factor of the postmortem."""
    return Factor.objects.create(postmortem=postmortem, text=text)


def make_measure(postmortem: Postmortem, text: str = "Alert on evictions") -> Measure:
    """A measure of the postmortem."""
    return Measure.objects.create(postmortem=postmortem, text=text)


def make_action_template(title: str = "Add an alert", **fields: Any) -> ActionTemplate:
    """A template of action items."""
    return ActionTemplate.objects.create(title=title, **fields)


def make_action_item(incident: Incident | None = None, **fields: Any) -> ActionItem:
    """An action item as it stands; nothing is recorded or sent."""
    incident = incident or make_incident()
    fields.setdefault("title", f"Alert on evicted sessions {next(_numbers)}")
    fields.setdefault("created_by", incident.declared_by)
    return ActionItem.objects.create(incident=incident, **fields)
