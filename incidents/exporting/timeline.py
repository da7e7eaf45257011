"""One timeline as CSV, which can be imported again, and as text to read."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime

from django.db.models import Prefetch, QuerySet
from django.http import HttpResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header

from core.addresses import absolute
from core.csv_export import csv_response
from incidents.enums import EntryKind, Milestone, Origin, Source
from incidents.models import Attachment, EntryRevision, Incident, Mark, TimelineEntry
from incidents.selectors.origin import UNKNOWN_AUTHOR, origin_of
from incidents.selectors.zones import ShownZone, incident_zone

HEADER = (
    "happened_at",
    "until",
    "about",
    "author",
    "change",
    "text",
    "milestones",
    "starred",
    "struck",
    "redacted",
    "kind",
    "written_at",
    "brought_in_by",
    "logged_by",
    "merged_from",
)


def timeline_csv(incident: Incident) -> StreamingHttpResponse:
    """All entries in their order; instants with the offset of the incident's zone, exact to the microsecond."""
    name = f"{incident.reference.lower()}-timeline.csv"
    return csv_response(name, HEADER, _rows(incident))


def timeline_text(incident: Incident) -> HttpResponse:
    """All entries as Markdown, day by day, and links to the files."""
    response = HttpResponse("\n".join(_lines(incident)) + "\n", content_type="text/markdown; charset=utf-8")
    name = f"{incident.reference.lower()}-timeline.md"
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _entries(incident: Incident) -> QuerySet[TimelineEntry]:
    entries = TimelineEntry.objects.filter(incident=incident).select_related("author", "redacted_by")
    earlier = EntryRevision.objects.select_related("replaced_by").defer("html")
    return (
        entries.defer("search", "html")
        .prefetch_related(Prefetch("revisions", earlier), Prefetch("merged_from", Incident.objects.only("is_private")))
        .in_order()
    )


def _rows(incident: Incident) -> Iterator[tuple[object, ...]]:
    marks = _marks(incident)
    zone = incident.time_zone
    for entry in _entries(incident):
        yield (
            entry.happened_at.astimezone(zone).isoformat(),
            entry.until_at.astimezone(zone).isoformat() if entry.until_at else None,
            entry.is_about,
            _author(entry, marks),
            entry.change,
            entry.text,
            ", ".join(milestone.value for milestone in marks.get(entry.pk, ())),
            entry.is_starred,
            (entry.struck_reason or "struck through") if entry.struck_at else None,
            entry.redacted_reason if entry.redacted_at else None,
            entry.kind,
            entry.written_at.astimezone(zone).isoformat(timespec="seconds"),
            entry.author.name if entry.source == Source.IMPORTED and entry.author else None,
            entry.author.name if entry.told_by and entry.source != Source.IMPORTED and entry.author else None,
            _origin(entry) or None,
        )


def _lines(incident: Incident) -> Iterator[str]:
    marks, files = _marks(incident), _files(incident)
    zone, zone_of = incident.time_zone, incident_zone(incident)
    yield f"# {incident.reference} {incident.title}\n"
    yield f"Timeline; times in {incident.zone_word or incident.zone}."
    day = None
    for entry in _entries(incident):
        local = entry.happened_at.astimezone(zone)
        if local.date() != day:
            day = local.date()
            yield f"\n## {local:%A} {local.day} {local:%B %Y}\n"
        until = f" to {_end(entry.until_at.astimezone(zone), local)}" if entry.until_at else ""
        about = "about " if entry.is_about else ""
        named = ", ".join(milestone.label for milestone in marks.get(entry.pk, ()))
        stars = ("customer update" if entry.kind == EntryKind.UPDATE else "", "starred" if entry.is_starred else "")
        origin = f"from {_origin(entry)}" if entry.merged_from_id else ""
        who = _author(entry, marks) or (UNKNOWN_AUTHOR if entry.source == Source.IMPORTED else "")
        said = (f"{about}{local:%H:%M}{until}", who, named, *stars, origin)
        head = ", ".join(part for part in said if part)
        yield f"- **{head}:** {_words(entry)}"
        for value in entry.changed_values:
            yield f"  - {value.label}: {value.before or 'not set'} → {value.after or 'not set'}".replace("\n", "; ")
        if not entry.redacted_at:
            yield from (_corrected(revision, zone_of) for revision in entry.revisions.all())
        yield from (f"  - file: {_link(file)}" for file in files[entry.pk])
    if own := files[None]:
        yield "\n## Files of the incident\n"
        yield from (f"- {_link(file)}" for file in own)


def _files(incident: Incident) -> dict[int | None, list[Attachment]]:
    """The files that are still there, by the key of their entry; those of the incident itself under None."""
    found: dict[int | None, list[Attachment]] = defaultdict(list)
    for file in incident.attachments.filter(removed_at__isnull=True):
        found[file.entry_id].append(file)
    return found


def _link(file: Attachment) -> str:
    """A link for those who may see the incident, with the caption; of a picture that is not there, why."""
    if file.is_checking:
        return f"{file.caption or file.name} (a picture that is still being checked)"
    if file.is_refused:
        return f"{file.caption or file.name} (a picture that was not kept: {file.refusal})"
    return f"[{file.caption or file.name}]({absolute(file.get_absolute_url())})"


def _corrected(revision: EntryRevision, zone: ShownZone) -> str:
    """What an entry said before a correction, indented below its words."""
    reason = f": {revision.reason}" if revision.reason else ""
    before = zone.span(revision.happened_at, revision.until_at) if revision.until_at else ""
    when = f"{'about ' if revision.is_about else ''}{before or zone.dated(revision.happened_at)}"
    words = revision.text.replace("\n", "\n    ")
    stamp = f"corrected {zone.dated(revision.replaced_at)} by {revision.replaced_by.name}"
    return f"  - ({stamp}{reason}) before: {when}: {words}"


def _end(end: datetime, start: datetime) -> str:
    """The clock, and the day where it is another one."""
    return f"{end:%H:%M}" if end.date() == start.date() else f"{end.day} {end:%b %H:%M}"


def _words(entry: TimelineEntry) -> str:
    """The words under one bullet: further lines indented, struck and redacted ones said."""
    if entry.redacted_at:
        return f"(redacted: {entry.redacted_reason})"
    words = entry.words.replace("\n", "\n  ")
    return f"(struck through: {entry.struck_reason}) {words}" if entry.struck_at else words


def _author(entry: TimelineEntry, marks: Mapping[int, list[Milestone]]) -> str:
    """Who said it, as the page shows it: as told, else who wrote it; nobody for a line that says no author.

    What Debrief recorded by itself has an author where it marks a milestone, which a person set.
    """
    if entry.source == Source.IMPORTED:
        return entry.told_by
    if entry.origin == Origin.SYSTEM and entry.pk not in marks:
        return ""
    return entry.told_by or (entry.author.byline if entry.author else "")


def _origin(entry: TimelineEntry) -> str:
    """Which duplicate brought it."""
    return origin_of(entry.merged_from_id, is_private=bool(entry.merged_from and entry.merged_from.is_private))


def _marks(incident: Incident) -> Mapping[int, list[Milestone]]:
    """The milestones on each entry; none on one that is struck through."""
    marks = Mark.objects.counting().filter(incident=incident)
    found = defaultdict(set)
    for entry_id, name in marks.values_list("entry_id", "milestone"):
        found[entry_id].add(name)
    return {entry_id: [each for each in Milestone if each.value in names] for entry_id, names in found.items()}
