"""Whoever leaves hands over their action items and postmortems."""

from accounts.models import User
from accounts.registries.holdings import held_by
from actions.holdings import reassign_items
from postmortems.holdings import reassign_postmortems
from tests.factories.accounts import make_user
from tests.factories.actions import make_action_item, make_incident, make_postmortem


def test_what_is_open_is_counted(responder: User) -> None:
    make_action_item(owner=responder)
    make_action_item(owner=responder, status="done")
    make_postmortem(make_incident(), owner=responder)
    held = {held.holding.name: held.count for held in held_by(responder)}
    assert held == {"open action items": 1, "unpublished postmortems": 1}


def test_somebody_else_takes_over_and_it_stays_in_the_history(responder: User, admin: User) -> None:
    leaving = make_user("Zoe")
    item = make_action_item(make_incident(is_private=True, members=(leaving,)), owner=leaving)
    done = make_action_item(owner=leaving, status="done")
    reassign_items(person=leaving, to=responder, actor=admin, make_members=True)
    item.refresh_from_db()
    done.refresh_from_db()
    assert (item.owner, done.owner) == (responder, leaving)
    assert item.incident.memberships.filter(user=responder).exists()
    event = item.events.get()
    assert (event.before, event.after, event.actor) == ("Zoe", "Amina Otieno", admin)


def test_nobody_may_take_over(responder: User, admin: User) -> None:
    item = make_action_item(owner=responder)
    postmortem = make_postmortem(make_incident(), owner=responder)
    reassign_items(person=responder, to=None, actor=admin, make_members=True)
    reassign_postmortems(person=responder, to=None, actor=admin, make_members=True)
    item.refresh_from_db()
    postmortem.refresh_from_db()
    assert (item.owner, postmortem.owner) == (None, None)
