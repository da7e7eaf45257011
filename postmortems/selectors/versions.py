"""A postmortem as it stands now, or as a stored version kept it, ready to be compared."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject

from actions.models import ActionItem
from core.text_diff import Piece, pieces_between
from core.zones import zone_or_utc
from incidents.enums import EntryKind, Origin, Status
from incidents.models import EntryRevision, Mark, TimelineEntry
from postmortems.enums import FactorKind, LessonKind, MeasureKind
from postmortems.models import Factor, Lesson, Measure, Postmortem, PostmortemVersion, Section
from postmortems.readers.snapshots import (
    EntryChange,
    EntryState,
    Fate,
    Part,
    PartChange,
    PartKind,
    Snapshot,
    entry_changes,
    from_json,
    part_changes,
)

# Entries about the record itself, not about what happened: publishing or closing changes nothing that was signed.
NOT_STORY = (
    *(
        EntryKind.POSTMORTEM,
        EntryKind.PRIVACY,
        EntryKind.STATE,
        EntryKind.MERGE,
        EntryKind.WITHDRAWN,
        EntryKind.DETAILS,
        EntryKind.TITLE,
    ),
)
ROWS: tuple[tuple[PartKind, Any, Any], ...] = (
    (PartKind.FACTOR, Factor, FactorKind),
    (PartKind.LESSON, Lesson, LessonKind),
    (PartKind.MEASURE, Measure, MeasureKind),
)


@dataclass(frozen=True, slots=True)
class ShownChange:
    """A section, row or action item that differs: what it is, what became of it, and both texts in one."""

    label: str
    heading: str
    fate: str
    pieces: list[Piece]


@dataclass(frozen=True, slots=True)
class ShownEntry:
    """An entry that differs; `pieces` only where its words were corrected."""

    entry: TimelineEntry | None
    words: str
    pieces: list[Piece]


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed between a stored version and now."""

    parts: list[ShownChange]
    entries: list[ShownEntry]

    @property
    def count(self) -> int:
        """How many parts and entries differ."""
        return len(self.parts) + len(self.entries)


def present_snapshot(postmortem: Postmortem) -> Snapshot:
    """All that a sign-off is about, as it stands now; one query, so that it is of one moment."""
    sections = Section.objects.filter(postmortem=OuterRef("pk"), removed_at__isnull=True).order_by("position", "id")
    items = ActionItem.objects.filter(incident=OuterRef("incident")).order_by("pk")
    of_rows = (_rows(_of(model), key="pk", kind="kind", text="text", **_links(model)) for _, model, _ in ROWS)
    found = Postmortem.objects.filter(pk=postmortem.pk).values_list(
        "incident__seq",
        "incident__zone",
        _entries(),
        _rows(sections, key="pk", heading="heading", text="body"),
        _rows(items, key="pk", heading="title", text="description"),
        *of_rows,
    )
    seq, zone, entries, section_rows, item_rows, *row_lists = found.get()
    parts = [Part(PartKind.SECTION, **row) for row in section_rows]
    for (kind, _, words), rows in zip(ROWS, row_lists, strict=True):
        parts += [_row_part(kind, row, str(words(row["kind"]).label), zone_or_utc(zone)) for row in rows]
    parts += [Part(PartKind.ACTION, **row) for row in item_rows]
    return Snapshot(tuple(parts), tuple(_entry_state(row) for row in entries), seq)


def _of(model: Any) -> "QuerySet[Any]":
    rows: QuerySet[Any] = model.objects.filter(postmortem=OuterRef("pk")).order_by("position", "id")
    return rows


def _links(model: Any) -> dict[str, Any]:
    """What a factor is linked to, as columns."""
    if model is not Factor:
        return {}
    entries = TimelineEntry.objects.filter(factors=OuterRef("pk")).order_by("happened_at", "seq")
    causes = Factor.objects.filter(made_possible=OuterRef("pk")).order_by("position", "id")
    return {
        "category": "category__name",
        "evidence": ArraySubquery(entries.values(row=JSONObject(key="pk", at="happened_at"))),
        "causes": ArraySubquery(causes.values("text")),
    }


