"""The page on which a postmortem is written, one section at a time."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.urls import reverse

from accounts.models import User
from actions.selectors.owner_days import owner_days
from postmortems.models import Postmortem, Section, SectionRevision, Waiver
from postmortems.selectors.analysis import Analysis, analysis
from postmortems.selectors.checks.facts import check_facts
from postmortems.selectors.checks.table import Advice, advice
from postmortems.selectors.drafts import DraftShown, draft_of, lately, latest_of, writer_names
from postmortems.selectors.facts import ROWS_OF, missing, rows_in
from postmortems.selectors.matching import waiver_of
from postmortems.selectors.moves import MoveShown, moves_shown
from postmortems.selectors.postmortem_list import days_late
from postmortems.selectors.taking import Taking, taking


@dataclass(frozen=True, slots=True)
class Chapter:
    """A line of the contents: a section, whether something is written in it, its number of rows, who has it open."""

    section: Section
    is_written: bool
    is_current: bool
    count: int
    writers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EditPage:
    """All that the page shows besides its forms."""

    postmortem: Postmortem
    section: Section
    chapters: list[Chapter]
    removed: list[Section]
    rows: Analysis
    advice: list[Advice]
    kind: str
    moves: list[MoveShown]
    days_late: int
    revisions: int
    missing: list[Section]
    taking: Taking
    waiver: Waiver | None
    latest: SectionRevision | None
    draft: DraftShown | None

    @property
    def written(self) -> int:
        """How many sections hold what somebody wrote or accepted."""
        return sum(chapter.is_written and not chapter.section.is_filled for chapter in self.chapters)

    @property
    def filled(self) -> list[Section]:
        """The sections with filled text that nobody has edited or accepted."""
        return [chapter.section for chapter in self.chapters if chapter.section.is_filled]

    @property
    def writers(self) -> tuple[str, ...]:
        """Who else has this section open."""
        return next((chapter.writers for chapter in self.chapters if chapter.is_current), ())

    @property
    def next_section(self) -> Section | None:
        """The one after this; None after the last, and beside a removed one."""
        after = [chapter.section for chapter in self.chapters]
        here = next((place for place, chapter in enumerate(self.chapters) if chapter.is_current), len(after))
        return after[here + 1] if here + 1 < len(after) else None

    @property
    def shown_rows(self) -> Any:
        """The rows that this section shows: factors, lessons or measures."""
        return getattr(self.rows, self.kind) if self.kind else ()

    @property
    def open_rows(self) -> int:
        """How many of them need an action item and have none; lessons need none."""
        return {"factors": self.rows.open_factors, "measures": self.rows.open_measures}.get(self.kind, 0)


def edit_page(
    postmortem: Postmortem, section: Section, viewer: User, *, back: str = "", typed: str | None = None
) -> EditPage:
    """The page for one section, in a number of queries that does not depend on what the postmortem holds.

    Forms that it leads to lead back to it, or to `back`. `typed` is the text that its editor shows, if that is not the
    person's draft, or what is saved.
    """
    sections = list(postmortem.sections.defer("search", "html").annotate(writers=writer_names(viewer.pk, lately())))
    rows = analysis(postmortem)
    counts = rows.counts
    kept = [row for row in sections if row.removed_at is None]
    back = back or reverse("section", args=[postmortem.incident_id, section.pk])
    draft = draft_of(section, viewer)
    if typed is None and draft is not None and draft.is_current:
        typed = draft.body
    texts = {} if typed is None else {section.pk: typed}
    return EditPage(
        postmortem=postmortem,
        section=section,
        chapters=[_chapter(row, counts, is_current=row.pk == section.pk) for row in kept],
        removed=[row for row in sections if row.removed_at is not None],
        rows=rows,
        advice=advice(check_facts(postmortem, sections, rows, back=back, typed=texts)),
        kind=rows_in(section),
        moves=moves_shown(postmortem, sections, counts),
        days_late=days_late(postmortem, owner_days(viewer)),
        revisions=section.revisions.count(),
        missing=missing(sections, counts),
        taking=taking(postmortem, viewer, sections),
        waiver=waiver_of(postmortem.incident),
        latest=latest_of(section),
        draft=draft,
    )


def _chapter(section: Any, counts: dict[str, int], *, is_current: bool) -> Chapter:
    """The line of a section that was read with its writers."""
    count = counts.get(rows_in(section), 0)
    is_written = bool(section.body.strip() or count)
    return Chapter(section, is_written, is_current, count, tuple(section.writers))


def first_to_write(postmortem: Postmortem) -> Section | None:
    """The section to write next: the first empty one, else the first; None when all were removed."""
    kept = list(postmortem.sections.filter(removed_at=None).defer("search", "html"))
    return next((section for section in kept if not section.body.strip()), kept[0] if kept else None)


def section_after(section: Section) -> Section | None:
    """The one to write after this; None after the last, and beside a removed one."""
    if section.removed_at is not None:
        return None
    kept = list(section.postmortem.sections.filter(removed_at=None).only("pk"))
    return next((later for row, later in pairwise(kept) if row == section), None)


def home_of(postmortem: Postmortem, kind: str) -> Section | None:
    """The section that shows the factors, lessons or measures; None while it is removed."""
    wanted = next(section for section, rows in ROWS_OF.items() if rows == kind)
    return postmortem.sections.filter(kind=wanted, removed_at=None).first()
