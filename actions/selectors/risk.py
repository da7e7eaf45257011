"""Who can accept the risk that an action item will not be done."""

from django.db.models import Q

from accounts.models import TeamMembership
from accounts.permissions import MANAGING
from accounts.querysets import UserQuerySet
from actions.models import ActionItem
from incidents.querysets import people_seeing

WHO = "a manager, a manager of its team, or the lead of the incident"


def risk_takers(item: ActionItem) -> UserQuerySet:
    """Active managers, managers of its team and the lead, if they see the incident; by name."""
    leads = item.incident.role_assignments.leads().values("person")
    of_team = TeamMembership.objects.managers().filter(team=item.team_id).values("user")
    who = Q(role__in=MANAGING) | Q(pk__in=leads) | Q(pk__in=of_team)
    return people_seeing(item.incident).responders().filter(who).order_by("name", "pk")
