"""The pages of one action item: reading, agreeing, editing, moving."""

import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.test import Client

from accounts.enums import AuditAction
from accounts.models import AuditEvent, User
from actions.models import ActionItem
from tests.factories.accounts import make_user
from tests.factories.actions import make_action_item, make_incident

As = Callable[[User], Client]

FORM = {"title": "Alert on evictions", "kind": "detect", "priority": "2"}


def pages_of(item: ActionItem) -> list[str]:
    return [
        f"/action-items/{item.pk}/",
        f"/action-items/{item.pk}/edit/",
        f"/incidents/{item.incident_id}/action-items/new/",
    ]


def test_responders_managers_and_admins_read_them_reporters_do_not(
    as_user: As, reporter: User, responder: User, manager: User, admin: User
) -> None:
    for page in pages_of(make_action_item()):
        assert [as_user(person).get(page).status_code for person in (responder, manager, admin)] == [200, 200, 200]
        assert as_user(reporter).get(page).status_code == 404
        assert Client().get(page).status_code == 302


def test_a_private_one_is_there_for_members_and_admins_alone(
    as_user: As, responder: User, manager: User, admin: User
) -> None:
    item = make_action_item(make_incident(is_private=True, members=(responder,)))
    for page in pages_of(item):
        assert [as_user(person).get(page).status_code for person in (responder, manager, admin)] == [200, 404, 200]
    for step in ("status", "due"):
        assert as_user(manager).post(f"/action-items/{item.pk}/{step}/", {"action": "finish"}).status_code == 404


def test_an_admin_who_reads_a_private_one_is_logged(as_user: As, responder: User, admin: User) -> None:
    item = make_action_item(make_incident(is_private=True, members=(responder,)))
    as_user(responder).get(item.get_absolute_url())
    assert not AuditEvent.objects.filter(action=AuditAction.PRIVATE_READ).exists()
    as_user(admin).get(item.get_absolute_url())
    assert AuditEvent.objects.get(action=AuditAction.PRIVATE_READ).subject == item.incident.reference


def test_the_page_shows_the_item_and_its_history(as_user: As, responder: User) -> None:
    item = make_action_item(title="Alert on <evictions>", due_on=date(2023, 5, 12), status_reason="the bank")
    as_user(responder).post(f"/action-items/{item.pk}/due/", {"due_on": "2033-05-20", "note": "the bank is late"})
    page = as_user(responder).get(item.get_absolute_url()).content.decode()
    assert "Alert on &lt;evictions&gt;" in page
    assert "the bank is late" in page
    assert "12 May" in page
    assert item.incident.title in page


def test_other_content_under_one_uuid_is_answered_and_kept(as_user: As, responder: User) -> None:
    address, key = f"/incidents/{make_incident().pk}/action-items/new/", str(uuid.uuid4())
    as_user(responder).post(address, FORM | {"client_uuid": key})
    answer = as_user(responder).post(address, FORM | {"client_uuid": key, "title": "Something else"})
    assert answer.status_code == 409
    assert "Something else" in answer.content.decode()
    assert ActionItem.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""),
        ("title", "x" * 301),
        ("due_on", "31/12/2023"),
        ("due_on", "0001-01-01"),
        ("tracker_url", "javascript:alert(1)"),
        ("priority", "7"),
        ("kind", "revenge"),
        ("owner", "999999"),
        ("description", "x" * 20_001),
        ("title", "nul \x00 byte"),
    ],
)
def test_bad_input_is_answered_with_what_was_typed(as_user: As, responder: User, field: str, value: str) -> None:
    sent = FORM | {"description": "typed by hand", field: value}
    answer = as_user(responder).post(f"/incidents/{make_incident().pk}/action-items/new/", sent)
    assert answer.status_code == 422
    assert answer.context["form"].errors[field]
    assert field == "description" or "typed by hand" in answer.content.decode()
    assert not ActionItem.objects.exists()


def test_a_private_incident_asks_whether_to_make_the_owner_a_member(as_user: As, responder: User) -> None:
    incident = make_incident(is_private=True, declared_by=responder, members=(responder,))
    stranger = make_user("Daniel Mwangi")
    address = f"/incidents/{incident.pk}/action-items/new/"
    refused = as_user(responder).post(address, FORM | {"owner": stranger.pk})
    assert refused.status_code == 422
    assert refused.context["form"].errors["make_member"]
    as_user(responder).post(address, FORM | {"owner": stranger.pk, "make_member": "on"})
    assert incident.memberships.filter(user=stranger).exists()


