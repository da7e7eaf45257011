"""Comments on an action item, following it, and who is told of changes."""

import uuid
from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from accounts.models import User
from actions.models import ActionItem
from actions.services.comments import MAX_COMMENTS, comment_on
from actions.services.following import follow_item, unfollow_item
from actions.services.items import ActionDetails, edit_action_item
from actions.services.owner_and_date import give_to, move_due_date
from actions.services.statuses import MoveDetails, change_status
from core.errors import Conflict, DomainError
from incidents.services import NotAMember
from incidents.services.redacting import redact_words
from notifications.kinds import find
from notifications.models import Delivery
from tests.factories.accounts import make_user
from tests.factories.actions import make_action_item, make_incident
from tests.incidents.test_redacting import everything_stored

As = Callable[[User], Client]
NAMED, CHANGED, COMMENTED = "named_in_action_comment", "action_item_changed", "action_item_commented"


@pytest.fixture
def daniel() -> User:
    return make_user("Daniel Mwangi", email="daniel.m@example.com")


def told(kind: str = CHANGED) -> list[tuple[User | None, str]]:
    return [(each.recipient, each.reason) for each in Delivery.objects.filter(kind=kind).order_by("pk")]


def message(delivery: Delivery) -> str:
    return find(delivery.kind).render([delivery])[delivery.pk].text


def test_a_comment_is_shown_rendered_and_tells_whom_it_names(responder: User, daniel: User, as_user: As) -> None:
    item = make_action_item(title="Alert")
    sent = {"text": "**Why** not, @daniel.m? <script>", "client_uuid": str(uuid.uuid4())}
    for _ in range(2):
        answer = as_user(responder).post(f"{item.get_absolute_url()}comments/", sent)
    comment = item.comments.get()
    assert answer.headers["Location"].endswith(f"#comment-{comment.pk}")
    page = as_user(responder).get(item.get_absolute_url()).content.decode()
    assert "<strong>Why</strong> not" in page
    assert "<script>" not in comment.html
    assert told(NAMED) == [(daniel, f"Amina Otieno mentioned you in a comment on {item.reference}.")]
    words = message(Delivery.objects.get())
    assert "Why not, @daniel.m" in words
    assert f"#comment-{comment.pk}" in words


def test_the_owner_and_the_followers_are_told_of_a_comment_once(
    responder: User, manager: User, admin: User, daniel: User
) -> None:
    incident = make_incident(is_private=True, members=(responder, manager, daniel))
    item = make_action_item(incident, owner=daniel)
    for person in (responder, manager, daniel, make_user("Sees it no more")):
        item.followers.create(person=person)
    comment_on(item=item, actor=responder, text="**Why** not?")
    assert sorted(told(COMMENTED), key=str) == [
        (daniel, f"You own {item.reference}."),
        (manager, f"You follow {item.reference}."),
    ]
    assert told(NAMED) == []
    theirs = Delivery.objects.get(recipient=manager)
    assert "Amina Otieno commented on " in message(theirs)
    assert "Why not?" in message(theirs)
    assert not find(COMMENTED).still_due([theirs])
    item.followers.all().delete()
    assert find(COMMENTED).still_due([theirs])
    Delivery.objects.all().delete()
    comment_on(item=item, actor=manager, text="@daniel.m knows")
    assert told(COMMENTED) == []
    assert [person for person, _ in told(NAMED)] == [daniel]


def test_nobody_is_told_what_they_wrote(responder: User) -> None:
    comment_on(
        item=make_action_item(owner=responder), actor=responder, text=f"@{responder.email.partition('@')[0]} later"
    )
    assert not Delivery.objects.exists()


@pytest.mark.parametrize("text", ["", "  \n", "x" * 4001])
def test_a_refused_comment_is_shown_again(responder: User, as_user: As, text: str) -> None:
    item = make_action_item()
    answer = as_user(responder).post(f"{item.get_absolute_url()}comments/", {"text": text})
    assert answer.status_code == 422
    assert "What you typed is kept below" in answer.content.decode()
    assert not item.comments.exists()


def test_other_words_under_one_uuid_are_refused(responder: User) -> None:
    item, key = make_action_item(), uuid.uuid4()
    comment_on(item=item, actor=responder, text="one", client_uuid=key)
    with pytest.raises(Conflict):
        comment_on(item=item, actor=responder, text="two", client_uuid=key)
    with pytest.raises(Conflict):
        comment_on(item=make_action_item(), actor=responder, text="one", client_uuid=key)


def test_there_is_a_most(responder: User) -> None:
    item = make_action_item()
    item.comments.bulk_create(item.comments.model(item=item, author=responder, text="x") for _ in range(MAX_COMMENTS))
    with pytest.raises(DomainError, match="at most 500"):
        comment_on(item=item, actor=responder, text="one more")


def test_a_private_item_asks_before_a_stranger_is_called(responder: User, daniel: User, as_user: As) -> None:
    incident = make_incident(is_private=True, declared_by=responder, members=(responder,))
    item = make_action_item(incident)
    with pytest.raises(NotAMember):
        comment_on(item=item, actor=responder, text="@daniel.m, please look")
    address, sent = f"{item.get_absolute_url()}comments/", {"text": "@daniel.m, please look"}
    assert "Make Daniel Mwangi a member and save" in as_user(responder).post(address, sent).content.decode()
    as_user(responder).post(address, sent | {"make_members": "on"})
    assert incident.memberships.filter(user=daniel).exists()


