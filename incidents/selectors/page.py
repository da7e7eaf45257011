"""The incident page, read in a number of queries that depends on nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet

from accounts.models import User
from accounts.permissions import sight_of
from catalogue.enums import BuiltInRole
from catalogue.models import Service
from core import clock
from core.compiled_once import compiled_once
from core.durations import Duration
from incidents.models import Attachment, Follower, Incident
from incidents.permissions import can_give_lead
from incidents.selectors.durations import NamedDuration, incident_durations
from incidents.selectors.entry_rows import Day, by_day
from incidents.selectors.facts import Fact, impact_facts, interval_words
from incidents.selectors.first_steps import FirstSteps, first_steps
from incidents.selectors.impact import Period, impact_duration, period_columns, periods_in
from incidents.selectors.length import Length, length_of
from incidents.selectors.merging.duplicates import DuplicateLink
from incidents.selectors.merging.page import MergedNote, merged_note
from incidents.selectors.phases import PhaseBar, phase_bar
from incidents.selectors.roles import RoleShown, role_to_hand_over, roles_shown, with_assignments
from incidents.selectors.state import StateShown, state_of
from incidents.selectors.tasks import TaskPanel, TaskRead, task_panel, tasks_column
from incidents.selectors.timeline import SHOWN, Surroundings, surroundings
from incidents.selectors.timeline_pages import Part, Window, part_of
from incidents.selectors.updates import UpdateShown, update_shown
from incidents.selectors.zones import ShownZone, ZoneLink, shown_zone, zone_labels, zone_links, zone_name


@dataclass(frozen=True, slots=True)
class ShownLink:
    """One side of the filter above the timeline."""

    shown: str
    words: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Around:
    """What stands beside the timeline."""

    services: list[str]
    members: list[str]
    intervals: list[str]
    suffered: Duration
    facts: list[Fact]
    durations: list[NamedDuration]
    files: list[Attachment]
    duplicates: list[DuplicateLink]
    declared: str
    words_at: str
    zone: str


@dataclass(frozen=True, slots=True)
class Beside:
    """Names of its services, numbers of its duplicates, its tasks, its periods of impact, and who follows it."""

    services: list[str]
    duplicates: list[int]
    tasks: list[TaskRead]
    periods: list[Period]
    followers: int
    is_followed: bool


@dataclass(frozen=True, slots=True)
class IncidentPage:
    """All that the page shows."""

    incident: Incident
    zone: ShownZone
    zones: list[ZoneLink]
    length: Length
    bar: PhaseBar
    shown: str
    filters: list[ShownLink]
    days: list[Day]
    entry_count: int
    has_earlier: bool
    has_later: bool
    around: Around
    state: StateShown
    tasks: TaskPanel
    update: UpdateShown
    roles: list[RoleShown]
    lead: User | None
    first_steps: FirstSteps | None
    hand_over: str
    server_now: str
    zone_label: str
    zone_labels: str
    merged: MergedNote | None
    followers: int
    is_followed: bool


def for_page(number: int, viewer: User) -> Incident | None:
    """An incident with who declared it, the current state, and who has which role; two queries. None out of sight."""
    return next(iter(_read_incident(sight_of(viewer), viewer=viewer.pk, number=number)), None)


@compiled_once
def _read_incident(role: str, *, viewer: Any, number: Any) -> "QuerySet[Incident]":
    found = Incident.objects.visible_as(role, viewer).filter(pk=number).defer("search")
    found = found.select_related("severity", "declared_by", "state__written_by")
    return found.prefetch_related(with_assignments())


def _beside(incident: Incident, viewer: User) -> Beside:
    """One query for all of it, which is as many rows as an incident has."""
    (found,) = _read_beside(incident.is_private, number=incident.pk)
    names, numbers, tasks, *periods, followers = found
    return Beside(
        services=names,
        duplicates=numbers,
        tasks=[TaskRead(**task) for task in tasks],
        periods=periods_in(periods),
        followers=len(followers),
        is_followed=viewer.pk in followers,
    )


@compiled_once
def _read_beside(is_private: bool, *, number: Any) -> "QuerySet[Incident, Any]":  # noqa: FBT001
    services = Service.objects.filter(incidents=OuterRef("pk")).order_by("name").values("name")
    duplicates = Incident.objects.filter(duplicate_of=OuterRef("pk"), is_private=False).order_by("pk").values("pk")
    followers = Follower.objects.of_number(number, is_private=is_private).values("person")
    return Incident.objects.filter(pk=number).values_list(
        ArraySubquery(services),
        ArraySubquery(duplicates),
        tasks_column(),
        *period_columns(),
        ArraySubquery(followers),
    )


def incident_page(
    incident: Incident, viewer: User, *, zone: str, shown: str, window: Window | None = None, has_timeline: bool = True
) -> IncidentPage:
    """The page of an incident that was fetched through `for_page`; without its entries when nobody asks for them."""
    chosen = shown_zone(incident, viewer, zone)
    stands, beside = surroundings(incident), _beside(incident, viewer)
    periods = beside.periods
    roles = roles_shown(incident, chosen)
    lead = next((role.person for role in roles if role.slug == BuiltInRole.LEAD), None)
    part = part_of(incident, shown, window) if has_timeline else Part([], 0)
    days = by_day(part.entries, stands, chosen)
    return IncidentPage(
        incident=incident,
        zone=chosen,
        zones=zone_links(incident, viewer, chosen),
        length=length_of(incident, periods, stands.about),
        bar=phase_bar(incident, chosen.zone, word=chosen.word, periods=periods, about=stands.about),
        shown=shown,
        filters=[ShownLink(each, each.title(), each == shown) for each in SHOWN],
        days=days,
        entry_count=part.count,
        has_earlier=part.has_earlier,
        has_later=part.has_later,
        around=_around(incident, beside, chosen, stands, periods),
        state=state_of(incident, chosen),
        tasks=task_panel(incident, beside.tasks, viewer),
        update=update_shown(incident, chosen),
        roles=roles,
        lead=lead,
        first_steps=first_steps(incident, lead),
        hand_over=""
        if incident.is_merged
        else role_to_hand_over(roles, viewer, may_lead=can_give_lead(viewer, incident)),
        server_now=clock.now().isoformat(),
        zone_label=chosen.label(clock.now()),
        zone_labels=zone_labels(chosen, incident.began_at),
        merged=merged_note(incident, viewer, chosen),
        followers=beside.followers,
        is_followed=beside.is_followed,
    )


def _around(
    incident: Incident, beside: Beside, zone: ShownZone, stands: Surroundings, periods: Sequence[Period]
) -> Around:
    at = incident.public_summary_at
    return Around(
        services=beside.services,
        members=_member_names(incident),
        intervals=[interval_words(start, end, note, zone) for start, end, note in periods],
        suffered=impact_duration(incident, periods, stands.about),
        facts=impact_facts(incident),
        durations=incident_durations(incident, periods, stands.about),
        files=stands.files.get(None, []),
        duplicates=[DuplicateLink(number) for number in beside.duplicates],
        declared=_declared(incident, zone),
        words_at=zone.dated(at) if at else "",
        zone=zone_name(incident),
    )


def _declared(incident: Incident, zone: ShownZone) -> str:
    """When and by whom; of one that was recorded afterwards, its entry says when."""
    when = "afterwards" if incident.is_past else zone.dated(incident.declared_at)
    return f"{when} by {incident.declared_by.byline}"


def _member_names(incident: Incident) -> list[str]:
    """Nobody asks for the members of an incident that all responders see."""
    if not incident.is_private:
        return []
    return list(incident.members.order_by("name").values_list("name", flat=True))
