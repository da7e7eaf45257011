"""Templates of postmortems: which incidents they are for, what they ask, whether a postmortem is required."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from hashlib import sha256

from django.db import IntegrityError, transaction

from accounts.enums import AuditAction
from accounts.models import Team, User
from accounts.services import audit
from catalogue.models import Service, Severity
from core.errors import Conflict, DomainError
from postmortems.enums import IncidentKind, Requirement, SectionKind
from postmortems.models import PostmortemTemplate, TemplateSection
from postmortems.services.sections import MAX_HEADING, MAX_SECTIONS

NEEDED = (
    "Keep one template in use that is for every incident (no service, team, severity or kind), so that each incident "
    "has one. Nothing was stored."
)


@dataclass(frozen=True, slots=True)
class SectionDetails:
    """One section of a template. Without a heading it has the name of its kind."""

    kind: SectionKind = SectionKind.CUSTOM
    heading: str = ""
    guidance: str = ""
    is_required: bool = False
    is_for_customers: bool = False


@dataclass(frozen=True, slots=True)
class TemplateDetails:
    """A template: its sections in order, what an incident must be for it, and its place among those alike."""

    name: str
    sections: tuple[SectionDetails, ...]
    position: int = 0
    service: Service | None = None
    team: Team | None = None
    severity: Severity | None = None
    kind: IncidentKind = IncidentKind.ANY
    requirement: Requirement = Requirement.BY_SEVERITY
    is_active: bool = True


COLUMNS = ("name", "position", "service", "team", "severity", "kind", "requirement", "is_active")
SECTION_COLUMNS = ("kind", "heading", "guidance", "is_required", "is_for_customers")


class TemplateChanged(Conflict):
    """Another manager changed the template since it was shown. `present` identifies what it is now."""

    def __init__(self, present: str) -> None:
        super().__init__(
            "Somebody else changed this template after you opened it. Nothing was stored; what you typed is kept "
            "below. Look at theirs in another tab; if you save again, yours takes its place."
        )
        self.present = present


@transaction.atomic
def add_template(*, actor: User, details: TemplateDetails) -> PostmortemTemplate:
    """A new template, for postmortems opened from now on. DomainError as `checked` says, or when the name is taken."""
    return _save(PostmortemTemplate(), actor, details, "added")


@transaction.atomic
def edit_template(
    *, actor: User, template: PostmortemTemplate, details: TemplateDetails, seen: str | None = None
) -> PostmortemTemplate:
    """Changes it for postmortems opened from now on, and its rule at the next change of an incident.

    Those that began from it keep their sections. `seen` identifies what the writer was shown. TemplateChanged where
    somebody changed it since to something else; DomainError as above, and where no template for every incident would
    stay in use.
    """
    list(PostmortemTemplate.objects.select_for_update().order_by("pk").values_list("pk"))  # two retire one each
    locked = PostmortemTemplate.objects.get(pk=template.pk)
    present = identity(locked)
    if present == _identity(details, checked(details.sections)):
        return locked
    if seen is not None and seen != present:
        raise TemplateChanged(present)
    return _save(locked, actor, details, "changed")


def identity(template: PostmortemTemplate) -> str:
    """The same for the same content; a form sends it back, so that a change since then is noticed."""
    return _identity(template, template.sections.all())


def _identity(
    template: PostmortemTemplate | TemplateDetails, sections: Iterable[TemplateSection | SectionDetails]
) -> str:
    values = [str(getattr(getattr(template, column), "pk", getattr(template, column))) for column in COLUMNS]
    rows = [[str(getattr(section, column)) for column in SECTION_COLUMNS] for section in sections]
    return sha256(json.dumps([values, rows]).encode()).hexdigest()[:16]


def unsaved(details: TemplateDetails, *, present: PostmortemTemplate | None = None) -> PostmortemTemplate:
    """The template as it would be; nothing is stored. Raises DomainError as `checked` does."""
    checked(details.sections)
    template = PostmortemTemplate(pk=present.pk if present else None)
    for column in COLUMNS:
        setattr(template, column, getattr(details, column))
    return template


def checked(sections: tuple[SectionDetails, ...]) -> list[SectionDetails]:
    """The sections, each with a heading. DomainError for none, too many, a kind that comes twice, a long heading."""
    found = [_with_heading(section) for section in sections]
    if not found:
        raise DomainError("A template needs at least one section.")
    if len(found) > MAX_SECTIONS:
        raise DomainError(f"A template can have at most {MAX_SECTIONS} sections. Remove some of them.")
    kinds = [section.kind for section in found if section.kind != SectionKind.CUSTOM]
    if twice := next((kind for kind in kinds if kinds.count(kind) > 1), None):
        raise DomainError(f"There are two sections of the kind “{twice.label}”. Make one of them custom.")
    return found


def _with_heading(section: SectionDetails) -> SectionDetails:
    heading = " ".join(section.heading.split())
    if not heading and section.kind == SectionKind.CUSTOM:
        raise DomainError("Give every custom section a heading.")
    if len(heading) > MAX_HEADING:
        raise DomainError(f"A heading can have at most {MAX_HEADING} characters: “{heading[:40]}…”")
    return replace(section, heading=heading or str(section.kind.label), guidance=section.guidance.strip())


def _save(template: PostmortemTemplate, actor: User, details: TemplateDetails, change: str) -> PostmortemTemplate:
    sections = checked(details.sections)
    for column in COLUMNS:
        setattr(template, column, getattr(details, column))
    try:
        with transaction.atomic():
            template.save()
    except IntegrityError as error:
        raise DomainError("A template with this name already exists.", field="name") from error
    if not PostmortemTemplate.objects.active().unconditional().exists():
        raise DomainError(NEEDED)
    template.sections.all().delete()
    TemplateSection.objects.bulk_create(section_rows(template, sections))
    audit(
        actor=actor,
        action=AuditAction.POLICY_CHANGED,
        subject=f"Template {template.name}",
        detail={"change": change} | _detail(template),
    )
    return template


def section_rows(template: PostmortemTemplate, sections: list[SectionDetails]) -> list[TemplateSection]:
    """The rows of its sections, not stored yet."""
    return [
        TemplateSection(
            template=template,
            position=position,
            kind=section.kind,
            heading=section.heading,
            guidance=section.guidance,
            is_required=section.is_required,
            is_for_customers=section.is_for_customers,
        )
        for position, section in enumerate(sections, start=1)
    ]


def _detail(template: PostmortemTemplate) -> dict[str, object]:
    return {
        "template": template.pk,
        "position": template.position,
        "service": template.service.name if template.service else "",
        "team": template.team.name if template.team else "",
        "severity": template.severity.label if template.severity else "",
        "kind": template.kind,
        "postmortem": template.requirement,
        "active": template.is_active,
        "sections": [
            f"{section.heading}{' (required)' if section.is_required else ''}" for section in template.sections.all()
        ],
    }
