"""An admin who reads of private incidents in a list is on record, once a list and day."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.enums import AuditAction
from accounts.models import AuditEvent
from core import clock
from tests.factories.actions import make_action_item
from tests.factories.incidents import make_incident, make_private_incident
from tests.factories.postmortems import make_postmortem

IS_ASKED = 'WHERE ("incidents_incident"."is_private" AND'  # whether the reader is a member of what is shown
ITEM = "Rotate the leaked key"
LISTS = {
    "/incidents/": "List of incidents",
    "/incidents.csv": "Incidents as CSV",
    "/action-items/": "List of action items",
    "/action-items.csv": "Action items as CSV",
    "/postmortems/": "List of postmortems",
    "/follow-through/": "Follow-through",
    "/": "Home",
    "/search/?q=leaked": "Search",
    "/search/?q=like INC-{open}": "Search",
    "/search/offers/?q=": "Search",
    "/search/offers/?q=rotate": "Search",
    "/incidents/{open}/similar/": "Similar incidents",
}


def noted(person):
    """Lists alone: an incident that is opened is on record by its number."""
    events = AuditEvent.objects.filter(action=AuditAction.PRIVATE_READ, actor=person)
    return list(events.exclude(subject__startswith="INC-").values_list("subject", flat=True))


def make_secret(responder, *members):
    """A private incident with a postmortem and an overdue action item, and a public one that is like it."""
    title = "Salaries of the payment service leaked"
    secret = make_private_incident(*members, by=responder, title=title)
    make_postmortem(incident=secret, author=responder)
    make_action_item(secret, title=ITEM, due_on=clock.now() - timedelta(days=3))
    return make_incident(title, by=responder)


@pytest.mark.parametrize("address", LISTS)
def test_it_is_noted_once_a_list_and_day(as_user, admin, responder, address):
    like = make_secret(responder)
    client = as_user(admin)
    shown = address.format(open=like.pk)
    with clock.frozen(clock.now()) as held:
        for _ in range(2):
            assert client.get(shown).status_code == 200
        assert noted(admin) == [LISTS[address]]
        held.forward(timedelta(days=1, minutes=1))
        client.get(shown)
    assert noted(admin) == [LISTS[address]] * 2


@pytest.mark.parametrize("address", LISTS)
def test_nothing_is_noted_of_others_and_of_what_is_not_private(as_user, admin, responder, address):
    make_action_item(make_incident())
    like = make_secret(responder, admin)
    for person in (admin, responder):
        as_user(person).get(address.format(open=like.pk))
    assert AuditEvent.objects.filter(action=AuditAction.PRIVATE_READ).count() == 0


BY_ROWS = [address for address in LISTS if "incidents" not in address and "action-items" not in address]


@pytest.mark.parametrize("address", BY_ROWS)
def test_nothing_is_asked_where_nothing_private_is_shown(as_user, admin, responder, address):
    public = make_incident("It leaked", by=responder)
    make_postmortem(incident=public, author=responder)
    client = as_user(admin)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address.format(open=public.pk)).status_code == 200
    assert not [query["sql"] for query in queries if "accounts_auditevent" in query["sql"]]
    assert not [query["sql"] for query in queries if IS_ASKED in query["sql"]]
