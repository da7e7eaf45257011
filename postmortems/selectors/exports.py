"""A postmortem as a document that leaves Debrief: what stands in it, as one person may see it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from accounts.models import User
from core.clock import now
from core.markdown_links import References, references_in
from core.markdown_pictures import attachments_in
from core.references import reference
from incidents.enums import Milestone
from incidents.models import Attachment, Incident
from incidents.selectors.entry_rows import EntryRow, by_day
from incidents.selectors.handles import names_called
from incidents.selectors.timeline import EntryRead
from incidents.selectors.zones import ShownZone, incident_zone
from postmortems.models import Postmortem, Section
from postmortems.selectors.reading import Block, PostmortemPage, postmortem_page, with_beside
from postmortems.selectors.sign_offs import Review, review_of

MOST_BYTES = 40_000_000  # of pictures in one file; those beyond are named, with their address
LARGE_TEXT, LARGE_PICTURES, MANY_ENTRIES = 500_000, 5_000_000, 1_000  # above which an export takes too long to wait for


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the timeline: the instants, and how a page shows it."""

    read: EntryRead
    row: EntryRow


@dataclass(frozen=True, slots=True)
class Sight:
    """What stands in the texts and the reader may see: references, names by @name, and pictures."""

    references: frozenset[tuple[str, int]]
    names: Mapping[str, str]
    files: Mapping[UUID, Attachment]


@dataclass(frozen=True, slots=True)
class ExportDocument:
    """All that an export holds. `page` is what the page shows; of the timeline all stand in `entries`."""

    postmortem: Postmortem
    page: PostmortemPage
    review: Review
    entries: tuple[Entry, ...]
    milestones: tuple[tuple[Milestone, datetime | None], ...]
    sight: Sight
    zone: ShownZone
    exported_at: datetime

    @property
    def incident(self) -> Incident:
        """What it is about."""
        return self.postmortem.incident

    @property
    def blocks(self) -> list[Block]:
        """The parts that have something in them, in order; the summary first."""
        summary = self.page.summary
        first = [Block("summary", summary.heading, summary)] if summary and summary.body.strip() else []
        return [*first, *(block for block in self.page.blocks if self._says_something(block))]

    def _says_something(self, block: Block) -> bool:
        is_written = block.section is not None and bool(block.section.body.strip())
        return is_written or bool(block.count) or block.rows == "timeline"

    @property
    def sections(self) -> list[Section]:
        """Those that are not removed, in order; the summary first."""
        return [block.section for block in self.blocks if block.section is not None]

    @property
    def pictures(self) -> list[Attachment]:
        """All pictures that it shows, as long as they fit."""
        kept, size = [], 0
        for file in self.sight.files.values():
            if file.is_picture and size + file.size <= MOST_BYTES:
                kept.append(file)
                size += file.size
        return kept


def export_document(postmortem: Postmortem, viewer: User) -> ExportDocument:
    """The document; the same number of queries whatever it holds."""
    incident = postmortem.incident
    zone = incident_zone(incident)
    whole = with_beside(Postmortem.objects.filter(pk=postmortem.pk)).select_related("incident__severity").get()
    page = postmortem_page(whole, viewer, zone=zone.choice)
    entries = story_entries(page, zone)
    return ExportDocument(
        postmortem=postmortem,
        page=page,
        review=review_of(postmortem, viewer),
        entries=entries,
        milestones=tuple((each, getattr(incident, each.column)) for each in Milestone),
        sight=_sight(_texts(page, entries), _files(page, entries), viewer, incident),
        zone=zone,
        exported_at=now(),
    )


def story_entries(page: PostmortemPage, zone: ShownZone) -> tuple[Entry, ...]:
    """The timeline without what is about the record itself, and without what was taken back at once."""
    told = page.timeline
    rows = [row for day in by_day(told.story, told.around, zone) for row in day.rows]
    return tuple(Entry(entry, row) for entry, row in zip(told.story, rows, strict=True) if not row.is_undone)


def _texts(page: PostmortemPage, entries: Iterable[Entry]) -> list[str]:
    sections = [block.section.html for block in page.blocks if block.section]
    summary = [page.summary.html] if page.summary else []
    quoted = [quote.row.html for quote in page.quotes.entries.values()]
    return [*summary, *sections, *quoted, *(entry.row.html for entry in entries if not entry.row.redacted)]


def _files(page: PostmortemPage, entries: Iterable[Entry]) -> list[Attachment]:
    """What the page lists beside the texts."""
    return [*page.pictures, *(file for entry in entries for file in entry.row.attachments)]


def _sight(texts: list[str], files: list[Attachment], viewer: User, incident: Incident) -> Sight:
    """One query for each kind of reference, one for names, one for files; none where there are none of them."""
    found = references_in(texts)
    wanted = {uuid for text in texts for uuid in attachments_in(text)} - {file.uuid for file in files}
    shown = {file.uuid: file for file in (*_attachments(wanted, viewer, incident), *files)}
    return Sight(_visible(found, viewer), names_called(texts), shown)


def _visible(found: References, viewer: User) -> frozenset[tuple[str, int]]:
    seen = set()
    for prefix, numbers in found.items():
        if kind := reference(prefix):
            there = kind.visible_to(viewer).filter(pk__in=numbers).order_by().values_list("pk", flat=True)
            seen |= {(prefix, number) for number in there}
    return frozenset(seen)


def _attachments(wanted: set[UUID], viewer: User, incident: Incident) -> list[Attachment]:
    """Of another incident only where that is not private, as with quoted entries."""
    if not wanted:
        return []
    visible = Attachment.objects.visible_to(viewer, Incident.objects.all())
    return list(visible.filter(Q(incident=incident) | Q(incident__is_private=False), uuid__in=wanted))


def is_large(postmortem: Postmortem) -> bool:
    """Whether its export takes too long to wait for it; three small queries."""
    incident = postmortem.incident
    sections = postmortem.sections.filter(removed_at=None).values_list("body", flat=True)
    sizes = Attachment.objects.filter(incident=incident, is_image=True, removed_at=None).values_list("size", flat=True)
    return (
        sum(map(len, sections)) > LARGE_TEXT or sum(sizes) > LARGE_PICTURES or incident.entries.count() > MANY_ENTRIES
    )
