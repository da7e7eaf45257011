"""Tasks beside the timeline: one click or one form each, and what becomes of those that are left."""

import pytest
from django.urls import reverse

from accounts.enums import Role
from accounts.models import User
from actions.models import ActionItem
from catalogue.enums import ActionKind
from core.errors import DomainError
from incidents.enums import Status, TaskState
from incidents.models import Task, TimelineEntry
from incidents.selectors.due_dates import postmortem_due_on
from incidents.services.changes import StatusChange, change_status
from incidents.services.leftovers import Fate
from incidents.services.tasks import TaskDetails, add_task, drop_task, finish_task
from tests.factories.accounts import make_user
from tests.factories.incidents import make_checklist, make_incident, make_private_incident


@pytest.fixture
def incident(responder):
    return make_incident(by=responder)


@pytest.fixture
def task(incident, responder):
    return add_task(incident=incident, actor=responder, details=TaskDetails(text="Roll back the change"))


def page(client, incident):
    return client.get(reverse("incident", args=[incident.pk])).content.decode()


def at(name, task):
    return reverse(name, args=[task.incident_id, task.pk])


def test_the_panel_counts_and_shows_what_became_of_each(as_user, incident, task, responder):
    finish_task(
        task=add_task(incident=incident, actor=responder, details=TaskDetails(text="Tell support")), actor=responder
    )
    dropped = add_task(incident=incident, actor=responder, details=TaskDetails(text="Restart", person=responder))
    drop_task(task=dropped, actor=responder, reason="no use")
    html = page(as_user(responder), incident)
    assert "Tasks, 1 of 2 done" in html
    assert "dropped: no use" in html
    assert ", 1 dropped</h2>" in html


def test_adding_giving_and_dropping_are_one_form_each(as_user, incident, responder, manager):
    client, address = as_user(responder), reverse("task_add", args=[incident.pk])
    assert "What needs to be done?" in client.get(address).content.decode()
    assert client.post(address, {"text": "Tell the supplier", "person": manager.pk}).status_code == 302
    task = Task.objects.get()
    assert task.person == manager
    form = client.get(at("task", task)).content.decode()
    assert reverse("task_drop", args=[incident.pk, task.pk]) in form
    changed = {"text": "Call the supplier", "person": "", "base_seq": task.changed_seq}
    assert client.post(at("task", task), changed).status_code == 302
    assert client.post(at("task", task), changed | {"text": "Mine"}).status_code == 409
    assert client.post(at("task_drop", task), {"reason": ""}).status_code == 422
    assert client.post(at("task_drop", task), {"reason": "they called us"}).status_code == 302
    task.refresh_from_db()
    assert (task.text, task.person, task.state) == ("Call the supplier", None, TaskState.DROPPED)


def test_other_words_leave_a_task_with_somebody_who_may_no_longer_work_on_it(as_user, incident, responder, manager):
    task = add_task(incident=incident, actor=responder, details=TaskDetails(text="Tell the supplier", person=manager))
    User.objects.filter(pk=manager.pk).update(role=Role.REPORTER)
    client = as_user(responder)
    chosen = client.get(at("task", task)).context["form"]["person"]
    assert manager in chosen.field.queryset
    client.post(at("task", task), {"text": "Call them", "person": chosen.value(), "base_seq": task.changed_seq})
    task.refresh_from_db()
    assert (task.text, task.person) == ("Call them", manager)


def test_done_and_not_done_are_one_click_each(as_user, task, responder):
    client = as_user(responder)
    for name, state in (("task_done", TaskState.DONE), ("task_reopen", TaskState.OPEN)):
        assert client.post(at(name, task)).status_code == 302
        task.refresh_from_db()
        assert task.state == state


def test_who_may(as_user, reporter, responder, manager, task):
    answers = [as_user(user).get(at("task", task)).status_code for user in (reporter, responder, manager)]
    assert answers == [404, 200, 200]
    secret = make_private_incident(by=make_user("Fatuma Ali"))
    hidden = add_task(incident=secret, actor=secret.declared_by, details=TaskDetails(text="Look"))
    assert as_user(manager).post(at("task_done", hidden)).status_code == 404


def test_a_task_of_another_incident_is_not_there(as_user, task, responder):
    other = make_incident()
    assert as_user(responder).post(reverse("task_done", args=[other.pk, task.pk])).status_code == 404


def test_the_page_costs_the_same_for_one_and_for_fifty_tasks(
    as_user, incident, task, responder, django_assert_max_num_queries, django_assert_num_queries
):
    client = as_user(responder)
    with django_assert_max_num_queries(15) as few:
        page(client, incident)
    for number in range(49):
        add_task(incident=incident, actor=responder, details=TaskDetails(text=f"Task {number}", person=make_user()))
    with django_assert_num_queries(len(few)):
        page(client, incident)


