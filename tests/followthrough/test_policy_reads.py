"""What the page of an action item reads to say which policy applies: its own rows only, in few queries."""

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import TeamMembership
from catalogue.models import Policy, Service
from core.clock import today
from followthrough.selectors.open_rows import open_items
from followthrough.selectors.staff import Staff
from followthrough.selectors.things import PlanningData
from incidents.models import Incident
from tests.factories.accounts import make_team, make_user
from tests.factories.actions import make_action_item, make_incident

MOST = 20


def _item(shop: Service):
    owner, boss = make_user(), make_user()
    incident = make_incident(severity_id=2)
    incident.services.add(shop)
    team = make_team(managers=(boss,), members=(owner,))
    return make_action_item(incident, owner=owner, team=team, due_on=today("UTC") + timedelta(days=9))


def test_the_page_asks_few_questions_with_owner_team_date_and_a_policy_naming_a_service(as_user, responder):
    shop = Service.objects.create(name="Shop")
    Policy.objects.create(name="Shop", service=shop, done_days=9, position=9)
    item, client = _item(shop), as_user(responder)
    client.get(item.get_absolute_url())
    with CaptureQueriesContext(connection) as asked:
        assert client.get(item.get_absolute_url()).status_code == 200
    assert len(asked) <= MOST, "as every page of an action item, and the services twice"


def test_of_one_item_only_its_own_rows_are_read():
    shop = Service.objects.create(name="Shop")
    Policy.objects.create(name="Shop", service=shop, done_days=9, position=9)
    item, other = _item(shop), _item(shop)
    data = PlanningData(incident=item.incident_id)
    (thing,) = data.items(open_items().filter(pk=item.pk))
    staff = Staff([thing])
    assert data.services_of_incident.keys() == {item.incident_id}
    assert data.teams_of_person.keys() == {item.owner_id}
    assert staff.managers_of.keys() == {item.team_id}
    assert other.owner_id not in staff.responders


def test_planning_leaves_out_incidents_with_nothing_open():
    shop = Service.objects.create(name="Shop")
    Policy.objects.create(name="Shop", service=shop, done_days=9, position=9)
    item = _item(shop)
    make_incident().services.add(shop)
    assert Incident.objects.count() == 2
    assert PlanningData().services_of_incident.keys() == {item.incident_id}
    assert TeamMembership.objects.exists()
