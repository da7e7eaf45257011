"""Saving the text of a section. Every text ever saved is in a revision; no save overwrites unseen changes."""

import uuid
from dataclasses import dataclass

from django.db import transaction

from accounts.models import User
from core import markdown
from core.errors import Conflict, DomainError
from core.once import stored_once
from core.three_way import conflicts_in, merged_text, three_way
from incidents.selectors.handles import people_marked
from incidents.services import ensure_members
from postmortems.enums import RevisionOrigin
from postmortems.models import Section, SectionRevision
from postmortems.selectors.merging import Collision, collision_of, text_at
from postmortems.services.authorship import become_author
from postmortems.services.customer_version import keep_handed_over
from postmortems.services.locking import lock_section
from postmortems.services.notices import tell_named

MAX_KB = markdown.LONGEST // 1024


@dataclass(frozen=True, slots=True)
class Saved:
    """The section after a save. With a collision its text is not the one sent, which was set aside."""

    section: Section
    collision: Collision | None = None
    is_merged: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """What a section is to say. It began from the present version where no other is named."""

    heading: str
    body: str = ""
    base_version: int | None = None
    client_uuid: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class _Sent:
    """A text that somebody sent."""

    body: str
    base_version: int
    origin: RevisionOrigin
    client_uuid: uuid.UUID | None
    make_members: bool


def save_section(
    *,
    section: Section,
    actor: User,
    body: str,
    base_version: int,
    client_uuid: uuid.UUID | None = None,
    make_members: bool = False,
) -> Saved:
    """Stores the text as a new revision, or merges it with what was saved since the version it began from.

    An unchanged text makes no revision; the same UUID stores once. Where the merge has to ask, the text is set aside as
    a revision without a number, and the answer holds the collision. Those whom the new text calls by @name are told.
    Raises Conflict when the UUID was already used for other text, NotAMember when somebody called cannot see the
    private incident and is not made a member.
    """
    sent = _Sent(as_stored(body), base_version, RevisionOrigin.SAVED, client_uuid, make_members)
    return _save(section, actor, sent)


def save_merged(
    *,
    section: Section,
    actor: User,
    body: str,
    base_version: int,
    client_uuid: uuid.UUID | None = None,
    make_members: bool = False,
) -> Saved:
    """The same for what somebody made of two texts; `base_version` is the one it was merged with."""
    sent = _Sent(as_stored(body), base_version, RevisionOrigin.MERGED, client_uuid, make_members)
    return _save(section, actor, sent)


@transaction.atomic
def _save(section: Section, actor: User, sent: _Sent) -> Saved:
    locked = lock_section(section)
    stored = _sent_before(locked, actor, sent)
    if sent.body == locked.body:
        _accept_filled(locked)
        return Saved(locked)
    if stored and (stored.origin != RevisionOrigin.SET_ASIDE or stored.merged_version is not None):
        return Saved(locked, is_merged=stored.merged_version == locked.version)
    before = text_at(locked, sent.base_version)
    if sent.base_version < locked.redacted_version:
        return Saved(locked, collision_of(locked, sent.body, sent.base_version))
    if before == locked.body:
        _store_and_tell(locked, actor, sent, sent.body)
        return Saved(locked)
    aside = stored or (_set_aside(locked, actor, sent) if sent.body != before else None)
    rows = three_way(before, locked.body, sent.body)
    if conflicts_in(rows):
        return Saved(locked, collision_of(locked, sent.body, sent.base_version))
    merged = _merged(merged_text(rows))
    if merged != locked.body:
        _store_and_tell(locked, actor, sent, merged)
    if aside:
        aside.merged_version = locked.version
        aside.save(update_fields=["merged_version"])
    return Saved(locked, is_merged=True)


def _accept_filled(section: Section) -> None:
    """Who saves a filled text as it is accepts it."""
    if section.is_filled:
        section.is_filled = False
        section.save(update_fields=["is_filled"])
        _follow_for_customers(section)


def _sent_before(section: Section, actor: User, sent: _Sent) -> SectionRevision | None:
    """What arrived under the same UUID, when it is the same; raises Conflict when it is not."""
    if sent.client_uuid is None:
        return None
    found = SectionRevision.objects.filter(author=actor, client_uuid=sent.client_uuid).first()
    if found and (found.section_id != section.pk or found.body != sent.body):
        raise Conflict("This form was sent before with other text. Copy your text, reload the page and paste it.")
    return found


