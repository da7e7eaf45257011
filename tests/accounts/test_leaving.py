"""Deactivating and reactivating people, and handing over what they hold."""

import pytest

from accounts.enums import AuditAction, Role
from accounts.models import AuditEvent
from accounts.registries import holdings
from accounts.registries.holdings import Holding
from core.errors import DomainError
from tests.factories.accounts import make_user


class Shelf:
    """Stands for an upper app: things with an owner."""

    def __init__(self, *owners):
        self.owners = list(owners)

    def count(self, person):
        return self.owners.count(person)

    def reassign(self, *, person, to, actor, make_members):
        if to is not None and to.role == Role.MANAGER:
            raise DomainError("Managers own none of these.", field="shelf_items")
        self.owners = [to if owner == person else owner for owner in self.owners]


@pytest.fixture
def shelf(monkeypatch, responder):
    monkeypatch.setattr(holdings, "_holdings", {})
    shelf = Shelf(responder, responder)
    holdings.register(Holding("shelf items", shelf.count, shelf.reassign))
    return shelf


def test_two_kinds_of_one_name_are_a_mistake(shelf):
    with pytest.raises(ValueError, match="called shelf items"):
        holdings.register(Holding("shelf items", shelf.count, shelf.reassign))


def address(person):
    return f"/settings/people/{person.pk}/deactivate/"


def test_the_page_asks_for_a_new_owner_of_each_kind(as_user, admin, responder, shelf):
    page = as_user(admin).get(address(responder)).content.decode()
    assert "2 shelf items go to" in page
    assert "Nobody, for now" in page
    refused = as_user(admin).post(address(responder), {})
    assert refused.status_code == 422
    responder.refresh_from_db()
    assert responder.is_active


def test_deactivating_hands_over_and_ends_sessions_at_once(as_user, admin, responder, shelf):
    other = make_user("Brian Kimani")
    theirs = as_user(responder)
    answer = as_user(admin).post(address(responder), {"shelf_items": str(other.pk)})
    assert answer.status_code == 302
    assert shelf.owners == [other, other]
    assert theirs.get("/profile/").status_code == 302
    event = AuditEvent.objects.get(action=AuditAction.PERSON_DEACTIVATED)
    assert event.detail["handed_over"] == {"shelf items": "2 to Brian Kimani"}


def test_nobody_is_an_answer(as_user, admin, responder, shelf):
    as_user(admin).post(address(responder), {"shelf_items": "nobody"})
    assert shelf.owners == [None, None]


def test_what_an_app_refuses_is_said_and_nothing_changes(as_user, admin, manager, responder, shelf):
    answer = as_user(admin).post(address(responder), {"shelf_items": str(manager.pk)})
    assert answer.status_code == 422
    assert "Managers own none of these." in answer.content.decode()
    responder.refresh_from_db()
    assert responder.is_active


def test_somebody_who_holds_nothing_just_goes(as_user, admin, reporter, shelf):
    assert "has no open roles" in as_user(admin).get(address(reporter)).content.decode()
    assert as_user(admin).post(address(reporter)).status_code == 302


def test_old_sessions_stay_dead_after_coming_back(as_user, admin, reporter, shelf):
    theirs = as_user(reporter)
    as_user(admin).post(address(reporter))
    answer = as_user(admin).post(f"/settings/people/{reporter.pk}/reactivate/")
    assert answer.status_code == 302
    assert theirs.get("/profile/").status_code == 302
    reporter.refresh_from_db()
    assert reporter.is_active


def test_nobody_deactivates_themselves_or_the_last_admin(as_user, admin, shelf):
    answer = as_user(admin).post(address(admin))
    assert answer.status_code == 422
    assert "cannot deactivate yourself" in answer.content.decode()
    admin.refresh_from_db()
    assert admin.is_active
