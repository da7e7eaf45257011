"""Stores the past of the example company, all incidents at once: sixty through the services would take minutes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import connection, transaction

from accounts.models import User
from catalogue.enums import BuiltInRole, Level
from catalogue.models import Service
from core import markdown
from core.clock import now
from examples.people import ZONE
from examples.services.past_actions import store_actions
from examples.services.past_learning import store_postmortems
from examples.services.past_plan import PastIncident, plan_past
from examples.services.past_recurrences import store_recurrences
from examples.services.past_words import CUSTOMERS_NOTICE, store_updates, told_columns, told_customers
from incidents.change_words import change_words
from incidents.enums import DetectionSource, EntryKind, ImpactScope, Milestone, Origin, Status
from incidents.models import ImpactInterval, Incident, Mark, RoleAssignment, TimelineEntry
from postmortems.enums import PostmortemStatus

CLOSED_AFTER = timedelta(days=1)
WRITTEN_WITHIN = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class PastEntry:
    """An entry of the timeline, and the milestone it marks; `by` None is the lead."""

    at: datetime
    text: str
    kind: EntryKind = EntryKind.NOTE
    by: str = ""
    milestone: Milestone | None = None
    facts: Mapping[str, Any] | None = None
    is_told: bool = True


@transaction.atomic
def load_past(people: Mapping[str, User]) -> list[Incident]:
    """Incidents of fourteen months with timelines, postmortems and action items, the earliest first."""
    plans = plan_past(now())
    incidents = Incident.objects.bulk_create(_incident(plan, people) for plan in plans)
    past = list(zip(plans, incidents, strict=True))
    services = {service.name: service for service in Service.objects.all()}
    Incident.services.through.objects.bulk_create(
        Incident.services.through(incident=incident, service=services[plan.story.service]) for plan, incident in past
    )
    ImpactInterval.objects.bulk_create(
        ImpactInterval(incident=incident, started_at=plan.began_at, ended_at=plan.instants[Milestone.MITIGATED])
        for plan, incident in past
    )
    _store_timelines(past, people)
    factors = store_postmortems(past, people)
    store_actions(past, factors, people)
    with connection.cursor() as cursor:  # else the planner knows nothing of what was just stored, and joins it badly
        cursor.execute("ANALYZE")
    store_recurrences(past, people)
    return incidents


def key_of(plan: PastIncident, *parts: object) -> UUID:
    """The same for each loading, so that nothing is stored twice."""
    return uuid5(NAMESPACE_URL, "/".join(map(str, ("debrief-example-past", plan.number, *parts))))


def _incident(plan: PastIncident, people: Mapping[str, User]) -> Incident:
    declared_at, changes = _declared_at(plan), len(list(_entries(plan, people)))
    is_published = plan.postmortem == PostmortemStatus.PUBLISHED
    return Incident(
        title=plan.said(plan.story.title),
        severity_id=plan.level,
        status=Status.CLOSED if is_published or plan.postmortem is None else Status.RESOLVED,
        summary=plan.said(plan.story.symptom),
        zone=ZONE,
        is_example=True,
        is_customer_facing=plan.level in CUSTOMERS_NOTICE,
        impact_text=plan.said(plan.story.symptom),
        impact_scope=ImpactScope.PARTIAL,
        impact_percent=plan.percent or None,
        impact_percent_about=bool(plan.percent),
        impact_percent_of="users" if plan.percent else "",
        detection_source=plan.story.detection,
        seq=changes,
        parts_seq=changes,
        declared_by=people[plan.lead],
        declared_at=declared_at,
        began_at=plan.began_at,
        client_uuid=key_of(plan),
        postmortem_required=plan.postmortem is not None,
        postmortem_published_at=published_at(plan),
        **{milestone.column: at for milestone, at in _marked(plan).items()},
        **told_columns(plan),
    )


def published_at(plan: PastIncident) -> datetime | None:
    """When its postmortem was published."""
    is_published = plan.postmortem == PostmortemStatus.PUBLISHED
    return plan.resolved_at + timedelta(days=plan.published_after) if is_published else None


def _declared_at(plan: PastIncident) -> datetime:
    return plan.instants[Milestone.DETECTED] + timedelta(minutes=1)


def _marked(plan: PastIncident) -> dict[Milestone, datetime]:
    told = {Milestone.REPORTED: plan.instants[Milestone.DETECTED]} if _was_reported(plan) else {}
    return plan.instants | told


def _was_reported(plan: PastIncident) -> bool:
    return plan.story.detection in {DetectionSource.CUSTOMER, DetectionSource.PARTNER}


def _entries(plan: PastIncident, people: Mapping[str, User]) -> Iterator[PastEntry]:
    """In the order in which they were written."""
    story, at = plan.story, plan.instants
    lead = people[plan.lead]
    yield PastEntry(plan.began_at, "Impact started.", milestone=Milestone.IMPACT_STARTED, is_told=False)
    yield PastEntry(
        _declared_at(plan),
        f"{lead.name} declared the incident at {Level(plan.level).label}. {lead.name} leads.",
        EntryKind.DECLARED,
        facts={"level": plan.level, "lead": lead.pk},
        is_told=False,
    )
    yield PastEntry(at[Milestone.DETECTED], plan.said(story.found), milestone=Milestone.DETECTED)
    if Milestone.ACKNOWLEDGED in at:
        looking = "I am looking at it."
        yield PastEntry(at[Milestone.ACKNOWLEDGED], looking, by=plan.helper, milestone=Milestone.ACKNOWLEDGED)
    yield PastEntry(plan.tried_at, plan.said(story.tried), by=plan.helper)
    updates = [PastEntry(told.at, told.text, EntryKind.UPDATE) for told in told_customers(plan)]
    yield from updates[:1]
    status = Status.INVESTIGATING
    for milestone, action, text in (
        (Milestone.IDENTIFIED, "identify", plan.said(story.cause)),
        (Milestone.MITIGATED, "mitigate", plan.said(story.fix)),
        (Milestone.RESOLVED, "resolve", ""),
    ):
        if milestone in at:
            yield _moved(at[milestone], action, status, Status(milestone), text)
            status = Status(milestone)
    yield from updates[1:]
    if plan.postmortem is not None:
        yield PastEntry(
            plan.resolved_at, "Postmortem opened.", EntryKind.POSTMORTEM, facts={"opened": True}, is_told=False
        )
    if published := published_at(plan):
        words = f"{lead.name} published the postmortem."
        yield PastEntry(published, words, EntryKind.POSTMORTEM, facts={"published": True}, is_told=False)
    if published or plan.postmortem is None:
        closed = _moved((published or plan.resolved_at) + CLOSED_AFTER, "close", Status.RESOLVED, Status.CLOSED, "")
        yield replace(closed, milestone=None)


def _moved(at: datetime, action: str, before: Status, after: Status, text: str) -> PastEntry:
    facts = {"action": action, "from": before, "to": after}
    words = text or f"Status {change_words(EntryKind.STATUS, facts)}."
    milestone = Milestone(after) if after in Milestone.values else None
    return PastEntry(at, words, EntryKind.STATUS, milestone=milestone, facts=facts, is_told=bool(text))


def _store_timelines(past: Sequence[tuple[PastIncident, Incident]], people: Mapping[str, User]) -> None:
    told = [(plan, incident, list(_entries(plan, people))) for plan, incident in past]
    rows = TimelineEntry.objects.bulk_create(
        _row(plan, incident, seq, entry, people)
        for plan, incident, entries in told
        for seq, entry in enumerate(entries, start=1)
    )
    said = zip(rows, (entry for _, _, entries in told for entry in entries), strict=True)
    Mark.objects.bulk_create(
        Mark(
            incident=row.incident,
            entry=row,
            milestone=name,
            began_seq=row.seq,
            began_by=row.author,
            began_at=row.written_at,
        )
        for row, entry in said
        for name in _milestones(entry, row.incident)
    )
    store_updates(row for row in rows if row.kind == EntryKind.UPDATE)
    leads = {row.incident_id: row for row in rows if row.kind == EntryKind.DECLARED}
    RoleAssignment.objects.bulk_create(
        RoleAssignment(
            incident=incident, role_id=BuiltInRole.LEAD, person=people[plan.lead], given_in=leads[incident.pk]
        )
        for plan, incident in past
    )


def _milestones(entry: PastEntry, incident: Incident) -> list[Milestone]:
    """What an entry marks: where somebody told us of it, detected and reported are one."""
    if entry.milestone is None:
        return []
    is_report = entry.milestone == Milestone.DETECTED and incident.reported_at is not None
    return [entry.milestone, Milestone.REPORTED] if is_report else [entry.milestone]


def _row(
    plan: PastIncident, incident: Incident, seq: int, entry: PastEntry, people: Mapping[str, User]
) -> TimelineEntry:
    rendered = markdown.render(entry.text)
    return TimelineEntry(
        incident=incident,
        seq=seq,
        changed_seq=seq,
        kind=entry.kind,
        origin=Origin.TOLD if entry.is_told else Origin.SYSTEM,
        author=people[entry.by or plan.lead],
        happened_at=entry.at,
        written_at=max(entry.at + WRITTEN_WITHIN, _declared_at(plan)),
        text=entry.text,
        html=rendered.html,
        renderer=rendered.version,
        facts=dict(entry.facts or {}),
        client_uuid=key_of(plan, "entry", seq),
    )
