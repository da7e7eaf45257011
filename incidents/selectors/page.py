"""The incident page, read in one query for the incident with its surroundings and four for its entries."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject

from accounts.models import User
from core import clock
from core.durations import humanize, to_the_minute
from incidents.enums import IncidentRole
from incidents.models import Attachment, ImpactInterval, Incident, IncidentMember, Report, Service
from incidents.querysets import IncidentQuerySet
from incidents.selectors.durations import NamedDuration, incident_durations
from incidents.selectors.entry_rows import Day, days_of
from incidents.selectors.facts import Fact, impact_facts, interval_words
from incidents.selectors.phases import PhaseBar, phase_bar
from incidents.selectors.timeline import SHOW_ALL, SHOW_PEOPLE, SHOW_STARRED, entries_for_page
from incidents.selectors.zones import ShownZone, ZoneLink, shown_zone, zone_links

SHOWN = (SHOW_ALL, SHOW_PEOPLE, SHOW_STARRED)


@dataclass(frozen=True, slots=True)
class Length:
    """How long the incident has lasted, and counted from what."""

    words: str
    since: str


@dataclass(frozen=True, slots=True)
class RoleShown:
    """A role and who holds it."""

    role: IncidentRole
    label: str
    person: User | None


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
    reports: list[Report]
    intervals: list[str]
    facts: list[Fact]
    roles: list[RoleShown]
    durations: list[NamedDuration]
    files: list[Attachment]
    declared: str
    words_at: str


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
    around: Around
    server_now: str


def for_page(incidents: IncidentQuerySet) -> IncidentQuerySet:
    """The same incidents with people, and with services, members, reports and intervals in the same query."""
    of_incident: Any = {"incident": OuterRef("pk")}
    interval = JSONObject(started="started_at", ended="ended_at", note="note")
    return incidents.select_related("lead", "communications", "scribe", "declared_by").annotate(
        service_names=ArraySubquery(Service.objects.filter(incidents=OuterRef("pk")).order_by("name").values("name")),
        member_names=ArraySubquery(
            IncidentMember.objects.filter(**of_incident).order_by("user__name").values("user__name")
        ),
        report_numbers=ArraySubquery(Report.objects.filter(**of_incident).order_by("pk").values("pk")),
        intervals_read=ArraySubquery(ImpactInterval.objects.filter(**of_incident).values(read=interval)),
    )


def incident_page(incident: Incident, viewer: User, *, zone: str, shown: str) -> IncidentPage:
    """The page of an incident that was fetched through `for_page`."""
    chosen = shown_zone(incident, viewer, zone)
    entries = list(entries_for_page(incident, shown))
    return IncidentPage(
        incident=incident,
        zone=chosen,
        zones=zone_links(incident, viewer, chosen),
        length=length_of(incident),
        bar=phase_bar(incident, chosen.zone),
        shown=shown,
        filters=[ShownLink(each, each.title(), each == shown) for each in SHOWN],
        days=days_of(entries, chosen),
        entry_count=len(entries),
        around=_around(incident, chosen),
        server_now=clock.now().isoformat(),
    )


def length_of(incident: Incident) -> Length:
    """From the earliest milestone known until it was resolved, or until now."""
    starts = (
        (incident.impact_started_at, "since the impact began"),
        (incident.reported_at, "since first report"),
        (incident.detected_at, "since it was detected"),
        (incident.declared_at, "since it was declared"),
    )
    start, since = next((at, words) for at, words in starts if at is not None)
    if incident.is_open:
        return Length(humanize(to_the_minute(clock.now() - start)), since)
    if incident.resolved_at is None or incident.impact_started_at is None:
        return Length("unknown", "from impact to resolution")
    return Length(humanize(incident.resolved_at - incident.impact_started_at), "from impact to resolution")


def _around(incident: Any, zone: ShownZone) -> Around:
    """`incident` carries what `for_page` annotated."""
    holders = {
        IncidentRole.LEAD: incident.lead,
        IncidentRole.COMMUNICATIONS: incident.communications,
        IncidentRole.SCRIBE: incident.scribe,
    }
    at = incident.public_summary_at
    return Around(
        services=incident.service_names,
        members=incident.member_names,
        reports=[Report(pk=number) for number in incident.report_numbers],
        intervals=_intervals(incident.intervals_read, zone),
        facts=impact_facts(incident),
        roles=[RoleShown(role, role.label, person) for role, person in holders.items()],
        durations=incident_durations(incident),
        files=[file for file in incident.attachments.all() if file.entry_id is None],
        declared=f"{zone.dated(incident.declared_at)} by {incident.declared_by.name}",
        words_at=zone.dated(at) if at else "",
    )


def _intervals(read: list[dict[str, str | None]], zone: ShownZone) -> list[str]:
    """Intervals as the database gave them in JSON, in order, those with an unknown start last."""
    rows = [(_instant(row["started"]), _instant(row["ended"]), row["note"] or "") for row in read]
    rows.sort(key=lambda row: (row[0] is None, row[0] or row[1]))
    return [interval_words(started, ended, note, zone) for started, ended, note in rows]


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
