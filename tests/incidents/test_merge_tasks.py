"""Tasks in a merge: nobody keeps one where they cannot see it, and nothing of them is shown to more people."""

import pytest

from core.errors import DomainError
from incidents.enums import Outsiders
from incidents.models import Incident, Merge, Task
from incidents.services.merging.merge import MergeChoices, merge_incident
from incidents.services.merging.undo import undo_merge
from incidents.services.roles import RoleChange, assign_role
from incidents.services.tasks import TaskDetails, add_task, edit_task, finish_task
from incidents.services.timeline import redact_entry
from notifications.kinds import find
from notifications.models import Delivery
from tests.factories.incidents import make_incident, make_private_incident


@pytest.fixture
def source(responder):
    return make_incident("Checkout is slow", by=responder, lead=responder)


@pytest.fixture
def hidden(responder):
    return make_private_incident(by=responder, title="Secret outage")


def give(source, responder, person, text="Ring the bank"):
    return add_task(incident=source, actor=responder, details=TaskDetails(text=text, person=person))


def test_without_an_answer_nothing_moves(source, hidden, responder, manager):
    give(source, responder, manager)
    with pytest.raises(DomainError, match=manager.name) as refused:
        merge_incident(source=source, target=hidden, actor=responder)
    assert refused.value.field == "outsiders"
    assert not Merge.objects.exists()


def test_they_become_members_and_keep_the_task(source, hidden, responder, manager):
    task = give(source, responder, manager)
    merge_incident(source=source, target=hidden, actor=responder, choices=MergeChoices(outsiders=Outsiders.MEMBERS))
    task.refresh_from_db()
    assert (task.incident, task.person) == (hidden, manager)
    assert hidden in Incident.objects.visible_to(manager)
    assert f"Members now: {manager.name}." in hidden.entries.latest("seq").text


def test_or_the_task_is_left_without_a_person(source, hidden, responder, manager, admin):
    task, of_admin = give(source, responder, manager), give(source, responder, admin)
    done = give(source, responder, manager, "Done by then")
    finish_task(task=done, actor=manager)
    merge_incident(source=source, target=hidden, actor=responder, choices=MergeChoices(outsiders=Outsiders.LEAVE))
    assert [Task.objects.get(pk=each.pk).person for each in (task, of_admin, done)] == [None, admin, manager]
    assert hidden not in Incident.objects.visible_to(manager)
    assert "Unassigned: 1 task." in hidden.entries.latest("seq").text


def test_nobody_is_asked_about_who_sees_it_or_has_nothing_to_do(source, hidden, responder, manager):
    finish_task(task=give(source, responder, manager), actor=manager)
    give(source, responder, responder)
    assert merge_incident(source=source, target=hidden, actor=responder)


def test_the_form_asks_and_keeps_asking(source, hidden, responder, manager, as_user):
    task = give(source, responder, manager)
    client, address = as_user(responder), f"/incidents/{source.pk}/merge/"
    assert (
        f"cannot see {hidden.reference}: {manager.name}" in client.get(f"{address}?target={hidden.pk}").content.decode()
    )
    refused = client.post(address, {"target": hidden.pk, "reason": "Typed"})
    assert refused.status_code == 422
    assert "Choose what should happen to these tasks" in refused.content.decode()
    assert client.post(address, {"target": hidden.pk, "outsiders": "leave"}).status_code == 302
    task.refresh_from_db()
    assert (task.incident, task.person) == (hidden, None)


def test_coming_back_a_task_is_taken_from_who_would_not_see_it(responder, manager):
    source = make_private_incident(by=responder)
    target = make_private_incident(by=responder)
    task = give(source, responder, responder)
    merge_incident(source=source, target=target, actor=responder)
    task.refresh_from_db()
    edit_task(task=task, actor=responder, text=task.text, person=manager, make_member=True)
    undo_merge(incident=source, actor=responder, expose=True)
    task.refresh_from_db()
    assert (task.incident, task.person) == (source, None)


