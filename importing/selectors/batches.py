"""A batch as its page shows it: a preview page by page, then how far it is."""

from dataclasses import dataclass
from datetime import datetime
from math import ceil

from django.db.models import Count, Q, QuerySet

from core.clock import now
from core.wall_clock import SLACK
from importing.enums import NOT_ADDED
from importing.models import ImportBatch, ImportLine
from importing.readers import plain
from importing.readers.formats import named
from importing.selectors.known_entries import full_names
from incidents.enums import Milestone
from incidents.models import Incident
from incidents.selectors.zones import ShownZone, ZoneChoice

PER_PAGE = 100
EXCERPT = 700  # characters of a line that are shown before it is opened


@dataclass(frozen=True, slots=True)
class PreviewLine:
    """One line of a preview: as the entry it would become."""

    line: ImportLine
    clock: str
    zone: str
    day: str
    typed: str
    person: str
    excerpt: str
    more: int
    marks: tuple[str, ...]
    is_ticked: bool
    author: str
    text: str
    is_open: bool = False

    @property
    def prefix(self) -> str:
        """In front of the names of its fields."""
        return f"l{self.line.pk}"


@dataclass(frozen=True, slots=True)
class Preview:
    """A page of a preview, and what is known of all of it."""

    label: str
    lines: list[PreviewLine]
    page: int
    pages: int
    first: int
    total: int
    ticked: int
    known: int
    odd: int
    ahead: int

    @property
    def source_words(self) -> str:
        """The format behind *from*: `Slack`, `other text`."""
        return self.label.lower() if self.label == plain.LABEL else self.label

    @property
    def last(self) -> int:
        """Position of the last line of this page."""
        return self.first + len(self.lines) - 1

    @property
    def ticked_elsewhere(self) -> int:
        """Ticked lines on the other pages."""
        return self.ticked - sum(shown.line.is_taken for shown in self.lines)


def clocks_of(batch: ImportBatch) -> ShownZone:
    """The zone in which the batch is read and shown, under the word that was typed for it."""
    return ShownZone(ZoneChoice.INCIDENT, batch.time_zone, batch.zone_word)


def page_of_lines(batch: ImportBatch, page: int) -> list[ImportLine]:
    """The lines of one page."""
    return list(_slice(batch.lines.all(), page))


def preview(batch: ImportBatch, page: int) -> Preview:
    """One page of the preview; the first where there is no such page. Three queries."""
    counts = batch.lines.aggregate(
        total=Count("pk"),
        ticked=Count("pk", filter=Q(is_taken=True)),
        known=Count("pk", filter=Q(is_known=True)),
        odd=Count("pk", filter=Q(is_understood=False)),
        ahead=Count("pk", filter=Q(happened_at__gt=now() + SLACK, is_timed=False)),
    )
    pages = max(1, ceil(counts["total"] / PER_PAGE))
    page = page if 1 <= page <= pages else 1
    lines = page_of_lines(batch, page)
    people = full_names({line.author for line in lines})
    zone = clocks_of(batch)
    return Preview(
        label=named(batch.source).label,
        lines=[_shown(line, zone, people) for line in lines],
        page=page,
        pages=pages,
        first=(page - 1) * PER_PAGE + 1 if lines else 0,
        **counts,
    )


def first_instant(batch: ImportBatch) -> datetime | None:
    """When the first line with a time was."""
    return batch.lines.filter(happened_at__isnull=False).values_list("happened_at", flat=True).first()


def batches_of(incident: Incident) -> list[ImportBatch]:
    """Earlier imports, the newest first."""
    done = ImportBatch.objects.filter(incident=incident).exclude(state__in=NOT_ADDED)
    return list(done.select_related("started_by", "taken_back_by")[:50])


def _slice(lines: "QuerySet[ImportLine]", page: int) -> "QuerySet[ImportLine]":
    return lines[(page - 1) * PER_PAGE : page * PER_PAGE]


def _shown(line: ImportLine, zone: ShownZone, people: dict[str, str]) -> PreviewLine:
    at = line.happened_at
    local = at.astimezone(zone.zone) if at else None
    seconds = f":{local:%S}" if local and local.second else ""
    marks = [Milestone(name).label for name in line.further.get("milestones", ()) if name in Milestone.values]
    marks += ["Starred"] if line.further.get("is_starred") else []
    marks += ["Struck through"] if line.further.get("struck") else []
    return PreviewLine(
        line=line,
        clock=f"{local:%H:%M}{seconds}" if local else "no time",
        zone=zone.label(at) if at else "",
        day=f"{local.day} {local:%b %Y}" if local else "",
        typed=zone.typed(at) if at else "",
        person=people.get(line.author, ""),
        excerpt=line.text[:EXCERPT],
        more=max(0, len(line.text) - EXCERPT),
        marks=tuple(marks),
        is_ticked=line.is_taken,
        author=line.author,
        text=line.text,
    )