def test_followers_and_the_owner_are_told_of_changes_the_actor_is_not(
    responder: User, manager: User, daniel: User
) -> None:
    item = make_action_item(owner=daniel, title="Alert", due_on=date(2033, 1, 1))
    for person in (responder, manager):
        follow_item(item=item, actor=person)
        follow_item(item=item, actor=person)
    move_due_date(item=item, actor=responder, due_on=date(2033, 2, 1), note="the bank is late")
    assert told() == [(daniel, f"You own {item.reference}."), (manager, f"You follow {item.reference}.")] or told() == [
        (manager, f"You follow {item.reference}."),
        (daniel, f"You own {item.reference}."),
    ]
    words = message(Delivery.objects.filter(recipient=manager).get())
    assert "changed the due date: 1 January 2033 → 1 February 2033" in words or "1 Jan 2033" in words
    assert "the bank is late" in words
    Delivery.objects.all().delete()
    change_status(item=item, actor=daniel, action="finish", reason="merged")
    assert {person for person, _ in told()} == {responder, manager}
    Delivery.objects.all().delete()
    edit_action_item(
        item=item,
        actor=responder,
        details=ActionDetails("Alert soon", owner=daniel, due_on=date(2033, 2, 1)),
        base_version=ActionItem.objects.get().version,
    )
    assert told() == []  # a title is none of it
    unfollow_item(item=item, actor=manager)
    give_to(item=item, actor=daniel, owner=responder)
    assert told() == []  # daniel gave it away himself
    assert told("action_item_given") == [(responder, f"Daniel Mwangi assigned {item.reference} to you.")]


def test_whoever_accepts_a_risk_hears_of_it(responder: User, manager: User) -> None:
    details = MoveDetails(accepted_by=manager, look_again_on=date(2099, 1, 1))
    item = change_status(item=make_action_item(), actor=responder, action="refuse", reason="costly", details=details)
    assert told() == [(manager, f"Amina Otieno wrote that you accept the risk of {item.reference}.")]


def test_later_changes_do_not_say_that_they_accept_the_risk(responder: User, manager: User, daniel: User) -> None:
    details = MoveDetails(accepted_by=manager, look_again_on=date(2099, 1, 1))
    item = change_status(item=make_action_item(), actor=responder, action="refuse", reason="costly", details=details)
    Delivery.objects.all().delete()
    give_to(item=item, actor=responder, owner=daniel)
    assert told() == []
    follow_item(item=item, actor=manager)
    give_to(item=item, actor=responder, owner=None)
    assert set(told()) >= {(manager, f"You follow {item.reference}.")}


def test_whom_an_item_is_taken_from_hears_of_it(responder: User, manager: User, daniel: User) -> None:
    item = make_action_item(owner=daniel)
    given = give_to(item=item, actor=responder, owner=manager)
    assert told() == [(daniel, f"You owned {item.reference} until Amina Otieno changed that.")]
    assert "changed the owner: Daniel Mwangi → " in message(Delivery.objects.get(kind=CHANGED))
    assert not find(CHANGED).still_due(Delivery.objects.filter(kind=CHANGED))
    Delivery.objects.all().delete()
    details = ActionDetails(given.title, owner=daniel)
    edit_action_item(item=given, actor=responder, details=details, base_version=given.version)
    assert told() == [(manager, f"You owned {item.reference} until Amina Otieno changed that.")]


def test_who_sees_it_no_more_or_follows_no_more_is_not_told(responder: User, daniel: User) -> None:
    item = make_action_item(make_incident(is_private=True, members=(responder,)), due_on=date(2033, 1, 1))
    item.followers.create(person=daniel)
    move_due_date(item=item, actor=responder, due_on=None, note="x")
    assert told() == []
    open_item = make_action_item(due_on=date(2033, 1, 1))
    follow_item(item=open_item, actor=daniel)
    move_due_date(item=open_item, actor=responder, due_on=None, note="x")
    delivery = Delivery.objects.get()
    kind = find(CHANGED)
    assert not kind.still_due([delivery])
    unfollow_item(item=open_item, actor=daniel)
    assert kind.still_due([delivery]) == {delivery.pk: "They neither own nor follow the action item any more."}


def test_buttons_follow_and_unfollow(responder: User, as_user: As) -> None:
    item, client = make_action_item(), as_user(responder)
    client.post(f"{item.get_absolute_url()}follow/")
    assert "1 person follows it, you too" in " ".join(client.get(item.get_absolute_url()).content.decode().split())
    client.post(f"{item.get_absolute_url()}unfollow/")
    assert not item.followers.exists()


def test_redaction_reaches_comments_evidence_and_verdicts(responder: User, admin: User, daniel: User) -> None:
    secret = "hunter2-Schlüssel"
    item = make_action_item(owner=daniel)
    comment_on(item=item, actor=responder, text=f"it was `{secret}`")
    change_status(item=item, actor=daniel, action="finish", reason=f"rotated {secret}")
    change_status(item=item, actor=responder, action="verify", reason=f"{secret} is refused")
    redact_words(incident=item.incident, actor=admin, words=secret, reason="A key")
    assert secret not in everything_stored()
    item.refresh_from_db()
    assert item.status == "verified"
    assert "[redacted by" in item.evidence
    assert "[redacted by" in item.comments.get().html


def test_the_page_reads_comments_in_constant_queries(
    responder: User, as_user: As, django_assert_max_num_queries: Callable[..., object]
) -> None:
    item = make_action_item()
    for n in range(50):
        comment_on(item=item, actor=make_user(), text=f"comment {n}")
    client = as_user(responder)
    with django_assert_max_num_queries(18):  # type: ignore[attr-defined]
        client.get(item.get_absolute_url())
