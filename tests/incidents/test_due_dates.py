"""When a postmortem and an action item are due: by the policy that applies."""

from datetime import UTC, date, datetime, timedelta

import pytest

from catalogue.enums import ActionKind, Deadline, Priority
from catalogue.models import Policy, Service, WorkingCalendar
from core import clock
from incidents.selectors.due_dates import action_item_due_on, postmortem_due_on
from tests.factories.accounts import make_team
from tests.factories.actions import make_incident

FRIDAY = datetime(2023, 5, 12, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def on_friday():
    with clock.frozen(FRIDAY) as stopped:
        yield stopped


def test_the_days_of_the_policy_count_from_the_day_it_was_resolved():
    incident = make_incident(resolved_at=FRIDAY - timedelta(days=2), zone="UTC")
    assert postmortem_due_on(incident) == date(2023, 5, 17)
    Policy.objects.filter(name="SEV2").update(postmortem_days=None)
    assert postmortem_due_on(incident) is None
    Policy.objects.all().delete()
    assert postmortem_due_on(incident) is None
    assert action_item_due_on(incident) is None


def test_working_days_are_those_of_the_services_team():
    team = make_team()
    WorkingCalendar.objects.create(team=team, weekend=[4, 5], days_off=[date(2023, 5, 15)])
    incident = make_incident(zone="UTC")
    incident.services.add(Service.objects.create(name="Shop", team=team))
    Policy.objects.create(name="Team", team=team, postmortem_days=2, done_days=2, counts_working_days=True)
    assert postmortem_due_on(incident) == date(2023, 5, 16), "Sunday, then Monday is off, then Tuesday"
    assert action_item_due_on(incident, team=team.pk) == date(2023, 5, 16)


def test_an_action_item_is_due_by_its_kind_and_priority():
    incident = make_incident(zone="UTC")
    assert action_item_due_on(incident) == date(2023, 6, 11)
    assert action_item_due_on(incident, deadline=Deadline.VERIFIED) == date(2023, 6, 11)
    Policy.objects.create(name="Detect", severity_id=2, kind=ActionKind.DETECT, priority=Priority.HIGH, done_days=1)
    assert action_item_due_on(incident, kind=ActionKind.DETECT, priority=Priority.HIGH) == date(2023, 5, 13)
    assert action_item_due_on(incident, kind=ActionKind.DETECT) == date(2023, 6, 11)
