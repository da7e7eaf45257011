"""One action item split into several, and duplicates that are linked."""

import uuid
from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from accounts.models import User
from actions.models import ActionItem
from actions.services.splitting import split_item
from actions.services.statuses import MoveDetails, change_status
from core.errors import DomainError
from notifications.models import Delivery
from tests.factories.accounts import make_team, make_user
from tests.factories.actions import make_action_item, make_factor, make_incident, make_measure, make_postmortem

As = Callable[[User], Client]


@pytest.fixture
def item() -> ActionItem:
    made = make_action_item(
        owner=make_user("Daniel Mwangi"), team=make_team("Shop"), due_on=date(2033, 1, 1), kind="detect", priority=1
    )
    postmortem = make_postmortem(made.incident)
    made.factors.add(make_factor(postmortem))
    made.measures.add(make_measure(postmortem))
    return made


def split(
    item: ActionItem, by: User, *titles: str, closes: bool = True, key: uuid.UUID | None = None
) -> list[ActionItem]:
    return split_item(item=item, actor=by, titles=titles, closes=closes, client_uuid=key or uuid.uuid4())


def test_the_parts_keep_what_it_has(item: ActionItem, responder: User, as_user: As) -> None:
    parts = split(item, responder, "Alert on evictions", "  Alert on   memory ", "")
    assert [part.title for part in parts] == ["Alert on evictions", "Alert on memory"]
    for part in parts:
        assert (part.owner, part.team, part.due_on) == (item.owner, item.team, item.due_on)
        assert (part.kind, part.priority, part.split_from) == (item.kind, item.priority, item)
        assert set(part.factors.all()) == set(item.factors.all()) != set()
        assert set(part.measures.all()) == set(item.measures.all()) != set()
    item.refresh_from_db()
    assert item.status == "wont_do"
    assert item.status_reason == f"Split into {parts[0].reference}, {parts[1].reference}"
    page = as_user(responder).get(item.get_absolute_url()).content.decode()
    assert f"{parts[0].reference} Alert on evictions" in page
    assert f"{item.reference} {item.title}" in as_user(responder).get(parts[1].get_absolute_url()).content.decode()
    assert Delivery.objects.get().recipient == item.owner  # one message, not one for each part


def test_it_may_stay_open_itself(item: ActionItem, responder: User) -> None:
    parts = split(item, responder, "Alert on memory", closes=False)
    item.refresh_from_db()
    assert item.status == "open"
    assert item.events.get().after == parts[0].reference


def test_sending_it_twice_splits_it_once(item: ActionItem, responder: User) -> None:
    key = uuid.uuid4()
    assert split(item, responder, "A", "B", key=key) == split(item, responder, "A", "B", key=key)
    assert item.parts.count() == 2


def test_other_titles_under_one_uuid_are_refused(item: ActionItem, responder: User, as_user: As) -> None:
    key, earlier = uuid.uuid4(), split(item, responder, "Before", closes=False)
    made = split(item, responder, "A", "B", closes=False, key=key)
    assert split(item, responder, "A", "B", closes=False, key=key) == made
    sent = {"titles": "A\r\nC", "then": "stays", "client_uuid": str(key)}
    answer = as_user(responder).post(f"{item.get_absolute_url()}split/", sent)
    assert answer.status_code == 409
    assert f"sent before with other titles and created {made[0].reference}, {made[1].reference}" in (
        page := answer.content.decode()
    )
    assert "A\r\nC" in page
    assert set(item.parts.all()) == {*earlier, *made}
    ActionItem.objects.filter(pk=made[0].pk).update(title="Edited since")
    assert split(item, responder, "A", "B", closes=False, key=key) == made


@pytest.mark.parametrize(
    ("titles", "words"),
    [
        ((), "at least two"),
        (("A",), "at least two"),
        (("A", "A"), "the same"),
        (("A", "x" * 301), "at most 300"),
        (tuple(str(n) for n in range(21)), "at most 20"),
    ],
)
def test_bad_titles_are_refused(item: ActionItem, responder: User, titles: tuple[str, ...], words: str) -> None:
    with pytest.raises(DomainError, match=words):
        split(item, responder, *titles)
    assert ActionItem.objects.count() == 1


def test_the_page_keeps_what_was_typed(item: ActionItem, responder: User, as_user: As) -> None:
    client, address = as_user(responder), f"{item.get_absolute_url()}split/"
    assert client.get(address).status_code == 200
    refused = client.post(address, {"titles": "Alert on memory", "then": "closes"})
    assert refused.status_code == 422
    assert "Alert on memory" in refused.content.decode()
    sent = {"titles": "Alert on memory\r\nAlert on disk", "then": "closes", "client_uuid": str(uuid.uuid4())}
    assert client.post(address, sent).status_code == 302
    assert item.parts.count() == 2
    assert client.post(address, sent | {"client_uuid": str(uuid.uuid4())}).status_code == 422  # it is closed