def _row_part(kind: PartKind, row: dict[str, Any], label: str, zone: ZoneInfo) -> Part:
    """A row of the analysis; the links of a factor are part of its words."""
    category = row.get("category")
    lines = [
        f"Evidence: {datetime.fromisoformat(entry['at']).astimezone(zone):%-d %B %H:%M} (entry {entry['key']})"
        for entry in row.get("evidence") or ()
    ]
    lines += [f"Made possible by: {text}" for text in row.get("causes") or ()]
    return Part(kind, row["key"], f"{label} ({category})" if category else label, "\n".join([row["text"], *lines]))


def _rows(rows: "QuerySet[Any]", **columns: Any) -> ArraySubquery:
    return ArraySubquery(rows.values(row=JSONObject(**columns)))


def _entries() -> ArraySubquery:
    """What counts of the timeline: not stars, which bump `changed_seq` as everything does, nor the record itself."""
    closed = Q(kind=EntryKind.STATUS, facts__to=Status.CLOSED)
    entries = TimelineEntry.objects.filter(incident=OuterRef("incident")).exclude(kind__in=NOT_STORY).exclude(closed)
    milestones = Mark.objects.current().filter(entry=OuterRef("pk")).order_by("milestone").values("milestone")
    return ArraySubquery(
        entries.order_by("pk").values(
            row=JSONObject(
                key="pk",
                at="happened_at",
                until="until_at",
                about="is_about",
                corrections="corrections",
                struck="struck_at",
                redacted="redacted_at",
                milestones=ArraySubquery(milestones),
            )
        )
    )


def _entry_state(row: dict[str, Any]) -> EntryState:
    return EntryState(
        key=row["key"],
        happened_at=row["at"],
        until_at=row["until"] or "",
        is_about=row["about"],
        corrections=row["corrections"],
        is_struck=row["struck"] is not None,
        is_redacted=row["redacted"] is not None,
        milestones=tuple(row["milestones"] or ()),
    )


def difference_since(version: PostmortemVersion, present: Snapshot) -> Difference:
    """What changed since a stored version; entries with what they said then, in two queries at most."""
    before = from_json(version.content)
    changed = entry_changes(before, present)
    return Difference([_shown(change) for change in part_changes(before, present)], _shown_entries(changed, before.seq))


def _shown(change: PartChange) -> ShownChange:
    part, before, after = change.part, change.before, change.after
    was, now = before.text if before else "", after.text if after else ""
    heading = part.heading
    if before and after and before.heading != after.heading:
        heading = f"{before.heading} → {after.heading}"
    fate = "changed" if change.fate == Fate.CHANGED else change.fate.value
    return ShownChange(part.kind.label, heading, fate, pieces_between(was, now))


def _shown_entries(changes: Collection[EntryChange], seq: int) -> list[ShownEntry]:
    """`seq` is where the incident was then: the first text that was replaced later is what an entry said."""
    if not changes:
        return []
    keys = [change.key for change in changes]
    entries = TimelineEntry.objects.defer("search").in_bulk(keys)
    then: dict[int, str] = {}
    corrected = [change.key for change in changes if change.is_corrected]
    if corrected:
        revisions = EntryRevision.objects.filter(entry__in=corrected, seq__gt=seq).order_by("-id")
        then = dict(revisions.values_list("entry", "text"))
    return [_shown_entry(change, entries.get(change.key), then) for change in changes]


def _shown_entry(change: EntryChange, entry: TimelineEntry | None, then: dict[int, str]) -> ShownEntry:
    if entry is None:
        return ShownEntry(None, change.words, [])
    now = entry.words if entry.origin == Origin.TOLD else entry.text
    if change.is_corrected and change.key in then:
        return ShownEntry(entry, change.words, pieces_between(then[change.key], entry.text))
    return ShownEntry(entry, change.words, pieces_between(now, now))
