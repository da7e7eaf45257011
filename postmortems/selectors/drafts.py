"""A person's draft of a section, and who has which section open."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef

from accounts.models import User
from core.clock import now
from core.errors import Conflict
from postmortems.models import Postmortem, Section, SectionDraft, SectionRevision
from postmortems.selectors.merging import text_at

LATELY = timedelta(seconds=30)  # an open editor says so three times in it


@dataclass(frozen=True, slots=True)
class Open:
    """A section, and who else has it open."""

    section: Section
    writers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OpenEditor:
    """What an open editor asks for every few seconds."""

    postmortem: Postmortem
    section: Section
    chapters: list[Open]
    latest: SectionRevision | None

    @property
    def writers(self) -> tuple[str, ...]:
        """Who else has this section open."""
        return next((row.writers for row in self.chapters if row.section == self.section), ())


@dataclass(frozen=True, slots=True)
class DraftShown:
    """What somebody typed and did not save. `is_current`: the section still says what it began from."""

    body: str
    base_version: int
    saved_at: datetime
    is_current: bool


def draft_of(section: Section, person: User) -> DraftShown | None:
    """The person's draft; None without one, and when it says what is saved."""
    draft = section.drafts.filter(person=person, body__isnull=False, saved_at__isnull=False).first()
    if draft is None or draft.body is None or draft.saved_at is None or draft.body == section.body:
        return None
    return DraftShown(draft.body, draft.base_version, draft.saved_at, _is_current(section, draft.base_version))


def _is_current(section: Section, base_version: int) -> bool:
    try:
        return base_version >= section.redacted_version and text_at(section, base_version) == section.body
    except Conflict:
        return False


def open_editor(section: Section, viewer: User) -> OpenEditor:
    """Who writes which section of the postmortem, and the newest version of this one; two queries, no texts."""
    return OpenEditor(
        postmortem=section.postmortem,
        section=section,
        chapters=open_sections(section.postmortem, viewer),
        latest=latest_of(section),
    )


def open_sections(postmortem: Postmortem, viewer: User) -> list[Open]:
    """Who else has which section of the postmortem open, those that nobody has too; one query, no texts."""
    kept = postmortem.sections.filter(removed_at=None).only("pk").annotate(writers=writer_names(viewer.pk, lately()))
    return [Open(row, tuple(row.writers)) for row in kept]


def latest_of(section: Section) -> SectionRevision | None:
    """The revision of what the section says, with its author and without its text."""
    return section.revisions.filter(version=section.version).select_related("author").defer("body").first()


def lately() -> datetime:
    """Since when somebody who has a section open has said so."""
    return now() - LATELY


def writer_names(viewer: Any, since: Any) -> ArraySubquery:
    """For rows of sections: the names of those who have had one open since `lately`, without the viewer."""
    here = SectionDraft.objects.filter(section=OuterRef("pk"), seen_at__gt=since).exclude(person=viewer)
    return ArraySubquery(here.order_by("person__name").values("person__name"))