def test_splitting_by_the_button_alone_is_refused(item: ActionItem, responder: User, as_user: As) -> None:
    answer = as_user(responder).post(f"{item.get_absolute_url()}status/", {"action": "split", "reason": "x"})
    assert answer.status_code == 422
    item.refresh_from_db()
    assert item.status == "open"


def test_a_duplicate_is_closed_and_linked_and_reopening_unlinks(item: ActionItem, responder: User, as_user: As) -> None:
    other, client = make_action_item(title="Alert on memory"), as_user(responder)
    sent = {"action": "duplicate", "original": other.reference.lower()}
    assert client.post(f"{item.get_absolute_url()}status/", sent).status_code == 302
    item.refresh_from_db()
    assert (item.status, item.duplicate_of) == ("wont_do", other)
    assert item.status_reason == f"Duplicate of {other.reference}"
    assert f"{other.reference} Alert on memory" in client.get(item.get_absolute_url()).content.decode()
    assert "Has the duplicate" in client.get(other.get_absolute_url()).content.decode()
    reopened = change_status(item=item, actor=responder, action="reopen", reason="it says more")
    assert reopened.duplicate_of is None


def test_one_that_the_reader_does_not_see_is_not_there(item: ActionItem, responder: User, as_user: As) -> None:
    hidden = make_action_item(make_incident(is_private=True), title="A secret plan")
    for named in (hidden.reference, "ACT-999999", "nonsense", item.reference):
        sent = {"action": "duplicate", "original": named}
        answer = as_user(responder).post(f"{item.get_absolute_url()}status/", sent)
        assert answer.status_code == 422
        assert "A secret plan" not in answer.content.decode()


def test_clearing_example_data_is_not_held_up_by_links(item: ActionItem, responder: User) -> None:
    other, (part, *_) = make_action_item(), split(item, responder, "A", "B")
    change_status(item=other, actor=responder, action="duplicate", details=MoveDetails(original=part))
    ActionItem.objects.filter(incident=item.incident).delete()
    other.refresh_from_db()
    assert (other.status, other.duplicate_of) == ("wont_do", None)


def test_a_long_reason_of_a_duplicate_is_cut(item: ActionItem, responder: User) -> None:
    details = MoveDetails(original=make_action_item())
    closed = change_status(item=item, actor=responder, action="duplicate", reason="x" * 2000, details=details)
    assert len(closed.status_reason) == 2000


def test_there_are_no_chains_of_duplicates(item: ActionItem, responder: User) -> None:
    second, third = make_action_item(), make_action_item()
    change_status(item=item, actor=responder, action="duplicate", details=MoveDetails(original=second))
    with pytest.raises(DomainError, match="is a duplicate of"):
        change_status(item=third, actor=responder, action="duplicate", details=MoveDetails(original=item))
    details = MoveDetails(original=third)
    with pytest.raises(DomainError, match="has a duplicate itself"):
        change_status(item=second, actor=responder, action="duplicate", details=details)
    change_status(item=item, actor=responder, action="reopen", reason="as the refusal says")
    assert change_status(item=second, actor=responder, action="duplicate", details=details).duplicate_of == third


def test_nothing_goes_on_in_what_will_not_be_done(item: ActionItem, responder: User, manager: User) -> None:
    risk = MoveDetails(accepted_by=manager, look_again_on=date(2099, 1, 1))
    refused = change_status(item=make_action_item(), actor=responder, action="refuse", reason="x", details=risk)
    whole = make_action_item()
    split(whole, responder, "A", "B")
    for original in (refused, whole):
        with pytest.raises(DomainError, match="will not be done, so nothing would go on there") as caught:
            change_status(item=item, actor=responder, action="duplicate", details=MoveDetails(original=original))
        assert caught.value.field == "original"
    item.refresh_from_db()
    assert (item.status, item.duplicate_of) == ("open", None)


def test_a_refusal_names_nothing_that_the_reader_may_not_see(item: ActionItem, responder: User, admin: User) -> None:
    hidden = make_action_item(make_incident(is_private=True))
    second, third = make_action_item(), make_action_item()
    ActionItem.objects.filter(pk=second.pk).update(status="wont_do", status_reason="x", duplicate_of=hidden)
    ActionItem.objects.filter(pk=hidden.pk).update(status="wont_do", status_reason="x", duplicate_of=third)
    for of, original in ((item, second), (third, item)):
        details = MoveDetails(original=original)
        with pytest.raises(DomainError, match="one that you may not see") as caught:
            change_status(item=of, actor=responder, action="duplicate", details=details)
        assert hidden.reference not in caught.value.message
        with pytest.raises(DomainError, match=hidden.reference):
            change_status(item=of, actor=admin, action="duplicate", details=details)
