"""A postmortem as a page to read: sections with their rows; timeline and durations live from the incident."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypedDict

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet

from accounts.models import User
from accounts.permissions import sight_of
from actions.due import OwnerDays
from actions.selectors.listing import ItemDelay, delays_of
from catalogue.models import Service
from core.clock import now
from core.compiled_once import compiled_once
from core.durations import Duration
from core.markdown_quotes import entries_marked
from incidents.models import Attachment, Incident
from incidents.selectors.durations import NamedDuration, incident_durations
from incidents.selectors.entry_rows import Day
from incidents.selectors.facts import Fact, impact_facts, interval_words
from incidents.selectors.impact import Period, period_columns, periods_in
from incidents.selectors.merging.duplicates import DuplicateLink, target_for
from incidents.selectors.phases import PhaseBar, phase_bar
from incidents.selectors.quotes import Quotes, quotes_in
from incidents.selectors.timeline import entries_for_page, surroundings
from incidents.selectors.zones import ShownZone, ZoneLink, shown_zone, zone_links
from postmortems.enums import PostmortemStatus, SectionKind
from postmortems.models import Postmortem, Section, Waiver
from postmortems.selectors.analysis import SHOWN, Analysis, read_analysis, rows_columns
from postmortems.selectors.corrections import Correction, corrections_columns, read_corrections
from postmortems.selectors.drafts import lately, writer_names
from postmortems.selectors.factor_map import FactorMap, factor_maps
from postmortems.selectors.facts import rows_in
from postmortems.selectors.files import pictures_beside
from postmortems.selectors.matching import waiver_of
from postmortems.selectors.moves import MoveShown, moves_shown
from postmortems.selectors.postmortem_list import days_late
from postmortems.selectors.timeline import TimelineShown, timeline_shown

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

WRITTEN = (PostmortemStatus.DRAFT, PostmortemStatus.IN_REVIEW)


class ReadBeside(TypedDict):
    """What `for_reading` reads beside a postmortem."""

    service_names: list[str]
    duplicate_numbers: list[int]
    period_starts: list[datetime | None]
    period_ends: list[datetime | None]
    period_notes: list[str]


if TYPE_CHECKING:
    ReadPostmortem = WithAnnotations[Postmortem, ReadBeside]


@dataclass(frozen=True, slots=True)
class Block:
    """A part of the page. `rows` names what stands in it beside the prose; without prose `section` is None."""

    anchor: str
    heading: str
    section: Section | None = None
    rows: str = ""
    count: int = 0

    @property
    def has_quotes(self) -> bool:
        """Whether it shows entries of the timeline, so that it changes with them."""
        return self.section is not None and bool(entries_marked([self.section.html]))


@dataclass(frozen=True, slots=True)
class PostmortemPage:
    """All that the page shows."""

    postmortem: Postmortem
    summary: Section | None
    blocks: list[Block]
    rows: Analysis
    maps: list[FactorMap]
    actions: list[ItemDelay]
    moves: list[MoveShown]
    durations: list[NamedDuration]
    impact: list[Fact]
    affected: list[str]
    bar: PhaseBar
    timeline: TimelineShown
    pictures: list[Attachment]
    zone: ShownZone
    zones: list[ZoneLink]
    services: str
    revisions: int
    corrections: list[Correction]
    days_late: int
    merged_into: Incident | None
    of_duplicates: list[DuplicateLink]
    quotes: Quotes
    waiver: Waiver | None

    @property
    def days(self) -> list[Day]:
        """The entries of the timeline that are shown, by day."""
        return self.timeline.days

    @property
    def live_parts(self) -> str:
        """The parts of the page that change with the incident, by their ids."""
        quoting = [block.anchor for block in self.blocks if block.has_quotes]
        return " ".join(["phases", "postmortem-facts", "pictures", "timeline", *quoting])

    @property
    def shown_sections(self) -> str:
        """The sections that have a part of the page below the summary, by their numbers."""
        return "-".join(str(block.section.pk) for block in self.blocks if block.section)

    @property
    def filled(self) -> int:
        """How many sections hold filled text that nobody has edited or accepted."""
        blocks = [block.section for block in self.blocks]
        return sum(section.is_filled for section in (self.summary, *blocks) if section)

    @property
    def evidence_stamps(self) -> str:
        """How the times of evidence are written: without the day where all of it is of the day of the timeline."""
        shown = {day.rows[0].when.day for day in self.days}
        evidence = (each for factor in self.rows.factors for each in factor.evidence)
        days = shown | {each.happened_at.astimezone(self.zone.zone).date() for each in evidence}
        return "time" if len(days) == 1 else "short"

    @property
    def actions_done(self) -> int:
        """How many action items are done."""
        return sum(row.item.is_achieved for row in self.actions)

    @property
    def actions_overdue(self) -> int:
        """How many are past their date."""
        return sum(row.days_over > 0 for row in self.actions)


def for_reading(number: int, viewer: User) -> "ReadPostmortem | None":
    """The postmortem of an incident with its people and what stands beside it, in one query; None out of sight."""
    return next(iter(_read_postmortem(sight_of(viewer), viewer=viewer.pk, number=number)), None)


@compiled_once
def _read_postmortem(role: str, *, viewer: Any, number: Any) -> "QuerySet[Postmortem]":
    return with_beside(Postmortem.objects.visible_as(role, viewer).filter(incident=number).with_people())


def with_beside(rows: "QuerySet[Postmortem]") -> "QuerySet[ReadPostmortem]":
    """With the names of the services, what duplicates published, and the periods of impact."""
    services = Service.objects.filter(incidents=OuterRef("incident")).order_by("name").values("name")
    duplicates = Postmortem.objects.filter(
        incident__duplicate_of=OuterRef("incident"), incident__is_private=False, status=PostmortemStatus.PUBLISHED
    )
    starts, ends, notes = period_columns("incident")
    return rows.annotate(
        service_names=ArraySubquery(services),
        duplicate_numbers=ArraySubquery(duplicates.order_by("incident").values("incident")),
        period_starts=starts,
        period_ends=ends,
        period_notes=notes,
    )


def postmortem_page(
    postmortem: "ReadPostmortem", viewer: User, *, zone: str, entries: str = "", comments: Iterable[str] = ()
) -> PostmortemPage:
    """The page of a postmortem fetched through `for_reading`; the same number of queries whatever it holds.

    It shows the starred entries, or all of them if `entries` is `all`. `comments` are those beside it as they were
    rendered, which quote entries, too.
    """
    incident = postmortem.incident
    chosen = shown_zone(incident, viewer, zone)
    every, sections = _sections(postmortem, viewer)
    rows, corrections = _rows_and_corrections(postmortem)
    periods, stands, read = _periods(postmortem), surroundings(incident), entries_for_page(incident)
    days = _days_of(postmortem, rows, viewer)
    pictures = pictures_beside(stands.files.get(None, []), sections)
    return PostmortemPage(
        postmortem=postmortem,
        summary=next((section for section in sections if section.kind == SectionKind.SUMMARY), None),
        blocks=blocks(sections, rows, is_draft=postmortem.status in WRITTEN, pictures=len(pictures)),
        rows=rows,
        maps=factor_maps(rows, chosen),
        actions=delays_of(rows.actions, days),
        moves=moves_shown(postmortem, every, rows.counts),
        durations=[*incident_durations(incident, periods, stands.about), *_lead_time(postmortem)],
        impact=impact_facts(incident),
        affected=[interval_words(start, end, note, chosen) for start, end, note in periods],
        bar=phase_bar(incident, chosen.zone, word=chosen.word, periods=periods, about=stands.about),
        timeline=timeline_shown(incident, read, stands, chosen, shown=entries),
        pictures=pictures,
        zone=chosen,
        zones=zone_links(incident, viewer, chosen),
        services=", ".join(postmortem.service_names),
        revisions=sum(section.version for section in every),
        corrections=corrections,
        days_late=days_late(postmortem, days),
        merged_into=target_for(incident, viewer),
        of_duplicates=[DuplicateLink(number) for number in postmortem.duplicate_numbers],
        quotes=quotes_in([*(section.html for section in sections), *comments], viewer, incident, chosen, read=read),
        waiver=waiver_of(incident),
    )


def _periods(postmortem: "ReadPostmortem") -> list[Period]:
    return periods_in((postmortem.period_starts, postmortem.period_ends, postmortem.period_notes))


def _sections(postmortem: Postmortem, viewer: User) -> tuple[list[Section], list[Section]]:
    """All of them with who writes them, and those that are not removed."""
    every: list[Section] = _read_sections(postmortem=postmortem.pk, viewer=viewer.pk, since=lately())
    for section in every:
        section.postmortem = postmortem
    return every, [section for section in every if section.removed_at is None]


@compiled_once
def _read_sections(*, postmortem: Any, viewer: Any, since: Any) -> "QuerySet[Section]":
    return Section.objects.filter(postmortem=postmortem).defer("search").annotate(writers=writer_names(viewer, since))


def _rows_and_corrections(postmortem: Postmortem) -> tuple[Analysis, list[Correction]]:
    """In one query, and another one for the action items. Nothing is corrected before publication."""
    of = {"postmortem": postmortem.pk, "incident": postmortem.incident_id, "since": postmortem.published_at}
    (rows,) = _read_rows(postmortem=postmortem.pk) if postmortem.published_at is None else _read_corrected(**of)
    count = len(SHOWN) + 1
    return read_analysis(postmortem, rows[:count]), read_corrections(rows[count:])


@compiled_once
def _read_rows(*, postmortem: Any) -> "QuerySet[Postmortem, Any]":
    return Postmortem.objects.filter(pk=postmortem).values_list(*rows_columns())


@compiled_once
def _read_corrected(*, postmortem: Any, incident: Any, since: Any) -> "QuerySet[Postmortem, Any]":
    corrections = corrections_columns(postmortem, incident, since)
    return Postmortem.objects.filter(pk=postmortem).values_list(*rows_columns(), *corrections)


def _days_of(postmortem: Postmortem, rows: Analysis, viewer: User) -> OwnerDays:
    """The day it is where the author and the owners are."""
    people = [postmortem.owner, *(item.owner for item in rows.actions)]
    return OwnerDays.at(now(), reader=viewer.zone, zones={person.zone for person in people if person})


def _lead_time(postmortem: Postmortem) -> list[NamedDuration]:
    """How long it took to publish; empty before that, and where the incident was recorded afterwards."""
    if postmortem.published_at is None or postmortem.incident.is_past:
        return []
    resolved_at = postmortem.incident.resolved_at
    took = Duration.between(resolved_at, postmortem.published_at, start_name="resolved", end_name="published")
    return [NamedDuration("Postmortem lead time", took)]


def blocks(sections: list[Section], rows: Analysis, *, is_draft: bool, pictures: int = 0) -> list[Block]:
    """The parts below the summary, in order. What is empty shows only while it is being written.

    The pictures of the incident and its timeline follow the section on resolution; rows whose section was removed still
    have a part of their own.
    """
    counts = rows.counts
    parts: list[Block] = []
    for section in sections:
        kind = rows_in(section)
        if section.kind != SectionKind.SUMMARY and (is_draft or section.body.strip() or counts.get(kind)):
            parts.append(Block(f"section-{section.pk}", section.heading, section, kind, counts.get(kind, 0)))
    shown = {part.rows for part in parts}
    parts += [Block(name, name.title(), None, name, n) for name, n in counts.items() if n and name not in shown]
    after_resolution = (
        place
        for place, part in enumerate(parts, start=1)
        if part.section and part.section.kind == SectionKind.RESOLUTION
    )
    place = next(after_resolution, len(parts))
    parts.insert(place, Block("timeline", "Timeline", rows="timeline"))
    if pictures:
        parts.insert(place, Block("pictures", "Pictures", rows="pictures", count=pictures))
    return [*parts, Block("actions", "Action items", rows="actions", count=len(rows.actions))]
