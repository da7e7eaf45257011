"""Who counts as the owner of an action item: asked of the database, and of rows that were read already."""

from itertools import product

import pytest

from accounts.enums import Role
from accounts.permissions import why_not_owner
from actions.models import ActionItem
from actions.querysets import ownerless
from incidents.selectors.readers import visible_pairs
from tests.factories.accounts import make_bot, make_user
from tests.factories.actions import make_action_item, make_incident


@pytest.mark.parametrize(("role", "is_active", "is_private", "is_member"), [*product(Role, *[(True, False)] * 3)])
def test_both_ways_of_asking_agree(role, is_active, is_private, is_member):
    owner = make_user(role=role, is_active=is_active)
    item = make_action_item(make_incident(is_private=is_private, members=(owner,) if is_member else ()), owner=owner)
    may_do_it = is_active and role != Role.REPORTER and (not is_private or is_member or role == Role.ADMIN)
    assert (not why_not_owner(owner) and visible_pairs([(owner, item.incident_id)]) != set()) is may_do_it
    assert ActionItem.objects.filter(ownerless()).exists() is not may_do_it
    assert ActionItem.objects.with_ownerless().get().is_ownerless is not may_do_it


def test_a_bot_owns_nothing():
    bot = make_bot()
    assert why_not_owner(bot)
    make_action_item(owner=bot)
    assert ActionItem.objects.with_ownerless().get().is_ownerless


def test_nobody_owns_one_without_an_owner():
    make_action_item()
    assert ActionItem.objects.with_ownerless().get().is_ownerless


def test_pages_say_nobody_where_the_owner_cannot_do_it_any_more(as_user, responder):
    reporter, stranger = make_user("Ana Silva", role=Role.REPORTER), make_user("Grace Wanjiru")
    demoted = make_action_item(owner=reporter)
    unseen = make_action_item(make_incident(is_private=True, members=(responder,)), owner=stranger)
    client = as_user(responder)
    rows = client.get("/action-items/").context["rows"]
    assert {(row.number, row.owner_left) for row in rows} == {(demoted.pk, True), (unseen.pk, True)}
    for item in (demoted, unseen):
        shown = client.get(item.get_absolute_url()).content.decode()
        assert f"(was {item.owner.name})" in shown
