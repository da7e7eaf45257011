"""Makes incidents that are over, and their postmortems."""

from datetime import timedelta
from typing import Any

from accounts.models import User
from catalogue.models import Severity
from core.clock import now
from incidents.enums import Status
from incidents.models import Incident, IncidentMember
from incidents.services.roles import RoleChange, assign_role
from postmortems.enums import SectionKind
from postmortems.models import Postmortem, PostmortemTemplate, Section, SectionRevision, TemplateSection
from postmortems.services.postmortems import change_status, open_postmortem
from postmortems.services.saving import save_section
from tests.factories.accounts import make_user


def make_over(*, lead: User | None = None, level: int = 2, members: tuple[User, ...] = (), **fields: Any) -> Incident:
    """An incident resolved an hour ago, without a timeline but for its lead; private when it has members."""
    over = now() - timedelta(hours=1)
    given = {
        "title": "Customers cannot pay",
        "severity_id": level,
        "status": Status.RESOLVED,
        "zone": "Africa/Nairobi",
        "declared_by": lead or make_user(),
        "is_private": bool(members),
        "impact_started_at": over - timedelta(hours=2),
        "began_at": over - timedelta(hours=2),
        "resolved_at": over,
    }
    incident = Incident.objects.create(**given | fields)
    incident.severity = Severity.objects.get(level=incident.severity_id)
    for member in members:
        IncidentMember.objects.create(incident=incident, user=member)
    if lead is not None:
        assign_role(incident=incident, actor=lead, change=RoleChange(role="lead", person=lead))
        incident.refresh_from_db()
    return incident


def make_postmortem(
    *,
    incident: Incident | None = None,
    author: User | None = None,
    summary: str = "",
    is_filled: bool = False,
    **fields: Any,
) -> Postmortem:
    """A draft with the template's sections, empty unless `is_filled`; `fields` go to the incident."""
    incident = incident or make_over(lead=author, **fields)
    postmortem = open_postmortem(incident=incident, actor=author or incident.declared_by)
    if not is_filled:
        SectionRevision.objects.filter(section__postmortem=postmortem).delete()
        postmortem.sections.update(body="", html="", version=0, is_filled=False)
    if summary:
        save(section_of(postmortem, SectionKind.SUMMARY), author or incident.declared_by, summary)
    return postmortem


def publish(postmortem: Postmortem, actor: User) -> Postmortem:
    """The whole way from draft to published."""
    if not section_of(postmortem, SectionKind.SUMMARY).body:
        save(section_of(postmortem, SectionKind.SUMMARY), actor, "Payments failed for two hours.")
    change_status(postmortem=postmortem, actor=actor, action="ask_review")
    return change_status(postmortem=postmortem, actor=actor, action="publish")


def section_of(postmortem: Postmortem, kind: SectionKind) -> Section:
    """Its section of that kind."""
    return postmortem.sections.get(kind=kind)


def save(section: Section, actor: User, body: str) -> Section:
    """An explicit save that saw everything."""
    return save_section(section=section, actor=actor, body=body, base_version=section.version).section


def make_template(name: str = "Payments", *headings: str, **fields: Any) -> PostmortemTemplate:
    """A template with these custom sections after a summary; `fields` are its conditions and its rule."""
    template = PostmortemTemplate.objects.create(name=name, **fields)
    sections = [TemplateSection(template=template, position=1, kind=SectionKind.SUMMARY, heading="Summary")]
    sections += [
        TemplateSection(template=template, position=position, heading=heading)
        for position, heading in enumerate(headings, start=2)
    ]
    TemplateSection.objects.bulk_create(sections)
    return template
