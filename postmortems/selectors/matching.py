"""Which template an incident's postmortem begins from, why, and whether one is required."""

from collections.abc import Sequence
from dataclasses import dataclass

from catalogue.enums import Level
from incidents.enums import Status
from incidents.models import Incident
from postmortems.enums import IncidentKind, Requirement
from postmortems.models import PostmortemTemplate, Waiver

# What a template can ask of an incident. One that names something further left is more specific than all that do not.
CONDITIONS = ("service", "team", "severity", "kind")


@dataclass(frozen=True, slots=True)
class Traits:
    """What the conditions look at. The teams of an incident are those of its services."""

    service: frozenset[int]
    team: frozenset[int]
    severity: frozenset[int]
    kind: frozenset[str]


@dataclass(frozen=True, slots=True)
class Match:
    """The template that won and the reason; without one there is no template in use that fits."""

    template: PostmortemTemplate | None
    why: str


@dataclass(frozen=True, slots=True)
class Rule:
    """Whether a postmortem is required, and the words after `No postmortem;` or before `a postmortem`."""

    required: bool
    why: str


def kind_of(incident: Incident) -> IncidentKind:
    """A drill, a near miss, or an incident."""
    if incident.is_drill:
        return IncidentKind.DRILL
    return IncidentKind.NEAR_MISS if incident.is_near_miss else IncidentKind.INCIDENT


def traits_of(incident: Incident, *, with_services: bool = True) -> Traits:
    """What the conditions look at; one query, none without services."""
    services = list(incident.services.values_list("pk", "team")) if with_services else []
    return Traits(
        service=frozenset(pk for pk, _ in services),
        team=frozenset(team for _, team in services if team is not None),
        severity=frozenset({incident.severity_id}),
        kind=frozenset({kind_of(incident)}),
    )


def templates_in_use() -> list[PostmortemTemplate]:
    """Those that can match, in the managers' order, with what they name."""
    return list(PostmortemTemplate.objects.active().select_related("service", "team", "severity"))


def match_of(incident: Incident, templates: Sequence[PostmortemTemplate] | None = None) -> Match:
    """The most specific template that fits; of two alike, the one that managers put first. Two queries at most."""
    among = templates_in_use() if templates is None else templates
    asks_services = any(template.service_id or template.team_id for template in among)
    traits = traits_of(incident, with_services=asks_services)
    fitting = [template for template in among if _fits(template, traits)]
    if not fitting:
        return Match(None, "no template in use fits this incident")
    found = min(fitting, key=_rank)
    others = len(fitting) - 1
    also = {0: "", 1: "; another one fits as well, but is less specific or comes later"}
    many = f"; {others} others fit as well, but are less specific or come later"
    return Match(found, f"{reasons(found)}{also.get(others, many)}")


def _asked(template: PostmortemTemplate, condition: str) -> int | str | None:
    """What the template asks for; None or empty for anything."""
    asked: int | str | None = getattr(template, condition if condition == "kind" else f"{condition}_id")
    return asked


def _fits(template: PostmortemTemplate, traits: Traits) -> bool:
    asked = {condition: _asked(template, condition) for condition in CONDITIONS}
    return all(not value or value in getattr(traits, condition) for condition, value in asked.items())


def _rank(template: PostmortemTemplate) -> tuple[object, ...]:
    """The lowest wins: the more specific one, then the managers' order, then the older one."""
    leaves_open = tuple(not _asked(template, condition) for condition in CONDITIONS)
    is_new = template.pk is None
    return (*leaves_open, template.position, is_new, template.pk or 0)


def reasons(template: PostmortemTemplate) -> str:
    """What it asks for, in words: `it is for the service Shop and SEV1`."""
    asked = []
    if template.service:
        asked.append(f"the service {template.service.name}")
    if template.team:
        asked.append(f"services of the team {template.team.name}")
    if template.severity_id:
        asked.append(str(Level(template.severity_id).label))
    if template.kind:
        asked.append({"incident": "incidents", "near_miss": "near misses", "drill": "drills"}[template.kind])
    return f"it is for {' and '.join(asked)}" if asked else "it is for every incident"


def rule_of(incident: Incident, template: PostmortemTemplate | None) -> Rule:
    """Whether the incident requires a postmortem: as its template says, else as its severity does.

    A cancelled incident requires none, and a drill only where a template for drills says so. A waiver comes on top.
    """
    if incident.status == Status.CANCELLED:
        return Rule(required=False, why="a cancelled incident does not require one")
    says = template.requirement if template else Requirement.BY_SEVERITY
    if incident.is_drill and not (template and template.kind == IncidentKind.DRILL and says == Requirement.REQUIRED):
        return Rule(required=False, why="a drill does not require one")
    if template and says == Requirement.REQUIRED:
        return Rule(required=True, why=f"the template “{template.name}” requires")
    if template and says == Requirement.OPTIONAL:
        return Rule(required=False, why=f"the template “{template.name}” makes it optional")
    severity = Level(incident.severity_id).label
    if incident.severity.postmortem_required:
        return Rule(required=True, why=f"{severity} requires")
    return Rule(required=False, why=f"{severity} does not require one")


def waiver_of(incident: Incident) -> Waiver | None:
    """The waiver of its postmortem, with who gave it; no query where there is none."""
    if not incident.postmortem_waived:
        return None
    return Waiver.objects.filter(incident=incident).select_related("waived_by").first()


def is_required(incident: Incident) -> bool:
    """What the rules say now, waivers included; one query for most incidents."""
    templates = templates_in_use()
    decide = any(template.requirement != Requirement.BY_SEVERITY for template in templates)
    template = match_of(incident, templates).template if decide else None
    return rule_of(incident, template).required and not incident.postmortem_waived
