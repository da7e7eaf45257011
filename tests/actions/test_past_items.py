"""Action items of a past incident: stored at once, nobody is told, and what was sent before is not stored again."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.enums import Role
from accounts.models import User
from actions.enums import ActionStatus
from actions.models import ActionItem
from actions.services import ActionDetails, PastItem, record_past_items
from core.errors import DomainError
from incidents.models import Incident
from notifications.models import Delivery
from tests.factories.accounts import make_user
from tests.factories.actions import make_incident


def past(title: str, status: ActionStatus = ActionStatus.PROPOSED, owner: User | None = None) -> PastItem:
    return PastItem(ActionDetails(title, owner=owner, description=f"**{title}**"), status, uuid.uuid4())


def test_they_are_stored_with_their_state_and_nobody_is_told(responder: User) -> None:
    items = [past("Alert", owner=make_user()), past("Pool", ActionStatus.DONE)]
    record_past_items(incident=make_incident(), actor=responder, items=items)
    stored = list(ActionItem.objects.order_by("pk"))
    assert [(item.title, item.status, item.html) for item in stored] == [
        ("Alert", ActionStatus.PROPOSED, "<p><strong>Alert</strong></p>"),
        ("Pool", ActionStatus.DONE, "<p><strong>Pool</strong></p>"),
    ]
    assert list(stored[1].events.order_by("pk").values_list("field", "before", "after")) == [
        ("created", "", "Pool"),
        ("status", "", "done"),
    ]
    assert not Delivery.objects.exists()


def test_what_was_sent_before_is_not_stored_again(responder: User) -> None:
    incident, first, second = make_incident(), past("Alert"), past("Pool")
    record_past_items(incident=incident, actor=responder, items=[first])
    record_past_items(incident=incident, actor=responder, items=[first, second])
    assert sorted(ActionItem.objects.values_list("title", flat=True)) == ["Alert", "Pool"]


def test_an_owner_who_may_not_own_them_is_refused_and_nothing_is_stored(responder: User) -> None:
    reporter = make_user("Peter Njoroge", role=Role.REPORTER)
    with pytest.raises(DomainError, match="Peter Njoroge"):
        record_past_items(incident=make_incident(), actor=responder, items=[past("Pool"), past("A", owner=reporter)])
    assert not ActionItem.objects.exists()


def test_fifty_cost_the_queries_of_one(responder: User) -> None:
    def cost(incident: Incident, count: int) -> int:
        with CaptureQueriesContext(connection) as queries:
            record_past_items(incident=incident, actor=responder, items=[past(f"Item {n}") for n in range(count)])
        return len(queries)

    assert cost(make_incident(), 1) == cost(make_incident(), 50)
