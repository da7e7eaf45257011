"""Walks every address as anonymous, reporter, responder, member of a private incident, manager and admin."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import User
from core.clock import now
from core.downloads import ExportFormat
from customers.enums import ToldHow
from customers.models import Told
from customers.services.affected import add_affected
from customers.services.letters import begin_letter
from customers.services.telling import tell_customer
from followthrough.models import OwnerQuestion
from followthrough.services.saved_views import save_view
from incidents.models import Incident
from incidents.services.attachments import attach_file
from incidents.services.decoding import decode_pictures
from incidents.services.tasks import TaskDetails, add_task
from notifications.models import Delivery
from postmortems.services.comments import open_thread
from postmortems.services.exports import ask_export
from postmortems.services.interviews import NoteWords, add_interview_note
from postmortems.services.meetings import MeetingPlan, set_meeting
from postmortems.services.postmortems import open_postmortem
from postmortems.services.questions import ask_question
from tests.core.pictures import picture, upload
from tests.factories.accounts import make_team, make_user
from tests.factories.actions import make_action_item, make_action_template, make_factor, make_measure
from tests.factories.customers import make_customer, make_draft, make_report
from tests.factories.incidents import make_batch, make_checklist, make_entry, make_incident, make_service
from tests.factories.postmortems import save
from tests.project.access import PERSONAS, all_addresses, answer_in_words, people, response_to, session_of
from tests.project.access_table import TABLE


@dataclass(frozen=True)
class Things:
    """What the arguments of addresses name."""

    person: Any
    team: Any
    service: Any
    report: Any
    affected: Any
    told: Any
    letter: Any
    incident: Any
    entry: Any
    batch: Any
    task: Any
    checklist: Any
    file: Any
    picture: Any
    section: Any
    export: Any
    thread: Any
    factor: Any
    measure: Any
    note: Any
    question: Any
    owner_question: Any
    view: Any
    action: Any
    action_template: Any
    draft: Any
    delivery: Any


def told_customer(incident: Incident) -> Told:
    """A customer that the incident affects was told of it."""
    name = f"Customer of {incident.reference}"
    make_customer(name)
    add_affected(incident=incident, actor=incident.declared_by, names=[name])
    affected = incident.affected_customers.get()
    return tell_customer(affected=affected, actor=incident.declared_by, how=ToldHow.CALL, client_uuid=uuid4())


def things_of(incident: Incident, person: User) -> Things:
    """An incident with one of everything."""
    entry = make_entry(incident)
    incident.members.add(person)
    Delivery.objects.update(html="<p>words</p>")
    postmortem = open_postmortem(incident=incident, actor=incident.declared_by)
    section = save(postmortem.sections.first(), incident.declared_by, "What happened")
    graph = attach_file(
        incident=incident, actor=incident.declared_by, upload=upload("graph.png", picture(size=(900, 600)))
    )
    decode_pictures()
    set_meeting(
        postmortem=postmortem,
        actor=incident.declared_by,
        plan=MeetingPlan(now() + timedelta(days=3), 60, "Room 4"),
        seen=0,
    )
    told = told_customer(incident)
    letter = begin_letter(affected=told.affected, actor=incident.declared_by)
    return Things(
        person=person,
        team=make_team(),
        service=make_service(f"Service of {incident.reference}"),
        report=make_report(make_user("Joy Mutua", role="reporter")),
        affected=told.affected,
        told=told,
        letter=letter,
        incident=incident,
        entry=entry,
        batch=make_batch(incident),
        task=add_task(incident=incident, actor=incident.declared_by, details=TaskDetails(text="Tell the supplier")),
        checklist=make_checklist(f"For {incident.reference}"),
        file=attach_file(
            incident=incident, actor=incident.declared_by, upload=SimpleUploadedFile("notes.txt", b"words")
        ),
        picture=graph,
        section=section,
        export=ask_export(
            postmortem=postmortem, actor=incident.declared_by, kind=ExportFormat.HTML, client_uuid=uuid4()
        ),
        thread=open_thread(section=section, actor=incident.declared_by, text="Since when?").thread,
        factor=make_factor(postmortem),
        measure=make_measure(postmortem),
        note=add_interview_note(
            postmortem=postmortem, actor=make_user("Joy Mutua"), words=NoteWords("Brian", None, "It was late.")
        ),
        question=ask_question(postmortem=postmortem, actor=incident.declared_by, text="Who was told?"),
        action=make_action_item(incident),
        owner_question=OwnerQuestion.objects.create(
            item=make_action_item(incident, owner=person), asked_by=person, asked_of=person, text="When is it done?"
        ),
        view=save_view(owner=person, name=f"View of {incident.reference}", query="team=all"),
        action_template=make_action_template(f"For {incident.reference}"),
        draft=make_draft(incident),
        delivery=Delivery.objects.filter(kind="role_given", payload__incident=incident.pk).get(),
    )


@pytest.fixture
def personas():
    return people()


@pytest.fixture
def lead():
    return make_user("Fatuma Ali", password="a wise crow flies late")


@pytest.fixture
def things(lead, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return things_of(make_incident(lead=lead), lead)


@pytest.fixture
def private_things(lead, personas, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return things_of(make_incident(lead=lead, is_private=True, members=(lead, personas["member"])), lead)


def visits(rows, things, personas):
    """What each address answers to each persona, for each of its methods: name, method, row, persona, response."""
    sessions = {persona: session_of(personas[persona]) for persona in PERSONAS}
    for name, row in rows.items():
        address = row.path or reverse(name, args=row.args(things))
        data = row.data_of(things) if row.data_of else row.data
        for method in row.methods:
            for persona, session in sessions.items():
                yield name, method, row, persona, response_to(method, address, session, data)


def test_who_gets_in_and_no_cache_keeps_what_they_get(personas, things):
    wrong, kept = {}, {}
    for name, method, row, persona, response in visits(TABLE, things, personas):
        said, wanted = answer_in_words(response), row.of_public()[persona]
        if said != wanted:
            wrong[f"{method} {name}", persona] = said, wanted
        cached = response.headers.get("Cache-Control", "")
        if persona != "anonymous" and "no-store" not in cached:
            kept[f"{method} {name}", persona] = cached
    assert (wrong, kept) == ({}, {})


def test_what_is_private_is_not_there_for_others(personas, private_things):
    private = {name: row for name, row in TABLE.items() if row.private}
    wrong = {}
    for name, method, row, persona, response in visits(private, private_things, personas):
        said, wanted = answer_in_words(response), row.of_private()[persona]
        if said != wanted:
            wrong[f"{method} {name}", persona] = said, wanted
    assert wrong == {}


def test_every_address_has_a_row():
    known = {name for name, _ in all_addresses()}
    assert known - TABLE.keys() == set(), "these addresses have no row in tests/project/access_table.py"
    assert TABLE.keys() - known == set(), "these rows have no address"


def test_no_two_addresses_share_a_name():
    names = [name for name, _ in all_addresses()]
    assert len(names) == len(set(names))
