"""Fills the sections of a postmortem from what is known of its incident, until somebody edits or accepts the text."""

from collections.abc import Collection

from django.db import transaction

from accounts.models import User
from core import markdown
from postmortems.enums import RevisionOrigin
from postmortems.models import Postmortem, Section, SectionRevision
from postmortems.selectors.filled_text import filled_text
from postmortems.selectors.story import story_of
from postmortems.services.customer_version import keep_handed_over
from postmortems.services.history import note_event
from postmortems.services.locking import lock_postmortem

COLUMNS = ("body", "html", "renderer", "version", "is_filled")


@transaction.atomic
def fill_sections(*, postmortem: Postmortem, actor: User) -> int:
    """Fills what nobody has written yet, and fills anew what nobody has looked at since; returns how many changed.

    Each text is a revision. A section that somebody wrote, accepted or emptied stays as it is.
    """
    incident = lock_postmortem(postmortem).incident
    sections = list(postmortem.sections.filter(removed_at=None).defer("search").select_for_update(of=("self",)))
    open_ones = [section for section in sections if section.is_filled or section.version == 0]
    if not open_ones:
        return 0
    story = story_of(incident)
    changed = []
    for section in open_ones:
        text = filled_text(section.kind, story)
        if text and text != section.body:
            _put(section, text)
            changed.append(section)
    Section.objects.bulk_update(changed, COLUMNS)
    SectionRevision.objects.bulk_create(_revision(section, actor) for section in changed)
    return len(changed)


def _put(section: Section, text: str) -> None:
    rendered = markdown.render(text)
    section.body, section.html, section.renderer = text, rendered.html, rendered.version
    section.version += 1
    section.is_filled = True


def _revision(section: Section, actor: User) -> SectionRevision:
    return SectionRevision(
        section=section,
        version=section.version,
        base_version=section.version - 1,
        origin=RevisionOrigin.FILLED,
        heading=section.heading,
        body=section.body,
        author=actor,
    )


@transaction.atomic
def accept_sections(*, postmortem: Postmortem, actor: User, sections: Collection[int] | None = None) -> int:
    """Says of filled sections that their text stands, of all of them without `sections`; returns of how many."""
    locked = lock_postmortem(postmortem)
    filled = postmortem.sections.filter(removed_at=None, is_filled=True).select_for_update(of=("self",))
    chosen = list(filled if sections is None else filled.filter(pk__in=sections))
    Section.objects.filter(pk__in=[section.pk for section in chosen]).update(is_filled=False)
    if chosen:
        headings = "\n".join(section.heading for section in chosen)
        note_event(postmortem=postmortem, actor=actor, what="Filled text accepted", after=headings)
        keep_handed_over(locked)
    return len(chosen)
