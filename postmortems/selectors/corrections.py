"""What changed in a postmortem after it was published: by whom, when, and the words before and after."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Q, Subquery, TextField, Value
from django.db.models.functions import Coalesce, JSONObject
from django.urls import reverse

from accounts.models import User
from actions.models import ActionEvent
from core.text_diff import Piece, pieces_between, shortened
from incidents.enums import EntryKind
from incidents.models import EntryRevision, TimelineEntry
from incidents.querysets import EntryQuerySet
from postmortems.models import Postmortem, PostmortemEvent, SectionRevision
from postmortems.selectors.versions import NOT_STORY

NEWEST = 10  # on the page itself
ALL = 200  # of each kind, on the page of corrections
ROW_EVENTS = Q()
for _what in ("Factor", "Lesson", "Measure", "Section"):
    ROW_EVENTS |= Q(what__startswith=f"{_what} ")


@dataclass(frozen=True, slots=True)
class Correction:
    """One change after publication; `heading` says of what, `key` tells it from the others."""

    key: str
    heading: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class ShownCorrection:
    """The same with what differs."""

    correction: Correction
    pieces: list[Piece]
    address: str


def corrections_columns(postmortem: Any, incident: Any, since: Any) -> tuple[ArraySubquery, ...]:
    """The newest ten of each kind since its publication, for a query of postmortems."""
    return (
        _array(_revisions(postmortem, since), "saved_at", "section__heading", "author__name"),
        _array(_events(postmortem, since), "at", "what", "actor__name"),
        _array(_entry_revisions(incident, since), "replaced_at", None, "replaced_by__name"),
        _array(_struck(incident, since), "struck_at", None, "struck_by__name"),
        _array(_item_events(incident, since), "at", "item__title", "actor__name"),
    )


def read_corrections(found: Sequence[Sequence[dict[str, Any]]]) -> list[Correction]:
    """What `corrections_columns` read: the newest ten of all, newest first."""
    named = ("s", "e", "t", "x", "a")
    words = ("", "", "An entry was corrected", "An entry was struck through", "Action item reworded: ")
    kinds = zip(named, words, found or [()] * len(named), strict=True)
    rows = [_correction(letter, word, row) for letter, word, rows in kinds for row in rows]
    return sorted(rows, key=lambda row: row.at, reverse=True)[:NEWEST]


def _array(rows: Any, at: str, heading: str | None, by: str) -> ArraySubquery:
    """The newest rows as keys, instants, headings and names."""
    columns = {"key": "pk", "at": at, "by": by} | ({"heading": heading} if heading else {})
    return ArraySubquery(rows.order_by(F(at).desc())[:NEWEST].values(row=JSONObject(**columns)))


def _correction(letter: str, word: str, row: dict[str, Any]) -> Correction:
    heading = f"{word}{row.get('heading', '')}"
    return Correction(f"{letter}{row['key']}", heading, datetime.fromisoformat(row["at"]), row["by"] or "Debrief")


def _revisions(postmortem: Any, since: Any) -> Any:
    """Texts of sections, with the `earlier` one. What was set aside is not on the page; a new heading is an event."""
    before = SectionRevision.objects.filter(section=OuterRef("section"), version__lt=OuterRef("version"))
    earlier = Coalesce(Subquery(before.order_by("-version").values("body")[:1]), Value("", TextField()))
    rows = SectionRevision.objects.filter(section__postmortem=postmortem, saved_at__gt=since, version__isnull=False)
    return rows.annotate(earlier=earlier).exclude(body=F("earlier"))


def _events(postmortem: Any, since: Any) -> Any:
    """Rows of the analysis, and sections that came, went or were renamed."""
    return PostmortemEvent.objects.filter(ROW_EVENTS, postmortem=postmortem, at__gt=since)


def _entry_revisions(incident: Any, since: Any) -> Any:
    return EntryRevision.objects.filter(_story(), entry__incident=incident, replaced_at__gt=since)


def _story() -> Q:
    return ~Q(entry__kind__in=NOT_STORY)


def _struck(incident: Any, since: Any) -> EntryQuerySet:
    entries: EntryQuerySet = TimelineEntry.objects.filter(incident=incident, struck_at__gt=since)
    return entries.exclude(kind=EntryKind.POSTMORTEM)


def _item_events(incident: Any, since: Any) -> Any:
    words = ActionEvent.objects.filter(field__in=("title", "description"))
    return words.filter(item__incident=incident, at__gt=since)


def shown_corrections(postmortem: Postmortem) -> list[ShownCorrection]:
    """All of them with what differs, newest first; the same number of queries whatever there is."""
    since = postmortem.published_at
    if since is None:
        return []
    rows = [
        *_shown_revisions(postmortem, since),
        *_shown_events(postmortem, since),
        *_shown_entries(postmortem, since),
        *_shown_items(postmortem, since),
    ]
    return sorted(rows, key=lambda row: row.correction.at, reverse=True)


def _shown_revisions(postmortem: Postmortem, since: datetime) -> Iterable[ShownCorrection]:
    rows = _revisions(postmortem, since).select_related("author", "section").defer("section__html")
    for row in rows.order_by("-saved_at")[:ALL]:
        address = reverse("section_revisions", args=[postmortem.incident_id, row.section_id])
        correction = _named("s", row.pk, row.section.heading, row.saved_at, row.author)
        yield _shown(correction, pieces_between(row.earlier, row.body), address)


def _shown_events(postmortem: Postmortem, since: datetime) -> Iterable[ShownCorrection]:
    address = reverse("postmortem_history", args=[postmortem.incident_id])
    for row in _events(postmortem, since).select_related("actor").order_by("-at")[:ALL]:
        yield _shown(_named("e", row.pk, row.what, row.at, row.actor), pieces_between(row.before, row.after), address)


def _shown_entries(postmortem: Postmortem, since: datetime) -> Iterable[ShownCorrection]:
    """A correction replaced a text by the next one that was replaced, or by what the entry says now."""
    rows = _entry_revisions(postmortem.incident_id, since).select_related("entry", "replaced_by").defer("entry__search")
    after: dict[int, str] = {}
    for row in rows.order_by("-pk")[:ALL]:
        pieces = pieces_between(row.text, after.get(row.entry_id, row.entry.text))
        after[row.entry_id] = row.text
        address = row.entry.get_absolute_url()
        yield _shown(_named("t", row.pk, "An entry was corrected", row.replaced_at, row.replaced_by), pieces, address)
    for entry in _struck(postmortem.incident_id, since).select_related("struck_by").order_by("-struck_at")[:ALL]:
        pieces, address = pieces_between(entry.text, ""), entry.get_absolute_url()
        correction = _named("x", entry.pk, "An entry was struck through", entry.struck_at, entry.struck_by)
        yield _shown(correction, pieces, address)


def _shown_items(postmortem: Postmortem, since: datetime) -> Iterable[ShownCorrection]:
    for row in _item_events(postmortem.incident_id, since).select_related("actor", "item").order_by("-at")[:ALL]:
        heading, pieces = f"Action item reworded: {row.item.title}", pieces_between(row.before, row.after)
        yield _shown(_named("a", row.pk, heading, row.at, row.actor), pieces, row.item.get_absolute_url())


def _shown(correction: Correction, pieces: list[Piece], address: str) -> ShownCorrection:
    return ShownCorrection(correction, shortened(pieces), address)


def _named(letter: str, key: int, heading: str, at: Any, by: User | None) -> Correction:
    return Correction(f"{letter}{key}", heading, at, by.byline if by else "Debrief")
