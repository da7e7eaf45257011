"""Done with evidence, and verified by somebody else."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from accounts.models import User
from actions.models import ActionItem
from actions.services.items import ActionDetails, edit_action_item
from actions.services.owner_and_date import give_to
from actions.services.statuses import MoveDetails, change_status
from core.clock import frozen, today
from core.errors import DomainError
from tests.factories.accounts import make_user
from tests.factories.actions import make_action_item, make_factor, make_incident, make_postmortem

As = Callable[[User], Client]
NOON = datetime(2023, 5, 12, 12, tzinfo=UTC)


@pytest.fixture
def owner() -> User:
    return make_user("Daniel Mwangi")


@pytest.fixture
def done(owner: User) -> ActionItem:
    item = make_action_item(owner=owner, title="Alert on evictions", due_on=date(2023, 5, 12))
    with frozen(NOON):
        return change_status(item=item, actor=owner, action="finish", reason="https://ci.example/7 is green")


def test_evidence_is_kept_on_the_item_and_in_its_history(done: ActionItem) -> None:
    assert done.evidence == "https://ci.example/7 is green"
    assert done.events.get().note == "https://ci.example/7 is green"
    assert done.verify_on == date(2023, 6, 11)
    assert list(ActionItem.objects.unverified()) == [done]


def test_another_day_to_verify_it(owner: User) -> None:
    item = make_action_item(owner=owner)
    with frozen(NOON):
        early = MoveDetails(verify_on=date(2023, 5, 11))
        with pytest.raises(DomainError) as refused:
            change_status(item=item, actor=owner, action="finish", reason="merged", details=early)
        assert refused.value.field == "verify_on"
        later = MoveDetails(verify_on=date(2023, 9, 1))
        finished = change_status(item=item, actor=owner, action="finish", reason="merged", details=later)
    assert finished.verify_on == date(2023, 9, 1)


def test_somebody_else_says_that_it_works(done: ActionItem, responder: User) -> None:
    item = change_status(item=done, actor=responder, action="verify", reason="no eviction since")
    assert (item.status, item.verdict, item.verified_by) == ("verified", "effective", responder)
    assert (item.verdict_evidence, item.finished_on) == ("no eviction since", date(2023, 5, 12))
    assert item.evidence == "https://ci.example/7 is green"
    assert list(ActionItem.objects.achieved()) == [item]
    assert not ActionItem.objects.unverified().exists()


@pytest.mark.parametrize("action", ["verify", "not_effective", "follow_up"])
def test_the_owner_does_not(done: ActionItem, owner: User, action: str, as_user: As) -> None:
    answer = as_user(owner).post(f"{done.get_absolute_url()}status/", {"action": action, "reason": "x", "title": "y"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "marked it as done does not say whether it works. Any other responder who sees it may" in page
    assert f'value="{action}"' not in page
    done.refresh_from_db()
    assert (done.status, done.verdict) == ("done", "")


@pytest.mark.parametrize("action", ["verify", "not_effective", "follow_up"])
def test_neither_does_who_owned_it_then_or_marked_it_as_done(owner: User, responder: User, action: str) -> None:
    item = make_action_item(owner=owner)
    finished = change_status(item=item, actor=responder, action="finish", reason="merged")
    swapped = give_to(item=finished, actor=owner, owner=make_user("Fatuma Ali"))
    for person in (owner, responder):
        with pytest.raises(DomainError, match="owned it when it was done or marked it as done"):
            change_status(item=swapped, actor=person, action=action, reason="works", details=MoveDetails(title="x"))
    verified = change_status(item=swapped, actor=make_user("Another"), action="verify", reason="quiet")
    for person in (owner, responder):
        with pytest.raises(IntegrityError), transaction.atomic():
            ActionItem.objects.filter(pk=verified.pk).update(verified_by=person)
    again = change_status(item=verified, actor=owner, action="reopen", reason="it is back")
    assert (again.finished_by, again.owner_then) == (None, None)


def test_the_database_refuses_it_too(done: ActionItem, owner: User, responder: User) -> None:
    verified = change_status(item=done, actor=responder, action="verify", reason="quiet")
    with pytest.raises(IntegrityError), transaction.atomic():
        ActionItem.objects.filter(pk=verified.pk).update(owner=responder)
    with pytest.raises(DomainError, match="they cannot own it too"):
        give_to(item=verified, actor=owner, owner=responder)
    with pytest.raises(DomainError, match="they cannot own it too"):
        details = ActionDetails(verified.title, owner=responder, due_on=verified.due_on)
        edit_action_item(item=verified, actor=owner, details=details, base_version=verified.version)


def test_not_effective_reopens_it(done: ActionItem, responder: User) -> None:
    item = change_status(item=done, actor=responder, action="not_effective", reason="it fired late")
    assert (item.status, item.verdict, item.evidence, item.verify_on) == ("open", "", "", None)
    rows = list(item.events.values_list("field", "after", "note"))[1:]
    assert rows == [("verdict", "not_effective", "it fired late"), ("status", "open", "")]


def test_not_effective_opens_a_new_one_that_is_linked(done: ActionItem, responder: User, as_user: As) -> None:
    factor = make_factor(make_postmortem(done.incident))
    done.factors.add(factor)
    sent = {"action": "follow_up", "reason": "it fired late", "title": "Alert on memory instead"}
    address = f"{done.get_absolute_url()}status/"
    assert as_user(responder).post(address, sent | {"title": ""}).status_code == 422
    assert as_user(responder).post(address, sent).status_code == 302
    done.refresh_from_db()
    new = done.follow_ups.get()
    assert (done.status, done.verdict) == ("done", "not_effective")
    assert (new.title, new.owner, new.status) == ("Alert on memory instead", done.owner, "open")
    assert list(new.factors.all()) == [factor]
    assert new.due_on == today(new.incident.time_zone) + timedelta(days=30), "as the policy of its severity proposes"
    page = as_user(responder).get(done.get_absolute_url()).content.decode()
    assert f"{new.reference} Alert on memory instead" in page
    assert "it fired late" in page
    assert done.reference in as_user(responder).get(new.get_absolute_url()).content.decode()
    assert as_user(responder).post(address, sent).status_code == 302
    for other in ({"title": "Alert on disk"}, {"reason": "it never fired"}):
        again = as_user(responder).post(address, sent | other)
        assert again.status_code == 409
        assert next(iter(other.values())) in again.content.decode()
    assert done.follow_ups.count() == 1


def test_a_follow_up_has_no_owner_who_left(done: ActionItem, responder: User, owner: User) -> None:
    owner.is_active = False
    owner.save()
    details = MoveDetails(title="Try again")
    change_status(item=done, actor=responder, action="follow_up", reason="late", details=details)
    assert done.follow_ups.get().owner is None


def test_what_was_done_before_anybody_asked_stays_done(responder: User, as_user: As) -> None:
    item = make_action_item(status="done", finished_at=NOON, finished_on=NOON.date())
    assert not ActionItem.objects.unverified().exists()
    assert as_user(responder).get(item.get_absolute_url()).status_code == 200
    assert change_status(item=item, actor=responder, action="verify", reason="quiet").status == "verified"


def test_a_reopened_item_can_be_done_and_verified_again(done: ActionItem, responder: User, owner: User) -> None:
    verified = change_status(item=done, actor=responder, action="verify", reason="quiet")
    again = change_status(item=verified, actor=responder, action="reopen", reason="it is back")
    assert (again.verdict, again.verified_by, again.finished_at) == ("", None, None)
    finished = change_status(item=again, actor=owner, action="finish", reason="second try")
    assert change_status(item=finished, actor=responder, action="verify", reason="quiet").status == "verified"


def test_the_list_shows_what_waits_for_it(done: ActionItem, responder: User, as_user: As) -> None:
    make_action_item(make_incident(), title="Something open")
    page = as_user(responder).get("/action-items/?verify=waiting").content.decode()
    assert "Alert on evictions" in page
    assert "Something open" not in page
    csv = b"".join(as_user(responder).get("/action-items.csv?verify=waiting").streaming_content).decode()  # type: ignore[attr-defined]
    assert "https://ci.example/7 is green" in csv
