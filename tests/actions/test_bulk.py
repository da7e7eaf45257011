"""Several action items changed at once, after a look at what would change."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from django.http import HttpResponse
from django.test import Client

from accounts.models import User
from actions.models import ActionItem
from actions.services.bulk import BulkChange, change_several
from incidents.services.redacting import redact_words
from notifications.kinds import find
from notifications.models import Delivery
from tests.factories.accounts import make_user
from tests.factories.actions import make_action_item, make_incident

As = Callable[[User], Client]
ADDRESS = "/action-items/bulk/"


@pytest.fixture
def three() -> list[ActionItem]:
    return [make_action_item(title=f"Item {n}", due_on=date(2033, 1, n + 1)) for n in range(3)]


def form_of(items: list[ActionItem], **fields: object) -> dict[str, object]:
    return {"item": [item.pk for item in items], "seen": [f"{i.pk}.{i.version}" for i in items], **fields}


def press_twice(client: Client, sent: dict[str, object]) -> HttpResponse:
    """Previews, then presses the second button."""
    found = re.search(r'name="previewed" value="(\w+)"', client.post(ADDRESS, sent).content.decode())
    previewed = found[1] if found else ""
    answer: HttpResponse = client.post(ADDRESS, sent | {"previewed": previewed, "change": "1"})
    return answer


def test_the_list_offers_it_without_javascript(three: list[ActionItem], responder: User, as_user: As) -> None:
    client = as_user(responder)
    page = client.get("/action-items/").content.decode()
    assert re.search(rf'type="checkbox" name="item" value="{three[0].pk}" form="several"', page)
    chosen = client.get(ADDRESS, {"item": [three[0].pk, three[2].pk, "x"]}).content.decode()
    assert "Change 2 action items" in chosen
    assert "Item 2" in chosen
    assert "Item 1" not in chosen
    assert "No action items are chosen" in client.get(ADDRESS).content.decode()


def test_a_preview_stores_and_sends_nothing(three: list[ActionItem], responder: User, as_user: As) -> None:
    owner = make_user("Daniel Mwangi")
    answer = as_user(responder).post(ADDRESS, form_of(three, owner=owner.pk, priority="1"))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert page.count("changed the owner: <del>no owner</del> <ins>Daniel Mwangi</ins>") == 3
    assert page.count("changed the priority: <del>Medium</del> <ins>High</ins>") == 3
    assert "Change 3 action items" in page
    assert not ActionItem.objects.filter(owner=owner).exists()
    assert not Delivery.objects.exists()
    assert not three[0].events.exists()


def test_the_second_press_changes_them(three: list[ActionItem], responder: User, as_user: As) -> None:
    owner = make_user("Daniel Mwangi")
    sent = form_of(three, owner=owner.pk, due_on="2033-06-01", reason="the bank is late", action="start")
    client = as_user(responder)
    assert press_twice(client, sent).status_code == 302
    assert "3 of 3 action items changed." in client.get("/action-items/").content.decode()
    for item in ActionItem.objects.all():
        assert (item.owner, item.due_on, item.status) == (owner, date(2033, 6, 1), "in_progress")
        assert set(item.events.values_list("field", flat=True)) == {"owner", "due_on", "status"}
    assert [(one.recipient, one.kind) for one in Delivery.objects.all()] == [(owner, "action_items_changed")]


def test_what_is_refused_for_one_is_done_for_the_others(three: list[ActionItem], responder: User, as_user: As) -> None:
    ActionItem.objects.filter(pk=three[1].pk).update(status="done")
    client, sent = as_user(responder), form_of(three, action="block", reason="the bank", priority="1")
    preview = client.post(ADDRESS, sent).content.decode()
    assert f"{three[1].reference} is done, so nothing was changed" in preview
    assert "Change 2 action items" in preview
    answer = press_twice(client, sent)
    assert answer.status_code == 422
    assert "2 of 3 action items changed, 1 refused: see below." in answer.content.decode()
    assert "is done, so nothing was changed" in answer.content.decode()
    three[1].refresh_from_db()
    assert (three[1].status, three[1].priority) == ("done", 2)  # nothing of a refused one is stored
    assert ActionItem.objects.filter(status="blocked", priority=1).count() == 2


def test_a_changed_date_asks_for_a_reason_here_too(three: list[ActionItem], responder: User, as_user: As) -> None:
    page = as_user(responder).post(ADDRESS, form_of(three, due_on="2033-06-01")).content.decode()
    assert page.count("Why is the due date changed?") == 3


def test_what_somebody_changed_meanwhile_is_left_alone(three: list[ActionItem], responder: User, as_user: As) -> None:
    sent = form_of(three, priority="1")
    ActionItem.objects.filter(pk=three[0].pk).update(version=9)
    answer = press_twice(as_user(responder), sent)
    assert "Somebody changed it since you looked" in answer.content.decode()
    assert ActionItem.objects.filter(priority=1).count() == 2


def test_only_what_was_previewed_is_done(three: list[ActionItem], responder: User, as_user: As) -> None:
    client, sent = as_user(responder), form_of(three, priority="1")
    found = re.search(r'name="previewed" value="(\w+)"', client.post(ADDRESS, sent).content.decode())
    assert found
    pressed = {"previewed": found[1], "change": "1"}
    for other in ({"priority": "3"}, {"owner": str(responder.pk)}, {"reason": "typed after the preview"}):
        page = client.post(ADDRESS, sent | pressed | other).content.decode()
        assert "This is not what you saw before, so nothing was changed yet" in page
    assert not ActionItem.objects.exclude(priority=2).exists()
    assert client.post(ADDRESS, sent | pressed).status_code == 302
    assert ActionItem.objects.filter(priority=1).count() == 3


def test_what_was_changed_after_it_was_read_is_left_alone_too(three: list[ActionItem], responder: User) -> None:
    seen = {item.pk: item.version for item in three}
    ActionItem.objects.filter(pk=three[0].pk).update(version=9)  # the rows in `three` do not know
    done = change_several(items=three, actor=responder, change=BulkChange(priority=1), seen=seen)
    assert [bool(result.refusal) for result in done] == [True, False, False]
    assert ActionItem.objects.filter(priority=1).count() == 2


@pytest.mark.parametrize(
    "fields",
    [{}, {"owner": "999999"}, {"due_on": "1970-01-01"}, {"priority": "9"}, {"action": "verify"}, {"owner": "x"}],
)
def test_bad_input_is_answered_with_what_was_typed(
    three: list[ActionItem], responder: User, as_user: As, fields: dict[str, str]
) -> None:
    answer = as_user(responder).post(ADDRESS, form_of(three, reason="typed by hand", change="1", **fields))
    assert answer.status_code == 422
    assert "typed by hand" in answer.content.decode()
    assert not three[0].events.exists()


def test_hidden_items_are_not_there(responder: User, as_user: As) -> None:
    hidden = make_action_item(make_incident(is_private=True), title="A secret plan")
    answer = press_twice(as_user(responder), form_of([hidden], priority="1"))
    assert "A secret plan" not in answer.content.decode()
    hidden.refresh_from_db()
    assert hidden.priority == 2


def test_of_a_private_one_a_stranger_is_refused(responder: User, as_user: As) -> None:
    item = make_action_item(make_incident(is_private=True, members=(responder,)))
    stranger = make_user("Daniel Mwangi")
    page = as_user(responder).post(ADDRESS, form_of([item], owner=stranger.pk)).content.decode()
    assert "cannot see this private incident" in page


def test_wont_do_needs_all_it_needs_elsewhere(
    three: list[ActionItem], responder: User, manager: User, as_user: As
) -> None:
    client, sent = as_user(responder), form_of(three, action="refuse", reason="too costly")
    assert "Name who accepts the risk" in client.post(ADDRESS, sent).content.decode()
    press_twice(client, sent | {"accepted_by": manager.pk, "look_again_on": "2099-01-01"})
    assert ActionItem.objects.filter(status="wont_do", risk_accepted_by=manager).count() == 3


def test_a_past_date_is_asked_about_once_for_all(three: list[ActionItem], responder: User, as_user: As) -> None:
    client, sent = as_user(responder), form_of(three, due_on="2023-05-01", reason="it was due then")
    asked = client.post(ADDRESS, sent)
    assert asked.status_code == 422
    page = asked.content.decode()
    assert "1 May 2023 is in the past, so they are overdue at once. Is this the right date?" in page
    assert 'name="meant_due_on" value="2023-05-01"' in page
    preview = client.post(ADDRESS, sent | {"meant_due_on": "2023-05-01"}).content.decode()
    assert "Change 3 action items" in preview
    fields = dict(re.findall(r'type="hidden" name="(meant_due_on|previewed)" value="([^"]+)"', preview))
    assert client.post(ADDRESS, sent | {"change": "1", "previewed": fields["previewed"]}).status_code == 422
    assert client.post(ADDRESS, sent | fields | {"change": "1"}).status_code == 302
    assert ActionItem.objects.filter(due_on=date(2023, 5, 1)).count() == 3
    again = form_of(list(ActionItem.objects.all()), due_on="2023-05-01")
    assert "it is so already" in client.post(ADDRESS, again).content.decode()


def test_a_stranger_becomes_a_member_where_that_is_ticked(
    three: list[ActionItem], responder: User, as_user: As
) -> None:
    client, owner = as_user(responder), make_user("Daniel Mwangi")
    assert "make_members" not in client.get(ADDRESS, {"item": three[0].pk}).content.decode()
    private = [make_action_item(make_incident(is_private=True, declared_by=responder, members=(responder,)))]
    private.append(make_action_item(make_incident(is_private=True, declared_by=responder, members=(responder,))))
    sent = form_of([*three, *private], owner=owner.pk)
    page = client.post(ADDRESS, sent).content.decode()
    assert page.count("cannot see this private incident") == 2
    assert "Make the new owner a member of the private incidents among them" in page
    assert press_twice(client, sent | {"make_members": "on"}).status_code == 302
    assert ActionItem.objects.filter(owner=owner).count() == 5
    assert all(item.incident.memberships.filter(user=owner).exists() for item in private)


def test_each_person_is_told_once_of_what_they_see(responder: User, manager: User, admin: User, as_user: As) -> None:
    before, owner, follower = make_user("Daniel Mwangi"), make_user("Fatuma Ali"), make_user("Joseph Kariuki")
    items = [make_action_item(title=f"Item {n}", owner=before, due_on=date(2033, 1, n + 1)) for n in range(3)]
    hidden = make_action_item(
        make_incident(is_private=True, members=(responder, owner)), title="A secret", due_on=date(2033, 1, 1)
    )
    items.append(hidden)
    for item in items:
        item.followers.create(person=follower)
    items[0].followers.create(person=manager)
    change = BulkChange(gives=True, owner=owner, due_on=date(2033, 6, 1), reason="the bank is late")
    change_several(items=items, actor=responder, change=change, seen={item.pk: item.version for item in items})
    told = {one.recipient: one for one in Delivery.objects.select_related("recipient")}
    assert Delivery.objects.count() == 4
    assert set(told) == {before, owner, follower, manager}
    texts = {person: find(one.kind).render([one])[one.pk].text for person, one in told.items()}
    assert "4 action items changed" in texts[owner]
    assert texts[owner].count("It is assigned to you.") == 4
    assert "3 action items changed" in texts[before]
    assert "A secret" not in texts[before] + texts[follower]
    assert texts[follower].count("the bank is late") == 6
    kind, theirs = find("action_items_changed"), told[owner]
    assert kind.visible_to([(responder, theirs)]) == {theirs.pk}
    assert not kind.visible_to([(manager, theirs)])
    hidden.incident.members.remove(owner)
    assert "A secret" not in kind.render([theirs])[theirs.pk].text
    ActionItem.objects.update(owner=None)
    assert set(kind.still_due([theirs, told[before]])) == {theirs.pk}
    Delivery.objects.filter(pk=theirs.pk).update(text="the bank is late")
    redact_words(incident=items[1].incident, actor=admin, words="the bank is late", reason="A name")
    assert not Delivery.objects.filter(text__contains="the bank is late").exists()


def test_what_is_refused_tells_nobody(responder: User) -> None:
    item = make_action_item(status="done", owner=make_user("Daniel Mwangi"))
    change = BulkChange(gives=True, owner=make_user("Fatuma Ali"), action="block", reason="the bank")
    change_several(items=[item], actor=responder, change=change, seen={item.pk: item.version})
    assert not Delivery.objects.exists()