def as_stored(body: str) -> str:
    """With the line ends of Unix, as browsers send others than they show; raises DomainError for what is too long."""
    body = body.replace("\r\n", "\n").replace("\r", "\n")
    if len(body.encode()) > markdown.LONGEST:
        raise DomainError(f"A section can have at most {MAX_KB} kB. Split the text.", field="body")
    return body


def _merged(body: str) -> str:
    if len(body.encode()) > markdown.LONGEST:
        raise DomainError(
            f"Together with what was saved meanwhile, the text would be longer than {MAX_KB} kB. Shorten yours, or "
            "move a part of it to another section.",
            field="body",
        )
    return body


def _set_aside(section: Section, actor: User, sent: _Sent) -> SectionRevision:
    with stored_once():
        return SectionRevision.objects.create(
            section=section,
            base_version=sent.base_version,
            origin=RevisionOrigin.SET_ASIDE,
            heading=section.heading,
            body=sent.body,
            author=actor,
            client_uuid=sent.client_uuid,
        )


def _store_and_tell(locked: Section, actor: User, sent: _Sent, body: str) -> None:
    """A revision with this text; those whom it newly calls by @name are told."""
    named = set(people_marked(locked.html))
    is_theirs_too = body != sent.body
    origin = RevisionOrigin.MERGED if is_theirs_too else sent.origin
    uuid_of_text = None if is_theirs_too else sent.client_uuid
    store_text(locked, actor, Text(locked.heading, body, sent.base_version, uuid_of_text), origin)
    newly = [person for person in people_marked(locked.html) if person not in named]
    ensure_members(locked.postmortem.incident, newly, actor=actor, make_members=sent.make_members, field="body")
    tell_named(section=locked, actor=actor, people=newly)
    become_author(postmortem=locked.postmortem, actor=actor)


def store_text(section: Section, actor: User, text: Text, origin: RevisionOrigin = RevisionOrigin.SAVED) -> None:
    """Writes text and heading with their revision. The caller holds the section's lock, and has seen what it says."""
    rendered = markdown.render(text.body)
    base_version = section.version if text.base_version is None else text.base_version
    section.is_filled = section.is_filled and section.body == text.body
    section.body, section.heading = text.body, text.heading
    section.html, section.renderer = rendered.html, rendered.version
    section.version += 1
    section.save(update_fields=["body", "heading", "html", "renderer", "is_filled", "version"])
    with stored_once():
        SectionRevision.objects.create(
            section=section,
            version=section.version,
            base_version=base_version,
            origin=origin,
            heading=text.heading,
            body=text.body,
            author=actor,
            client_uuid=text.client_uuid,
        )
    _follow_for_customers(section)


def _follow_for_customers(section: Section) -> None:
    if section.is_for_customers:
        keep_handed_over(section.postmortem)


@transaction.atomic
def restore_revision(*, section: Section, revision: SectionRevision, actor: User, seen_version: int) -> Section:
    """An earlier text once more, as a new revision. `seen_version` is the one that the writer saw it replace.

    Raises Conflict when somebody saved the section since.
    """
    locked = lock_section(section)
    kept = locked.revisions.get(pk=revision.pk)
    if kept.body == locked.body:
        return locked
    if seen_version != locked.version:
        raise Conflict("Somebody else saved this section meanwhile. Nothing was restored: compare the texts again.")
    began = kept.base_version if kept.version is None else kept.version
    sent = _Sent(kept.body, began, RevisionOrigin.RESTORED, None, make_members=False)
    _store_and_tell(locked, actor, sent, kept.body)
    return locked


def count_redaction(*, section: Section, actor: User) -> tuple[str, ...]:
    """Numbers the text of a locked section from which words were redacted, as a revision; returns what it set.

    A text that somebody began before may still contain those words: it is not stored, nor merged without asking.
    """
    before = section.version
    section.version += 1
    section.redacted_version = section.version
    SectionRevision.objects.create(
        section=section,
        version=section.version,
        base_version=before,
        origin=RevisionOrigin.REDACTED,
        heading=section.heading,
        body=section.body,
        author=actor,
    )
    return "version", "redacted_version"


def count_redaction_of_earlier(*, section: Section, actor: User, version: int) -> None:
    """The same where words were redacted from an earlier text or a draft, which began from that version."""
    locked = Section.objects.select_for_update().get(pk=section.pk)
    if version >= locked.redacted_version:
        locked.save(update_fields=count_redaction(section=locked, actor=actor))