def test_an_edit_over_somebody_elses_shows_both_and_then_saves(as_user: As, responder: User, manager: User) -> None:
    item = make_action_item(title="First")
    address = f"/action-items/{item.pk}/edit/"
    as_user(manager).post(address, FORM | {"title": "Theirs", "version": "1"})
    refused = as_user(responder).post(address, FORM | {"title": "Mine", "version": "1"})
    page = refused.content.decode()
    assert refused.status_code == 409
    assert [(row.label, row.theirs, row.yours) for row in refused.context["differences"]] == [
        ("Title", "Theirs", "Mine")
    ]
    assert page.count("was changed while you were writing") == 1
    assert 'name="version" value="2"' in page
    saved = as_user(responder).post(address, FORM | {"title": "Mine", "version": "2"})
    assert saved.status_code == 302
    assert ActionItem.objects.get().title == "Mine"


def test_the_form_keeps_an_owner_who_left(as_user: As, responder: User) -> None:
    gone = make_user("Peter Njoroge", is_active=False)
    item = make_action_item(owner=gone)
    as_user(responder).post(f"/action-items/{item.pk}/edit/", FORM | {"owner": gone.pk, "version": "1"})
    assert ActionItem.objects.get().owner == gone


def test_a_button_moves_it_and_a_second_press_does_nothing(as_user: As, responder: User) -> None:
    item = make_action_item()
    for _ in range(2):
        answer = as_user(responder).post(f"/action-items/{item.pk}/status/", {"action": "finish", "reason": "merged"})
        assert answer.status_code == 302
    assert ActionItem.objects.get().status == "done"
    assert item.events.count() == 1


@pytest.mark.parametrize(
    ("action", "reason"),
    [("block", ""), ("unblock", "why"), ("explode", "why"), ("finish", ""), ("refuse", "x" * 2001)],
)
def test_a_refused_move_keeps_the_reason(as_user: As, responder: User, action: str, reason: str) -> None:
    item = make_action_item()
    answer = as_user(responder).post(f"/action-items/{item.pk}/status/", {"action": action, "reason": reason})
    assert answer.status_code == 422
    assert not item.events.exists()


def test_buttons_are_those_of_the_table(as_user: As, responder: User) -> None:
    page = as_user(responder).get(make_action_item(status="done").get_absolute_url())
    offered = [move.action for move in page.context["page"].moves]
    assert offered == ["verify", "not_effective", "follow_up", "reopen"]
    assert 'value="finish"' not in page.content.decode()


def test_the_page_asks_the_same_number_of_questions_however_long_the_history(
    as_user: As, responder: User, django_assert_max_num_queries: Callable[..., object]
) -> None:
    item = make_action_item()
    for n in range(50):
        item.events.create(actor=make_user(), field="title", before=f"{n}", after=f"{n + 1}")
    client = as_user(responder)
    with django_assert_max_num_queries(18):  # type: ignore[attr-defined]
        client.get(item.get_absolute_url())


@pytest.mark.parametrize("path", ["/action-items/{item}/edit/", "/incidents/{incident}/action-items/new/"])
def test_forms_on_private_ones_log_the_admin_who_opens_them(
    as_user: As, responder: User, admin: User, path: str
) -> None:
    item = make_action_item(make_incident(is_private=True, members=(responder,)))
    as_user(admin).get(path.format(item=item.pk, incident=item.incident_id))
    assert AuditEvent.objects.filter(action=AuditAction.PRIVATE_READ, subject=item.incident.reference).count() == 1


def test_a_past_due_date_of_a_new_item_is_asked_about_and_stored_after_a_yes(as_user: As, responder: User) -> None:
    client, address = as_user(responder), f"/incidents/{make_incident().pk}/action-items/new/"
    sent = FORM | {"client_uuid": str(uuid.uuid4()), "due_on": "2023-06-01", "title": "Rotate the key"}
    asked = client.post(address, sent)
    assert asked.status_code == 422
    assert "1 June 2023 is in the past" in asked.content.decode()
    assert 'name="meant_due_on" value="2023-06-01"' in asked.content.decode()
    assert "Rotate the key" in asked.content.decode()
    assert client.post(address, sent | {"meant_due_on": "2023-05-01"}).status_code == 422  # a yes to another date
    assert client.post(address, sent | {"meant_due_on": "2023-06-01"}).status_code == 302
    item = ActionItem.objects.get()
    edited = client.post(f"{item.get_absolute_url()}edit/", FORM | {"due_on": "2023-06-01", "version": item.version})
    assert edited.status_code == 302  # it stood there before


