"""Several planners at once write what one would have written."""

from datetime import UTC, date, datetime, timedelta

import pytest

from core import clock
from followthrough.models import Reminder
from followthrough.services.reminders import plan_reminders
from notifications.models import Delivery
from tests.factories.accounts import make_team, make_user
from tests.factories.actions import make_action_item, make_incident
from tests.together import at_once

MONDAY = date(2023, 5, 15)
NINE = datetime(2023, 5, 15, 9, 0, tzinfo=UTC)
PLANNERS = 6


@pytest.mark.django_db(transaction=True)
def test_no_doubles_and_none_lost() -> None:
    boss = make_user("Grace Wanjiru")
    team = make_team(managers=(boss,))
    incident = make_incident()
    people = [make_user() for _ in range(30)]
    for person in people:
        for days in (-1, 0, 2):
            make_action_item(incident, owner=person, team=team, due_on=MONDAY + timedelta(days=days))
    with clock.frozen(NINE):
        written = sum(at_once(*[lambda: sum(plan_reminders() for _ in range(3))] * PLANNERS))
    assert written == Delivery.objects.count() == len(people) + 1
    assert Reminder.objects.filter(person__in=people).count() == 3 * len(people)
    assert Reminder.objects.filter(person=boss).count() == len(people)
