"""Won't do: why, who accepts the risk, and a day to look again."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client

from accounts.models import TeamMembership, User
from actions.models import ActionItem
from actions.selectors.risk import risk_takers
from actions.services.statuses import MoveDetails, change_status
from core.clock import now
from core.errors import DomainError
from tests.factories.accounts import make_team, make_user
from tests.factories.actions import make_action_item, make_incident

As = Callable[[User], Client]
LATER = date(2099, 1, 1)


def refuse(item: ActionItem, by: User, person: User | None, day: date | None = LATER) -> ActionItem:
    details = MoveDetails(accepted_by=person, look_again_on=day)
    return change_status(item=item, actor=by, action="refuse", reason="too costly", details=details)


def test_it_keeps_who_accepts_the_risk_and_when_to_look_again(responder: User, manager: User, as_user: As) -> None:
    item = refuse(make_action_item(), responder, manager)
    assert (item.status, item.risk_accepted_by, item.look_again_on) == ("wont_do", manager, LATER)
    assert set(item.events.values_list("field", flat=True)) == {"status", "risk_accepted_by", "look_again_on"}
    page = as_user(responder).get(item.get_absolute_url()).content.decode()
    assert f"{manager.byline} accepts the risk" in page
    assert "1 January 2099" in page or "1 Jan 2099" in page
    again = change_status(item=item, actor=responder, action="reopen", reason="cheaper now")
    assert (again.risk_accepted_by, again.look_again_on) == (None, None)


def test_managers_those_of_the_team_and_the_lead_can_accept_it(responder: User, manager: User, admin: User) -> None:
    lead, boss, gone = make_user("Fatuma Ali"), make_user("Daniel Mwangi"), make_user("Left", is_active=False)
    team = make_team("Shop", members=(boss, gone, responder))
    TeamMembership.objects.filter(user__in=[boss, gone]).update(is_manager=True)
    item = make_action_item(make_incident(lead=lead), team=team)
    assert set(risk_takers(item)) == {manager, admin, lead, boss}
    for nobody in (responder, gone, None):
        with pytest.raises(DomainError) as refused:
            refuse(item, responder, nobody)
        assert refused.value.field == "accepted_by"


def test_nobody_accepts_it_who_does_not_see_the_incident(responder: User, manager: User) -> None:
    item = make_action_item(make_incident(is_private=True, members=(responder,)))
    assert manager not in risk_takers(item)
    with pytest.raises(DomainError):
        refuse(item, responder, manager)


@pytest.mark.parametrize("day", [None, date(1970, 1, 1)])
def test_the_day_is_a_later_one(responder: User, manager: User, day: date | None) -> None:
    with pytest.raises(DomainError) as refused:
        refuse(make_action_item(), responder, manager, day)
    assert refused.value.field == "look_again_on"


def test_the_form_keeps_what_was_typed(responder: User, as_user: As) -> None:
    item = make_action_item()
    sent = {"action": "refuse", "reason": "too costly", "look_again_on": "2099-01-01"}
    answer = as_user(responder).post(f"{item.get_absolute_url()}status/", sent)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Name who accepts the risk: a manager" in page
    assert "too costly" in page
    assert 'value="2099-01-01"' in page


def test_the_list_finds_what_to_look_at_again(responder: User, manager: User, as_user: As) -> None:
    due = refuse(make_action_item(title="Look at me"), responder, manager)
    refuse(make_action_item(title="Not yet"), responder, manager)
    ActionItem.objects.filter(pk=due.pk).update(look_again_on=now().date() - timedelta(days=1))
    page = as_user(responder).get("/action-items/?look_again=due").content.decode()
    assert "Look at me" in page
    assert "Not yet" not in page
