"""The page on which a postmortem is written, one section at a time."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from accounts.models import User
from actions.selectors.owner_days import owner_days
from postmortems.models import Postmortem, Section, Waiver
from postmortems.selectors.analysis import Analysis, analysis
from postmortems.selectors.checks.facts import check_facts
from postmortems.selectors.checks.table import Advice, advice
from postmortems.selectors.facts import ROWS_OF, missing, rows_in
from postmortems.selectors.matching import waiver_of
from postmortems.selectors.moves import MoveShown, moves_shown
from postmortems.selectors.postmortem_list import days_late
from postmortems.selectors.taking import Taking, taking


@dataclass(frozen=True, slots=True)
class Chapter:
    """A line of the contents: a section, whether something is written in it, and how many rows it holds."""

    section: Section
    is_written: bool
    is_current: bool
    count: int


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

    @property
    def written(self) -> int:
        """How many sections are not empty."""
        return sum(chapter.is_written for chapter in self.chapters)

    @property
    def filled(self) -> int:
        """How many sections hold filled text that nobody has edited or accepted."""
        return sum(chapter.section.is_filled for chapter in self.chapters)

    @property
    def shown_rows(self) -> Any:
        """The rows that this section shows: factors, lessons or measures."""
        return getattr(self.rows, self.kind) if self.kind else ()


def edit_page(postmortem: Postmortem, section: Section, viewer: User) -> EditPage:
    """The page for one section, in a number of queries that does not depend on what the postmortem holds."""
    sections = list(postmortem.sections.defer("search", "html"))
    rows = analysis(postmortem)
    counts = rows.counts
    kept = [row for row in sections if row.removed_at is None]
    back = reverse("section", args=[postmortem.incident_id, section.pk])
    return EditPage(
        postmortem=postmortem,
        section=section,
        chapters=[_chapter(row, counts, is_current=row.pk == section.pk) for row in kept],
        removed=[row for row in sections if row.removed_at is not None],
        rows=rows,
        advice=advice(check_facts(postmortem, sections, rows, back=back)),
        kind=rows_in(section),
        moves=moves_shown(postmortem, sections, counts),
        days_late=days_late(postmortem, owner_days(viewer)),
        revisions=section.revisions.count(),
        missing=missing(sections, counts),
        taking=taking(postmortem, viewer, sections),
        waiver=waiver_of(postmortem.incident),
    )


def _chapter(section: Section, counts: dict[str, int], *, is_current: bool) -> Chapter:
    count = counts.get(rows_in(section), 0)
    return Chapter(section, bool(section.body.strip() or count), is_current, count)


def first_to_write(postmortem: Postmortem) -> Section | None:
    """The section to write next: the first empty one, else the first; None when all were removed."""
    kept = list(postmortem.sections.filter(removed_at=None).defer("search", "html"))
    return next((section for section in kept if not section.body.strip()), kept[0] if kept else None)


def home_of(postmortem: Postmortem, kind: str) -> Section | None:
    """The section that shows the factors, lessons or measures; None while it is removed."""
    wanted = next(section for section, rows in ROWS_OF.items() if rows == kind)
    return postmortem.sections.filter(kind=wanted, removed_at=None).first()
