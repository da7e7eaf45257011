"""Tasks of an incident: each change is one entry, whoever gets one is told, and nothing is stored twice."""

from datetime import timedelta
from uuid import uuid4

import pytest

from core.errors import Conflict, DomainError
from incidents.enums import EntryKind, Status, TaskState
from incidents.models import Task
from incidents.services.changes import StatusChange, change_status
from incidents.services.merging.merge import merge_incident
from incidents.services.merging.undo import undo_merge
from incidents.services.tasks import TaskDetails, add_task, drop_task, edit_task, finish_task, reopen_task
from incidents.services.timeline import EntryCorrection, correct_entry, redact_entry
from notifications.models import Delivery
from tests.factories.accounts import make_user
from tests.factories.incidents import make_incident, make_private_incident
from tests.incidents.test_redacting import everything_stored


@pytest.fixture
def incident(responder):
    return make_incident(by=responder)


@pytest.fixture
def task(incident, responder):
    return add_task(incident=incident, actor=responder, details=TaskDetails(text="Roll back the change"))


def told(person):
    return Delivery.objects.filter(kind="task_given", recipient=person).count()


def said(incident):
    return list(incident.entries.filter(kind=EntryKind.TASK).order_by("seq").values_list("text", flat=True))


def test_every_change_is_one_entry_with_a_number(incident, task, responder, manager):
    edit_task(task=task, actor=responder, text="Roll it back", person=manager)
    finish_task(task=task, actor=responder)
    reopen_task(task=task, actor=responder)
    drop_task(task=task, actor=responder, reason="not needed")
    assert said(incident) == [
        "Amina Otieno added a task: Roll back the change",
        "Amina Otieno changed a task and gave it to Grace Wanjiru: Roll back the change → Roll it back",
        "Amina Otieno finished a task: Roll it back",
        "Amina Otieno reopened a task: Roll it back",
        "Amina Otieno dropped a task: Roll it back (not needed)",
    ]
    task.refresh_from_db()
    incident.refresh_from_db()
    assert (task.state, task.reason, task.changed_seq) == (TaskState.DROPPED, "not needed", incident.seq)


def test_pressing_twice_is_the_same_as_once(incident, task, responder):
    for _ in range(2):
        finish_task(task=task, actor=responder)
    assert len(said(incident)) == 2


def test_whoever_gets_it_is_told_and_nobody_hears_what_they_took_themselves(incident, responder, manager):
    task = add_task(incident=incident, actor=responder, details=TaskDetails(text="Tell the supplier", person=manager))
    assert told(manager) == 1
    edit_task(task=task, actor=responder, text=task.text, person=responder)
    assert (told(manager), told(responder)) == (1, 0)


def test_the_same_uuid_adds_it_once_and_other_words_are_refused(incident, responder):
    same = uuid4()
    one = add_task(incident=incident, actor=responder, client_uuid=same, details=TaskDetails(text="Tell them"))
    assert add_task(incident=incident, actor=responder, client_uuid=same, details=TaskDetails(text="Tell them")) == one
    with pytest.raises(Conflict):
        add_task(incident=incident, actor=responder, client_uuid=same, details=TaskDetails(text="Something else"))
    assert Task.objects.count() == 1


@pytest.mark.parametrize("text", ["", "   ", "x" * 301])
def test_words_that_cannot_be(incident, responder, text):
    with pytest.raises(DomainError):
        add_task(incident=incident, actor=responder, details=TaskDetails(text=text))


def test_a_drop_needs_a_word_and_a_done_task_cannot_be_dropped(task, responder):
    with pytest.raises(DomainError, match="why it is dropped"):
        drop_task(task=task, actor=responder, reason=" ")
    finish_task(task=task, actor=responder)
    with pytest.raises(DomainError, match="done already"):
        drop_task(task=task, actor=responder, reason="too late")


def test_somebody_elses_change_is_not_overwritten(task, responder, manager):
    began = task.changed_seq
    edit_task(task=task, actor=manager, text="Roll back half of it", person=None, base_seq=began)
    with pytest.raises(Conflict, match="half of it"):
        edit_task(task=task, actor=responder, text="Mine", person=None, base_seq=began)


def test_a_private_incident_asks_about_membership_first(responder):
    secret, outsider = make_private_incident(by=responder), make_user("Joy Mutua")
    with pytest.raises(DomainError, match="cannot see this private incident"):
        add_task(incident=secret, actor=responder, details=TaskDetails(text="Look at it", person=outsider))
    assert not secret.tasks.exists()
    add_task(
        incident=secret, actor=responder, make_member=True, details=TaskDetails(text="Look at it", person=outsider)
    )
    assert outsider in secret.members.all()


def test_neither_a_reporter_nor_a_settled_incident_gets_one(incident, responder, reporter):
    with pytest.raises(DomainError, match="not a responder"):
        add_task(incident=incident, actor=responder, details=TaskDetails(text="Look", person=reporter))
    change_status(incident=incident, actor=responder, change=StatusChange(action="cancel", reason="A false alarm"))
    with pytest.raises(DomainError, match="its tasks are closed"):
        add_task(incident=incident, actor=responder, details=TaskDetails(text="Look"))


def test_cancelling_drops_what_is_open(incident, task, responder):
    change_status(incident=incident, actor=responder, change=StatusChange(action="cancel", reason="A false alarm"))
    incident.refresh_from_db()
    task.refresh_from_db()
    assert incident.status == Status.CANCELLED
    assert (task.state, task.reason) == (TaskState.DROPPED, "Cancelled: A false alarm")


def test_a_redaction_reaches_the_task_and_all_that_tells_of_it(incident, responder, admin):
    task = add_task(incident=incident, actor=responder, details=TaskDetails(text="Change the key hunter2"))
    finish_task(task=task, actor=responder)
    first = incident.entries.filter(kind=EntryKind.TASK).earliest("seq")
    redact_entry(entry=first, actor=admin, reason="A key")
    task.refresh_from_db()
    assert "hunter2" not in task.text
    assert not incident.entries.filter(text__contains="hunter2").exists()
    assert not incident.entries.filter(html__contains="hunter2").exists()


def test_a_redaction_reaches_entries_that_were_retimed_and_those_that_a_merge_left_elsewhere(
    incident, responder, admin
):
    target = make_incident("Shop unreachable", by=responder)
    task = add_task(incident=incident, actor=responder, details=TaskDetails(text="Change the key hunter2"))
    merge_incident(source=incident, target=target, actor=responder)
    task.refresh_from_db()
    finish_task(task=task, actor=responder)
    undo_merge(incident=incident, actor=responder)
    task.refresh_from_db()
    reopen_task(task=task, actor=responder)
    first, again = incident.entries.filter(kind=EntryKind.TASK).order_by("seq")
    for entry in (again, target.entries.get(kind=EntryKind.TASK)):
        at = entry.happened_at - timedelta(minutes=5)
        correct_entry(
            entry=entry,
            actor=responder,
            reason="earlier",
            correction=EntryCorrection(text=entry.text, happened_at=at, until_at=None),
        )
    redact_entry(entry=first, actor=admin, reason="A key")
    assert "hunter2" not in everything_stored()