@pytest.mark.parametrize("step", ["edit", "due"])
def test_moving_it_to_a_past_day_is_asked_about_while_it_is_unfinished(as_user: As, responder: User, step: str) -> None:
    item, client = make_action_item(due_on=date(2033, 6, 1)), as_user(responder)
    address = f"{item.get_absolute_url()}{step}/"
    sent = FORM | {"due_on": "2023-06-01", "version": "1", "note": "the bank is late"}
    asked = client.post(address, sent)
    assert asked.status_code == 422
    assert 'name="meant_due_on" value="2023-06-01"' in asked.content.decode()
    assert "the bank is late" in asked.content.decode()
    item.refresh_from_db()
    assert item.due_on == date(2033, 6, 1)
    assert client.post(address, sent | {"meant_due_on": "2023-06-01"}).status_code == 302
    ActionItem.objects.update(status="done")
    assert client.post(address, sent | {"due_on": "2023-05-01", "version": "2"}).status_code == 302
    item.refresh_from_db()
    assert item.due_on == date(2023, 5, 1)


def test_the_page_says_how_often_it_was_moved_and_why(as_user: As, responder: User) -> None:
    item, client = make_action_item(due_on=date(2033, 5, 12)), as_user(responder)
    address = f"{item.get_absolute_url()}due/"
    refused = client.post(address, {"due_on": "2033-05-20", "note": ""})
    assert refused.status_code == 422
    assert "Why is the due date changed?" in refused.content.decode()
    assert 'value="2033-05-20"' in refused.content.decode()
    client.post(address, {"due_on": "2033-05-20", "note": "the bank is late"})
    client.post(address, {"due_on": "2033-06-20", "note": "the bank is <later>"})
    page = client.get(item.get_absolute_url()).content.decode()
    assert "moved twice:" in page
    assert "“the bank is &lt;later&gt;”" in page


@pytest.mark.parametrize(
    ("day", "words"),
    [("1970-01-01", "too long ago"), ("9999-12-31", "too far ahead"), ("2023-01-01", "before {} was created")],
)
def test_a_date_that_cannot_be_meant_is_refused_or_asked_about(
    as_user: As, responder: User, day: str, words: str
) -> None:
    item = make_action_item(created_at=datetime(2023, 5, 12, tzinfo=UTC))
    answer = as_user(responder).post(f"{item.get_absolute_url()}due/", {"due_on": day})
    assert answer.status_code == 422
    assert words.format(item.reference) in answer.content.decode()


NO_DATE = "It has no due date. Its owner is not reminded of it until it has one."
NO_OWNER = "Managers are reminded of it until somebody owns it."


def test_form_and_page_say_what_follows_without_owner_or_date(as_user: As, responder: User) -> None:
    client, incident = as_user(responder), make_incident()
    new = f"/incidents/{incident.pk}/action-items/new/"
    form = client.get(new).content.decode()
    assert "Without an owner managers are reminded until it has one" in form
    assert "Without a date the owner is not reminded" in form

    def created(**more: object) -> str:
        fields = FORM | {"client_uuid": uuid.uuid4()} | more
        return client.post(new, fields, follow=True).content.decode()

    assert f"It has no owner and no due date. {NO_OWNER}" in created()
    assert f"It has no owner. {NO_OWNER}" in created(due_on="2099-01-01")
    assert NO_DATE in created(owner=responder.pk)
    complete = created(owner=responder.pk, due_on="2099-01-01")
    assert NO_DATE not in complete
    assert "It has no owner" not in complete


def test_what_is_finished_lacks_nothing(as_user: As, responder: User) -> None:
    item = make_action_item(owner=responder, due_on=None)
    assert NO_DATE in as_user(responder).get(item.get_absolute_url()).content.decode()
    as_user(responder).post(f"/action-items/{item.pk}/status/", {"action": "finish", "reason": "merged"})
    assert NO_DATE not in as_user(responder).get(item.get_absolute_url()).content.decode()
