"""Who has which role in an incident, who had it before, and the lead as a column of other reads."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, Subquery
from django.db.models.expressions import Combinable

from accounts.models import User
from catalogue.enums import BuiltInRole
from catalogue.models import IncidentRole
from incidents.enums import EntryKind
from incidents.models import Incident, RoleAssignment
from incidents.querysets import RoleAssignmentQuerySet
from incidents.selectors.facts import interval_words
from incidents.selectors.zones import ShownZone


@dataclass(frozen=True, slots=True)
class FormerHolder:
    """Somebody who had a role, and from when to when in words."""

    name: str
    span: str


@dataclass(frozen=True, slots=True)
class RoleShown:
    """A role, who has it, and who had it before, the last one first."""

    slug: str
    name: str
    person: User | None
    before: list[FormerHolder]


def lead_of(incident: Incident) -> User | None:
    """Who leads it now; one query."""
    assignment = RoleAssignment.objects.leads().filter(incident=incident).select_related("person").first()
    return assignment.person if assignment else None


def lead_names(incidents: Collection[int]) -> dict[int, str]:
    """Who leads each of these incidents, by its number; one query."""
    return dict(RoleAssignment.objects.leads().filter(incident__in=incidents).values_list("incident", "person__name"))


def lead_column(incident: Combinable, column: str) -> Subquery:
    """A column of the person who leads, such as `person__name`, beside rows that know their `incident` (OuterRef)."""
    return Subquery(RoleAssignment.objects.leads().filter(incident=incident).order_by().values(column)[:1])


def holders_by_role(incident: Incident) -> dict[str, User]:
    """Who has which role now, by its short name; one query."""
    current = RoleAssignment.objects.current().filter(incident=incident).select_related("person")
    return {assignment.role_id: assignment.person for assignment in current}


def with_assignments() -> "Prefetch[str, RoleAssignmentQuerySet, str]":
    """Everybody who has or had a role, to be read with incidents; one query."""
    assignments = RoleAssignment.objects.select_related("person", "given_in", "ended_in").only(
        "incident",
        "role",
        "person__name",
        "given_in__happened_at",
        "given_in__kind",
        "given_in__author",
        "ended_in__happened_at",
    )
    return Prefetch("role_assignments", assignments)


def roles_shown(incident: Incident, zone: ShownZone) -> list[RoleShown]:
    """All roles that are given to people, and retired ones that somebody had here; read it `with_assignments`."""
    assignments = sorted(incident.role_assignments.all(), key=lambda each: each.pk, reverse=True)
    named = {assignment.role_id for assignment in assignments}
    return [
        _role_shown(incident, role, [each for each in assignments if each.role_id == role.pk], zone)
        for role in IncidentRole.objects.all()
        if role.is_active or role.pk in named
    ]


def _role_shown(
    incident: Incident, role: IncidentRole, assignments: list[RoleAssignment], zone: ShownZone
) -> RoleShown:
    return RoleShown(
        slug=role.slug,
        name=role.name,
        person=next((each.person for each in assignments if each.is_current), None),
        before=[
            FormerHolder(each.person.name, interval_words(_since(incident, each), each.until, "", zone))
            for each in assignments
            if not each.is_current
        ],
    )


def _since(incident: Incident, assignment: RoleAssignment) -> datetime | None:
    """Unknown for a role that was named when a past incident was recorded: that entry says when it was recorded."""
    is_unknown = incident.is_past and assignment.given_in.kind == EntryKind.DECLARED
    return None if is_unknown else assignment.since


def role_to_hand_over(roles: list[RoleShown], viewer: User, *, may_lead: bool) -> str:
    """The role that the head offers to hand over: one's own, else the lead where they may; empty if there is none."""
    own = (role.slug for role in roles if role.person == viewer)
    lead = next((role.slug for role in roles if may_lead and role.slug == BuiltInRole.LEAD and role.person), "")
    return next(own, lead)