def test_undoing_asks_when_a_task_was_changed_among_fewer_people(source, hidden, responder):
    task = give(source, responder, responder)
    merge_incident(source=source, target=hidden, actor=responder)
    task.refresh_from_db()
    edit_task(task=task, actor=responder, text="Ring the bank about the theft", person=responder)
    with pytest.raises(DomainError, match="fewer people see"):
        undo_merge(incident=source, actor=responder)
    undo_merge(incident=source, actor=responder, expose=True)
    task.refresh_from_db()
    assert task.incident == source


def test_undoing_asks_when_it_was_changed_between_two_merges(source, hidden, responder):
    last = make_private_incident(by=responder)
    task = give(source, responder, responder)
    merge_incident(source=source, target=hidden, actor=responder)
    task.refresh_from_db()
    edit_task(task=task, actor=responder, text="Ring the bank about the theft", person=responder)
    merge_incident(source=hidden, target=last, actor=responder)
    with pytest.raises(DomainError, match="fewer people see"):
        undo_merge(incident=source, actor=responder)


def test_a_task_that_nobody_changed_comes_back_unasked(source, hidden, responder):
    give(source, responder, responder)
    merge_incident(source=source, target=hidden, actor=responder)
    assert undo_merge(incident=source, actor=responder).duplicate_of is None


def test_a_message_still_waiting_tells_nothing_of_a_task_that_went_out_of_sight(source, hidden, responder, manager):
    task = give(source, responder, manager)
    delivery, kind = Delivery.objects.get(kind="task_given"), find("task_given")
    assert task.text in kind.render([delivery])[delivery.pk].text
    merge_incident(source=source, target=hidden, actor=responder, choices=MergeChoices(outsiders=Outsiders.MEMBERS))
    assert "another incident" in kind.still_due([delivery])[delivery.pk]
    assert task.text not in kind.render([delivery])[delivery.pk].text


def test_nor_of_the_line_with_which_a_role_was_handed_over(source, hidden, responder, manager):
    assign_role(
        incident=source,
        actor=responder,
        change=RoleChange(role="scribe", person=manager, note="The theft is the cause"),
    )
    delivery, kind = Delivery.objects.get(kind="role_given"), find("role_given")
    assert "theft" in kind.render([delivery])[delivery.pk].text
    merge_incident(source=source, target=hidden, actor=responder)
    assert "theft" not in kind.render([delivery])[delivery.pk].text


def test_redacting_a_task_changes_every_incident_that_tells_of_it(source, responder, admin):
    other = make_incident("Shop unreachable", by=responder)
    task = give(source, responder, None, text="Ring 0700 123456")
    merge_incident(source=source, target=other, actor=responder)
    finish_task(task=Task.objects.get(pk=task.pk), actor=responder)
    undo_merge(incident=source, actor=responder)
    stayed, before = other.entries.get(facts__task=task.pk), Incident.objects.get(pk=other.pk).seq
    redact_entry(entry=source.entries.get(facts__task=task.pk), actor=admin, reason="a number")
    stayed.refresh_from_db()
    other.refresh_from_db()
    assert "0700" not in stayed.text
    assert before < stayed.changed_seq == other.seq


def test_redacting_where_it_was_finished_changes_the_task_where_it_is_now(source, responder, admin):
    other = make_incident("Shop unreachable", by=responder)
    task = give(source, responder, None, text="Ring 0700 123456")
    merge_incident(source=source, target=other, actor=responder)
    finish_task(task=Task.objects.get(pk=task.pk), actor=responder)
    undo_merge(incident=source, actor=responder)
    redact_entry(entry=other.entries.get(facts__task=task.pk), actor=admin, reason="a number")
    task.refresh_from_db()
    source.refresh_from_db()
    told = source.entries.get(facts__task=task.pk)
    assert "0700" not in task.text + told.text
    assert task.changed_seq == told.changed_seq == source.seq
