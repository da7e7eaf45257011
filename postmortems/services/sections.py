"""The sections of a postmortem. Every text ever saved is in a revision; no save overwrites unseen changes."""

import uuid
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max

from accounts.models import User
from core import markdown
from core.clock import now
from core.errors import Conflict, DomainError
from core.once import stored_once
from incidents.selectors.handles import people_marked
from incidents.services import ensure_members
from postmortems.enums import SectionKind
from postmortems.models import Postmortem, Section, SectionRevision
from postmortems.services.history import note_event
from postmortems.services.notices import tell_named

MAX_SECTIONS = 40
MAX_HEADING = Section._meta.get_field("heading").max_length or 0
TEMPLATE = tuple(kind for kind in SectionKind if kind != SectionKind.CUSTOM)
OF_TEMPLATE = ("kind", "heading", "position", "guidance", "is_required", "is_for_customers")


@dataclass(frozen=True, slots=True)
class Collision:
    """The three texts of an edit conflict: what both started from, what is saved now, what was typed."""

    before: str
    theirs: str
    mine: str
    version: int
    latest: SectionRevision | None


class SectionChanged(Conflict):
    """Somebody saved the section since the version this text started from. Nothing was stored."""

    def __init__(self, collision: Collision) -> None:
        super().__init__(
            "Somebody else saved this section while you were writing. Your text is below but not saved yet."
        )
        self.collision = collision


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


@transaction.atomic
def save_section(
    *,
    section: Section,
    actor: User,
    body: str,
    base_version: int,
    client_uuid: uuid.UUID | None = None,
    make_members: bool = False,
) -> Section:
    """Store the text as a new revision. An unchanged text makes none; the same UUID stores once.

    Those whom it newly calls by @name are told. Raises SectionChanged when the text was changed since the version it
    started from, Conflict when the UUID was already used for other text, NotAMember when somebody called cannot see the
    private incident and is not made a member.
    """
    locked = Section.objects.select_for_update().get(pk=section.pk)
    body = _as_stored(body)
    sent = client_uuid and SectionRevision.objects.filter(author=actor, client_uuid=client_uuid).first()
    if sent:
        if sent.section_id == locked.pk and sent.body == body:
            return locked
        raise Conflict("This form was sent before with other text. Copy your text, reload the page and paste it.")
    if body == locked.body:
        _keep_filled(locked)
        return locked
    before = _text_at(locked, base_version)
    if before != locked.body or base_version < locked.redacted_version:
        raise SectionChanged(_collision(locked, before, body))
    named = set(people_marked(locked.html))
    _store(locked, actor, body=body, heading=locked.heading, client_uuid=client_uuid)
    newly = [person for person in people_marked(locked.html) if person not in named]
    ensure_members(locked.postmortem.incident, newly, actor=actor, make_members=make_members, field="body")
    tell_named(section=locked, actor=actor, people=newly)
    return locked


def _keep_filled(section: Section) -> None:
    """Who saves a filled text as it is accepts it."""
    if section.is_filled:
        section.is_filled = False
        section.save(update_fields=["is_filled"])


def _as_stored(body: str) -> str:
    """With the line ends of Unix, as browsers send others than they show; raises DomainError for what is too long."""
    body = body.replace("\r\n", "\n").replace("\r", "\n")
    if len(body.encode()) > markdown.LONGEST:
        raise DomainError(f"A section can have at most {markdown.LONGEST // 1024} kB. Split the text.", field="body")
    return body


def _text_at(section: Section, version: int) -> str:
    """The text as that version left it; raises Conflict for a version that does not exist."""
    if version == section.version:
        return section.body
    if version == 0:
        return ""
    revision = section.revisions.filter(version=version).first()
    if revision is None:
        raise Conflict(
            "This text started from a version that does not exist. Copy your text, reload the page and paste it."
        )
    return revision.body


def _collision(section: Section, before: str, mine: str) -> Collision:
    latest = section.revisions.select_related("author").first()
    return Collision(before=before, theirs=section.body, mine=mine, version=section.version, latest=latest)


@transaction.atomic
def compare_section(*, section: Section, body: str, base_version: int) -> Collision:
    """The three texts, without saving: for somebody who starts over from another of them."""
    present = Section.objects.get(pk=section.pk)
    return _collision(present, _text_at(present, base_version), _as_stored(body))


def _store(
    section: Section, actor: User, *, body: str, heading: str, client_uuid: uuid.UUID | None = None
) -> SectionRevision:
    """Write text and heading with their revision. The caller holds the section's lock."""
    rendered = markdown.render(body)
    section.is_filled = section.is_filled and section.body == body
    section.body, section.heading = body, heading
    section.html, section.renderer = rendered.html, rendered.version
    section.version += 1
    section.save(update_fields=["body", "heading", "html", "renderer", "version", "is_filled"])
    with stored_once():
        return SectionRevision.objects.create(
            section=section, version=section.version, heading=heading, body=body, author=actor, client_uuid=client_uuid
        )


def count_redaction(*, section: Section, actor: User) -> tuple[str, ...]:
    """Numbers the text of a locked section from which words were redacted, as a revision; returns what it set.

    A text that somebody started before may still contain those words: saving it is a conflict, even if nothing differs.
    """
    section.version += 1
    section.redacted_version = section.version
    SectionRevision.objects.create(
        section=section, version=section.version, heading=section.heading, body=section.body, author=actor
    )
    return "version", "redacted_version"


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
    Postmortem.objects.select_for_update().get(pk=postmortem.pk)
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
    _store(section, actor, body="", heading=heading, client_uuid=client_uuid)
    note_event(postmortem=postmortem, actor=actor, what="Section added", after=heading)
    return section


@transaction.atomic
def rename_section(*, section: Section, actor: User, heading: str) -> Section:
    """Another heading; a revision like any other."""
    locked = Section.objects.select_for_update().get(pk=section.pk)
    heading = _heading(heading)
    if heading != locked.heading:
        note_event(
            postmortem=locked.postmortem, actor=actor, what="Section renamed", before=locked.heading, after=heading
        )
        _store(locked, actor, body=locked.body, heading=heading)
    return locked


@transaction.atomic
def move_section(*, section: Section, actor: User, steps: int) -> None:
    """Move it up (−1) or down (+1) among the sections that are not removed; at the end it stays."""
    Postmortem.objects.select_for_update().get(pk=section.postmortem_id)
    rows = list(Section.objects.filter(postmortem=section.postmortem_id, removed_at=None))
    here = next((index for index, row in enumerate(rows) if row.pk == section.pk), None)
    if here is None:
        raise DomainError("The section was removed in the meantime. Restore it first.")
    rows.insert(max(0, here + steps), rows.pop(here))
    for position, row in enumerate(rows, start=1):
        row.position = position
    Section.objects.bulk_update(rows, ["position"])


@transaction.atomic
def remove_section(*, section: Section, actor: User) -> Section:
    """Take it off the page. Its revisions stay, and it can be restored."""
    locked = Section.objects.select_for_update().get(pk=section.pk)
    if locked.removed_at is None:
        locked.removed_at = now()
        locked.save(update_fields=["removed_at"])
        note_event(postmortem=locked.postmortem, actor=actor, what="Section removed", before=locked.heading)
    return locked


@transaction.atomic
def restore_section(*, section: Section, actor: User) -> Section:
    """Put a removed section back where it stood."""
    locked = Section.objects.select_for_update().get(pk=section.pk)
    if locked.removed_at is not None:
        locked.removed_at = None
        locked.save(update_fields=["removed_at"])
        note_event(postmortem=locked.postmortem, actor=actor, what="Section restored", after=locked.heading)
    return locked
