"""Loads the example incidents through the same services that people use."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from functools import partial
from uuid import NAMESPACE_URL, UUID, uuid5
from zoneinfo import ZoneInfo

from django.db import transaction

from accounts.enums import AuditAction
from accounts.models import Team, User
from accounts.services import audit
from actions.enums import ActionStatus
from actions.services import ActionDetails, MoveDetails, change_status, create_action_item
from catalogue.models import Service
from core.clock import now, today
from examples.company import DOCUMENTS, MAIL_DRILL
from examples.company.drawing import draw
from examples.company.going_on import RECEIPTS
from examples.company.shapes import Document, ExampleAction, ExampleEntry, ExampleInterval
from examples.services.catalogue import load_example_checklists, load_example_services
from examples.services.customers import affect_example_customers, load_example_customers
from examples.services.drill import load_drill
from examples.services.factors import add_example_factors
from examples.services.going_on import load_going_on
from examples.services.letters import say_example_measures, write_example_letters
from examples.services.maintenance import plan_example_maintenance
from examples.services.past import load_past
from examples.services.people import load_example_people
from examples.services.preparing import prepare
from examples.services.reports import load_new_reports, load_report
from examples.services.reviewing import ask_for_review, correct_and_read, sign
from examples.services.words import tell_customers
from incidents.enums import Status
from incidents.models import Incident, TimelineEntry
from incidents.services import (
    EntryDetails,
    Escalation,
    IncidentDetails,
    Interval,
    PastHistory,
    StatusChange,
    TaskDetails,
    add_task,
    append_entry,
    attach_file,
    change_state,
    decode_pictures,
    edit_impact,
    escalate,
    finish_task,
    record_past_incident,
)
from incidents.services import change_status as change_incident_status
from postmortems.enums import PostmortemStatus
from postmortems.models import Factor, Measure, Postmortem
from postmortems.services import (
    Answers,
    accept_sections,
    add_lesson,
    add_measure,
    fill_sections,
    open_postmortem,
    save_section,
)
from postmortems.services import change_status as change_postmortem_status

AGREED_DAYS_AGO = 75  # when the action items were agreed on, so that their ages look like those of a real company
LOOK_AGAIN_IN = timedelta(days=180)
STEPS = {
    ActionStatus.OPEN: (),
    ActionStatus.IN_PROGRESS: ("start",),
    ActionStatus.BLOCKED: ("start", "block"),
    ActionStatus.DONE: ("finish",),
    ActionStatus.VERIFIED: ("finish", "verify"),
    ActionStatus.WONT_DO: ("refuse",),
}


def examples_are_loaded() -> bool:
    """Whether example incidents are there."""
    return Incident.objects.filter(is_example=True).exists()


@transaction.atomic
def load_examples() -> list[Incident]:
    """Makes people, teams, services, incidents (five are over, one goes on), a drill and a past; only once."""
    if examples_are_loaded():
        return []
    people = load_example_people()
    load_example_services()
    load_example_checklists()
    load_example_customers(people)
    incidents = [load_document(document, people) for document in DOCUMENTS]
    incidents.append(load_drill(MAIL_DRILL, people))
    incidents.append(load_going_on(RECEIPTS, people))
    incidents += load_past(people)
    decode_pictures()  # else the worker does, when it runs
    load_new_reports(people["peter"])
    plan_example_maintenance(people)
    audit(actor=None, action=AuditAction.EXAMPLES, subject="Loaded the example data")
    return incidents


def load_document(document: Document, people: Mapping[str, User]) -> Incident:
    """One incident with its timeline, postmortem and action items."""
    lead = people[document.lead.lower()]
    incident = _record(document, lead)
    entries = _log(document, incident, people)
    _describe(document, incident, lead)
    tell_customers(document, incident, people, partial(_at, document))
    _go_on(document, incident, people)
    for drawing in document.drawings:
        attach_file(incident=incident, actor=lead, upload=draw(drawing), caption=drawing.caption)
    if document.report:
        load_report(document, incident, entries[0], people)
    incident.refresh_from_db()
    affect_example_customers(document.key, incident, people)
    postmortem = open_postmortem(incident=incident, actor=lead)
    fill_sections(postmortem=postmortem, actor=lead)
    factors, measures = _write(document, postmortem, lead, entries)
    for action in document.actions:
        answers = Answers(
            factors=tuple(factors[index] for index in action.answers_factors),
            measures=tuple(measures[index] for index in action.answers),
        )
        _agree(action, incident, answers, people)
    _conclude(document, incident, postmortem, people)
    write_example_letters(document.key, incident, people)
    return incident


def _key(document: Document, *parts: object) -> UUID:
    return uuid5(NAMESPACE_URL, "/".join(map(str, ("debrief-example", document.key, *parts))))


def _at(document: Document, clock_time: str) -> datetime:
    return datetime.combine(document.day, time.fromisoformat(clock_time), tzinfo=ZoneInfo(document.zone))


def _record(document: Document, lead: User) -> Incident:
    incident = record_past_incident(
        actor=lead,
        details=IncidentDetails(
            title=document.title,
            level=document.severity,
            zone=document.zone,
            zone_word=document.zone_word,
            summary=document.summary,
            services=tuple(Service.objects.filter(name__in=document.services)),
            lead=lead,
            is_customer_facing=True,
        ),
        history=PastHistory(status=Status.RESOLVED, wants_postmortem=True),
        client_uuid=_key(document),
    )
    incident.is_example = True
    incident.save(update_fields=["is_example"])
    return incident


def _log(document: Document, incident: Incident, people: Mapping[str, User]) -> list[TimelineEntry]:
    return [
        _escalate(document, incident, entry, people)
        if entry.escalated_to
        else append_entry(
            incident=incident,
            actor=people[entry.by.lower()],
            client_uuid=_key(document, "entry", index),
            details=EntryDetails(
                text=entry.text,
                happened_at=_at(document, entry.at),
                is_about=entry.is_about,
                milestones=entry.milestones,
                is_starred=entry.is_starred,
                told_by=entry.told_by,
            ),
        )
        for index, entry in enumerate(document.entries)
    ]


def _escalate(document: Document, incident: Incident, entry: ExampleEntry, people: Mapping[str, User]) -> TimelineEntry:
    escalation = Escalation(to=entry.escalated_to, note=entry.text, at=_at(document, entry.at))
    return escalate(incident=incident, actor=people[entry.by.lower()], escalation=escalation)


def _describe(document: Document, incident: Incident, lead: User) -> None:
    impact = document.impact
    edit_impact(
        incident=incident,
        actor=lead,
        intervals=[_interval(document, interval) for interval in impact.intervals],
        values={
            "impact_text": impact.text,
            "impact_scope": impact.scope,
            "impact_percent": impact.percent,
            "impact_percent_about": impact.percent_about,
            "impact_percent_of": impact.percent_of,
            "impact_all_users": impact.all_users,
            "revenue_lost": impact.revenue_lost,
            "revenue_extent": impact.revenue_extent,
            "detection_source": document.detection_source,
            "detected_by": document.detected_by,
        },
    )


def _go_on(document: Document, incident: Incident, people: Mapping[str, User]) -> None:
    """The current state and the tasks, where the document has them; nobody is notified."""
    if document.state is not None:
        change_state(incident=incident, actor=people[document.lead.lower()], state=document.state, base_version=0)
    for task in document.tasks:
        person = people[task.person.lower()]
        added = add_task(incident=incident, actor=person, details=TaskDetails(text=task.text, person=person))
        if task.is_done:
            finish_task(task=added, actor=person)


def _interval(document: Document, interval: ExampleInterval) -> Interval:
    started, ended = (_at(document, text) if text else None for text in (interval.started, interval.ended))
    return Interval(started, ended, interval.note)


def _write(
    document: Document, postmortem: Postmortem, author: User, entries: Sequence[TimelineEntry]
) -> tuple[list[Factor], list[Measure]]:
    sections = {section.kind: section for section in postmortem.sections.all()}
    for kind, body in document.sections.items():
        save_section(
            section=sections[kind],
            actor=author,
            body=document.corrected.get(kind, body),
            base_version=sections[kind].version,
            client_uuid=_key(document, "section", kind),
        )
    accept_sections(postmortem=postmortem, actor=author)
    factors = add_example_factors(document, postmortem, author, entries)
    for lesson in document.lessons:
        add_lesson(postmortem=postmortem, actor=author, kind=lesson.kind, text=lesson.text)
    measures = [
        add_measure(postmortem=postmortem, actor=author, kind=measure.kind, text=measure.text)
        for measure in document.measures
    ]
    say_example_measures(document.key, measures, author)
    return factors, measures


def _agree(action: ExampleAction, incident: Incident, answers: Answers, people: Mapping[str, User]) -> None:
    actor = people["grace"]
    agreed_at = now() - timedelta(days=AGREED_DAYS_AGO)
    item = create_action_item(
        incident=incident,
        actor=actor,
        details=ActionDetails(
            title=action.title,
            kind=action.kind,
            priority=action.priority,
            owner=people[action.owner.lower()] if action.owner else None,
            team=Team.objects.get(name=action.team) if action.team else None,
            due_on=today(actor.zone) + timedelta(days=action.due_in) if action.due_in is not None else None,
            agreed_at=agreed_at,
            additions=(answers,),
        ),
        client_uuid=uuid5(NAMESPACE_URL, f"debrief-example/{incident.pk}/{action.title}"),
        quiet=True,
    )
    moved_at = now() - timedelta(days=max(-(action.due_in or 0) + 2, 2))
    risk = MoveDetails(accepted_by=actor, look_again_on=today(actor.zone) + LOOK_AGAIN_IN)  # of what won't be done
    for step in STEPS[action.status]:
        by = people["daniel"] if step == "verify" else item.owner or actor
        change_status(item=item, actor=by, action=step, reason=action.reason, at=moved_at, details=risk)


def _conclude(document: Document, incident: Incident, postmortem: Postmortem, people: Mapping[str, User]) -> None:
    """Takes the postmortem as far as the document says; a published one lets its incident be closed."""
    author = people[document.lead.lower()]
    ask_for_review(postmortem, author, people)
    prepare(postmortem, author, people, status=document.postmortem_status)
    reviewed = change_postmortem_status(postmortem=postmortem, actor=author, action="ask_review")
    sign(reviewed, people, is_approved=document.postmortem_status == PostmortemStatus.PUBLISHED)
    if document.postmortem_status == PostmortemStatus.PUBLISHED:
        published = change_postmortem_status(postmortem=postmortem, actor=author, action="publish")
        correct_and_read(document, published, people)
        change_incident_status(incident=incident, actor=author, change=StatusChange(action="close"))