def test_resolving_asks_what_becomes_of_what_is_open(as_user, incident, task, responder, manager):
    owned = add_task(
        incident=incident, actor=responder, details=TaskDetails(text="Refund who paid twice", person=manager)
    )
    vain = add_task(incident=incident, actor=responder, details=TaskDetails(text="Restart"))
    client, address = as_user(responder), reverse("change_status", args=[incident.pk, "resolve"])
    assert "What should happen to the open tasks?" in client.get(address).content.decode()
    said = {"when": "now", f"task_{task.pk}": "done", f"task_{owned.pk}": "action", f"task_{vain.pk}": "dropped"}
    refused = client.post(address, said)
    assert (refused.status_code, "Say why it is dropped" in refused.content.decode()) == (422, True)
    assert client.post(address, said | {f"task_{vain.pk}_why": "no use"}).status_code == 302
    incident.refresh_from_db()
    item = ActionItem.objects.get()
    assert incident.status == Status.RESOLVED
    due_on = postmortem_due_on(incident)
    assert (item.title, item.owner, item.due_on, item.from_task) == (owned.text, manager, due_on, owned)
    assert item.kind == ActionKind.UNSTATED, "nobody said what it does"
    assert [row.state for row in incident.tasks.all()] == [TaskState.DONE, TaskState.ACTION, TaskState.DROPPED]
    assert f"ACT-{item.pk}" in page(client, incident)
    numbers = list(TimelineEntry.objects.filter(incident=incident).order_by("seq").values_list("seq", flat=True))
    assert len(set(numbers)) == len(numbers)


def test_what_a_checklist_asked_for_is_dropped_by_one_press_and_the_rest_is_asked_about(as_user, responder):
    make_checklist("Any", "Ask whether data is at risk")
    incident = make_incident(by=responder)
    listed = incident.tasks.get()
    own = add_task(incident=incident, actor=responder, details=TaskDetails(text="Refund who paid twice"))
    client, address = as_user(responder), reverse("change_status", args=[incident.pk, "resolve"])
    fates = client.get(address).context["around"].fates
    said = {"when": "now"} | {name: fates.get_initial_for_field(field, name) for name, field in fates.fields.items()}
    refused = client.post(address, said)
    assert (refused.status_code, "Choose what happens to it." in refused.content.decode()) == (422, True)
    assert client.post(address, said | {f"task_{own.pk}": "done"}).status_code == 302
    listed.refresh_from_db()
    assert (listed.state, listed.reason) == (TaskState.DROPPED, "left open when the incident ended")
    assert not ActionItem.objects.exists()


def test_without_a_decision_a_resolved_incident_keeps_them_and_a_closed_one_does_not(incident, task, responder):
    change_status(incident=incident, actor=responder, change=StatusChange(action="resolve"))
    task.refresh_from_db()
    assert task.state == TaskState.OPEN
    with pytest.raises(DomainError, match="Still open: Roll back the change"):
        change_status(incident=incident, actor=responder, change=StatusChange(action="close"))
    incident.refresh_from_db()
    assert incident.status == Status.RESOLVED
    fates = {task.pk: Fate(TaskState.DROPPED, "over")}
    change_status(incident=incident, actor=responder, change=StatusChange(action="close", fates=fates))
    task.refresh_from_db()
    assert task.reason == "over"


def test_what_somebody_may_no_longer_own_becomes_an_item_without_an_owner(responder, manager):
    secret = make_private_incident(manager, by=responder)
    task = add_task(incident=secret, actor=responder, details=TaskDetails(text="Look", person=manager))
    secret.members.remove(manager)
    change_status(
        incident=secret, actor=responder, change=StatusChange(action="resolve", fates={task.pk: Fate(TaskState.ACTION)})
    )
    assert ActionItem.objects.get().owner is None


@pytest.mark.parametrize(("text", "told"), [("/task @grace Tell the supplier", 1), ("/task Tell the supplier", 0)])
def test_a_command_adds_one_too(as_user, incident, responder, text, told):
    grace = make_user("Grace Wanjiru", email="grace@example.com")
    sent = as_user(responder).post(reverse("entry_add", args=[incident.pk]), {"text": text})
    assert sent.status_code == 302
    task = Task.objects.get()
    assert (task.text, task.person) == ("Tell the supplier", grace if told else None)


def test_a_command_posts_an_update_for_whoever_may(as_user, incident, responder):
    log = reverse("entry_add", args=[incident.pk])
    as_user(responder).post(log, {"text": "/update Buying is slow; we are on it."})
    incident.refresh_from_db()
    assert incident.public_summary == ""  # neither the lead nor communications
    assert as_user(responder).post(log, {"text": "/lead me"}).status_code == 302
    assert as_user(responder).post(log, {"text": "/update Buying is slow; we are on it."}).status_code == 302
    incident.refresh_from_db()
    assert incident.public_summary == "Buying is slow; we are on it."
