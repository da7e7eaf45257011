"""The sections of a postmortem: which there are, their headings and order. `saving` stores what they say."""

import uuid

from django.db import transaction
from django.db.models import Max

from accounts.models import User
from core.clock import now
from core.errors import Conflict, DomainError
from postmortems.enums import SectionKind
from postmortems.models import Postmortem, Section, SectionRevision
from postmortems.services.customer_version import keep_handed_over
from postmortems.services.history import note_event
from postmortems.services.locking import lock_postmortem, lock_section
from postmortems.services.saving import Text, store_text

MAX_SECTIONS = 40
MAX_HEADING = Section._meta.get_field("heading").max_length or 0
TEMPLATE = tuple(kind for kind in SectionKind if kind != SectionKind.CUSTOM)
OF_TEMPLATE = ("kind", "heading", "position", "guidance", "is_required", "is_for_customers")


def add_template_sections(*, postmortem: Postmortem) -> None:
    """The sections of its template, empty, in order; without one those that every installation begins with."""
    template = postmortem.template
    if template is None:
        Section.objects.bulk_create(
            Section(
                postmortem=postmortem,
                kind=kind,
                heading=kind.label,
                position=position,
                is_required=kind == SectionKind.SUMMARY,
            )
            for position, kind in enumerate(TEMPLATE, start=1)
        )
        return
    Section.objects.bulk_create(
        Section(postmortem=postmortem, **{name: getattr(row, name) for name in OF_TEMPLATE})
        for row in template.sections.all()
    )


def _heading(text: str) -> str:
    heading = " ".join(text.split())
    if not heading:
        raise DomainError("Give the section a heading.", field="heading")
    if len(heading) > MAX_HEADING:
        raise DomainError(f"A heading can have at most {MAX_HEADING} characters.", field="heading")
    return heading


@transaction.atomic
def add_section(*, postmortem: Postmortem, actor: User, heading: str, client_uuid: uuid.UUID | None = None) -> Section:
    """A custom section after the others. The same UUID adds it once; other words under it raise Conflict."""
    lock_postmortem(postmortem)
    heading = _heading(heading)
    sent = client_uuid and SectionRevision.objects.filter(author=actor, client_uuid=client_uuid).first()
    if sent:
        if sent.section.postmortem_id == postmortem.pk and sent.version == 1 and sent.heading == heading:
            return sent.section
        raise Conflict(
            "This form was sent before with another heading, which was added. Press again to add this one as well."
        )
    if postmortem.sections.filter(removed_at=None).count() >= MAX_SECTIONS:
        raise DomainError(f"A postmortem can have at most {MAX_SECTIONS} sections. Remove one first.", field="heading")
    last = postmortem.sections.aggregate(last=Max("position"))["last"] or 0
    section = Section.objects.create(postmortem=postmortem, heading=heading, position=last + 1)
    store_text(section, actor, Text(heading, client_uuid=client_uuid))
    note_event(postmortem=postmortem, actor=actor, what="Section added", after=heading)
    return section


@transaction.atomic
def rename_section(*, section: Section, actor: User, heading: str) -> Section:
    """Another heading; a revision like any other."""
    locked = lock_section(section)
    heading = _heading(heading)
    if heading != locked.heading:
        note_event(
            postmortem=locked.postmortem, actor=actor, what="Section renamed", before=locked.heading, after=heading
        )
        store_text(locked, actor, Text(heading, locked.body))
    return locked


@transaction.atomic
def move_section(*, section: Section, actor: User, steps: int) -> None:
    """Move it up (−1) or down (+1) among the sections that are not removed; at the end it stays."""
    postmortem = lock_postmortem(section.postmortem)
    rows = list(Section.objects.filter(postmortem=section.postmortem_id, removed_at=None))
    here = next((index for index, row in enumerate(rows) if row.pk == section.pk), None)
    if here is None:
        raise DomainError("The section was removed in the meantime. Restore it first.")
    rows.insert(max(0, here + steps), rows.pop(here))
    for position, row in enumerate(rows, start=1):
        row.position = position
    Section.objects.bulk_update(rows, ["position"])
    keep_handed_over(postmortem)


@transaction.atomic
def remove_section(*, section: Section, actor: User) -> Section:
    """Take it off the page. Its revisions stay, and it can be restored."""
    locked = lock_section(section)
    if locked.removed_at is None:
        locked.removed_at = now()
        locked.save(update_fields=["removed_at"])
        note_event(postmortem=locked.postmortem, actor=actor, what="Section removed", before=locked.heading)
        keep_handed_over(locked.postmortem)
    return locked


@transaction.atomic
def restore_section(*, section: Section, actor: User) -> Section:
    """Put a removed section back where it stood."""
    locked = lock_section(section)
    if locked.removed_at is not None:
        locked.removed_at = None
        locked.save(update_fields=["removed_at"])
        note_event(postmortem=locked.postmortem, actor=actor, what="Section restored", after=locked.heading)
        keep_handed_over(locked.postmortem)
    return locked
