"""The page that merges a duplicate: incidents to choose from, likely ones first, and what a merge would move."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, When
from django.db.models.functions import JSONObject

from accounts.models import User
from core.paging import number_in
from core.references import read_number
from core.search import refusal_of, words_query
from incidents.enums import Status
from incidents.models import Incident, Merge, TimelineEntry
from incidents.permissions import can_change_privacy
from incidents.querysets import OPEN_STATUSES, IncidentQuerySet
from incidents.selectors.merging.duplicates import target_for
from incidents.selectors.merging.moving import moving_from
from incidents.selectors.merging.rules import circle_refusal, hides_entries, offered_milestones, pair_refusal
from incidents.selectors.zones import ShownZone

SHOWN = 10
LISTED = 300  # moved entries that the page of a duplicate lists
NEAR = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class MilestoneOffer:
    """A milestone that the target does not know and the duplicate does."""

    value: str
    words: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What a merge would do; with a `refusal` it cannot be done."""

    target: Incident
    refusal: str
    moves: list[str]
    stays: list[str]


@dataclass(frozen=True, slots=True)
class MovedLink:
    """Where an entry of a duplicate is now."""

    number: int
    when: str
    author: str


@dataclass(frozen=True, slots=True)
class MergedNote:
    """What the page of a duplicate says. `target` is None for those who may not see it."""

    merge: Merge
    at: str
    target: Incident | None
    moved: list[MovedLink]
    more: int


@dataclass(frozen=True, slots=True)
class _MovedEntry:
    """An entry that a merge moved, as it is read beside it."""

    number: int
    at: datetime
    author: str


@dataclass(frozen=True, slots=True)
class _MergeRead:
    """A merge, and what its viewer may see of where it leads: the target, and the first of the entries it moved."""

    merge: Merge
    target: Incident | None
    moved: list[_MovedEntry]


def candidates(source: Incident, viewer: User, words: str) -> list[Incident]:
    """Incidents it may be a duplicate of, as far as the viewer sees them: open ones, of its services, of that time."""
    rows = Incident.objects.visible_to(viewer).unmerged().exclude(status=Status.CANCELLED)
    rows = rows.filter(is_drill=source.is_drill).exclude(pk=source.pk)
    if source.is_private:
        rows = rows.filter(is_private=True)
    return list(_likely(_matching(rows, words), source).defer("search")[:SHOWN])


def _matching(rows: IncidentQuerySet, words: str) -> IncidentQuerySet:
    if not words.strip():
        return rows
    if refusal_of(words):
        return rows.none()
    number = read_number(words, Incident.PREFIX)
    if number is not None:
        return rows.filter(pk=number)
    return rows.filter(Q(search=words_query(words)) | Q(title__icontains=words.strip()))


def _likely(rows: IncidentQuerySet, source: Incident) -> IncidentQuerySet:
    links = Incident.services.through.objects
    shared = links.filter(incident=OuterRef("pk"), service__in=source.services.values("pk"))
    points = (
        When(Q(status__in=OPEN_STATUSES) & Exists(shared), then=0),
        When(status__in=OPEN_STATUSES, then=1),
        When(began_at__range=(source.began_at - NEAR, source.began_at + NEAR), then=2),
    )
    return rows.order_by(Case(*points, default=3, output_field=IntegerField()), "-began_at", "-pk")


def typed_target(viewer: User, number: str) -> Incident | None:
    """The incident of a number, or what it was merged into, if the viewer may see it."""
    if not (wanted := number_in(number)):
        return None
    found = Incident.objects.visible_to(viewer).defer("search").filter(pk=wanted).first()
    return target_for(found, viewer) if found and found.is_merged else found


def preview(source: Incident, target: Incident, viewer: User) -> Preview:
    """What moves and what stays, in words; or why it cannot be, for these two and for the viewer."""
    stays = ["its number and links, which redirect", "title, severity, roles, impact, customer update"]
    return Preview(
        target=target,
        refusal=circle_refusal(source, target)
        or pair_refusal(source, target)
        or _hiding_refusal(source, target, viewer),
        moves=moving_from(source).counted(),
        stays=[*stays, "its current state, its members", "a published postmortem and the action items"],
    )


def _hiding_refusal(source: Incident, target: Incident, viewer: User) -> str:
    if not hides_entries(source, target) or can_change_privacy(viewer, source):
        return ""
    return (
        f"{target.reference} is private: merging would hide the entries of {source.reference}, which every responder "
        f"sees. Ask a manager, an admin, or a lead of {source.reference} whom somebody else made lead. "
        "Nothing was moved."
    )


def milestone_offers(source: Incident, target: Incident, zone: ShownZone) -> list[MilestoneOffer]:
    """Milestones that can be taken over, each with its time."""
    offered = offered_milestones(source, target)
    times = dict(TimelineEntry.objects.filter(pk__in=offered.values()).values_list("pk", "happened_at"))
    return [
        MilestoneOffer(milestone.value, f"{milestone.label}: {zone.dated(times[entry])}")
        for milestone, entry in offered.items()
    ]


def merged_note(incident: Incident, viewer: User, zone: ShownZone) -> MergedNote | None:
    """What the page of a duplicate says of its merge; None for an incident that was not merged."""
    if not incident.is_merged:
        return None
    read = _with_what_it_moved(incident, viewer)
    links = [MovedLink(row.number, str(zone.stamp(row.at)), row.author) for row in read.moved[:LISTED]]
    return MergedNote(
        read.merge, zone.dated(read.merge.merged_at), read.target, links, max(0, len(read.moved) - LISTED)
    )


def _with_what_it_moved(incident: Incident, viewer: User) -> _MergeRead:
    """Its merge, in one query: where it leads, whether the viewer may see that, and the entries it moved."""
    entries = TimelineEntry.objects.filter(moves__merge=OuterRef("pk"), moves__returned_at=None).in_order()
    row = JSONObject(id="pk", at="happened_at", author="author__name")
    merges: QuerySet[Merge] = Merge.objects.active().filter(source=incident)
    merge = (
        merges.select_related("merged_by", "source__duplicate_of")
        .defer("source__search", "source__duplicate_of__search")
        .annotate(
            is_seen=Exists(Incident.objects.visible_to(viewer).filter(duplicates=OuterRef("source"))),
            moved_rows=ArraySubquery(entries.values(row=row)[: LISTED + 1]),
        )
        .get()
    )
    if not merge.is_seen:
        return _MergeRead(merge, None, [])
    moved = [
        _MovedEntry(each["id"], datetime.fromisoformat(each["at"]), each["author"] or "") for each in merge.moved_rows
    ]
    return _MergeRead(merge, merge.source.duplicate_of, moved)
