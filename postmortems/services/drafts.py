"""What somebody typed into a section and has not saved, kept for them alone; and who has its editor open."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from accounts.models import User
from core.clock import now
from core.errors import Conflict
from postmortems.models import Section, SectionDraft
from postmortems.selectors.merging import text_at
from postmortems.services.saving import as_stored


class DraftElsewhere(Conflict):
    """The person has a newer draft of the section than this page knows of."""

    def __init__(self) -> None:
        super().__init__("You are also writing this section in another tab or browser, whose draft is kept.")


def note_open(*, section: Section, actor: User) -> None:
    """Says that the person has the editor of the section open now."""
    SectionDraft.objects.update_or_create(section=section, person=actor, defaults={"seen_at": now()})


def note_closed(*, section: Section, actor: User) -> None:
    """Says that the person left the editor of the section; one that is open in another tab says so again soon."""
    SectionDraft.objects.filter(section=section, person=actor).update(seen_at=None)


@transaction.atomic
def keep_draft(
    *, section: Section, actor: User, body: str, base_version: int, known: datetime | None = None
) -> datetime | None:
    """Keeps what is typed; returns when, or None for a text that says what it began from, which is no draft.

    `known` is when the draft was kept that this page last knew of. Raises DraftElsewhere when there is another one,
    Conflict for a text that began before words were redacted: it may still hold them.
    """
    locked = Section.objects.select_for_update().get(pk=section.pk)
    body = as_stored(body)
    if base_version < locked.redacted_version:
        raise Conflict("An admin redacted words of this section. Reload the page; this text is not kept as a draft.")
    draft, _ = SectionDraft.objects.select_for_update().get_or_create(section=locked, person=actor)
    if draft.body is not None and draft.body != body and draft.saved_at != known:
        raise DraftElsewhere
    is_typed = body != text_at(locked, base_version)
    draft.body, draft.base_version = (body if is_typed else None), base_version
    draft.saved_at = now() if is_typed else None
    draft.save(update_fields=["body", "base_version", "saved_at"])
    return draft.saved_at


@transaction.atomic
def discard_draft(*, section: Section, actor: User, known: datetime | None, saved: str | None = None) -> None:
    """Forgets the draft that a page knew of, and one that says what was saved; a newer one of another tab stays."""
    done = Q(saved_at=known) if saved is None else Q(saved_at=known) | Q(body=saved)
    own = SectionDraft.objects.filter(done, section=section, person=actor)
    own.update(body=None, saved_at=None, base_version=0)
