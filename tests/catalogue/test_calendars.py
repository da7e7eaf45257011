"""The working days of teams."""

from datetime import date

import pytest

from accounts.enums import AuditAction
from accounts.models import AuditEvent
from catalogue.models import WorkingCalendar
from catalogue.selectors.calendars import Calendars
from core.working_days import MONDAY_TO_FRIDAY
from tests.factories.accounts import make_team


@pytest.fixture
def team():
    return make_team("Payments")


def test_a_team_works_from_monday_to_friday_until_somebody_says_otherwise(as_user, manager, team):
    client, address = as_user(manager), f"/settings/working-days/{team.pk}/"
    assert Calendars.load().of([team.pk]) == MONDAY_TO_FRIDAY
    assert "Saturday and Sunday" in client.get("/settings/working-days/").content.decode()
    sent = {"country": "KE", "weekend": ["4", "5"], "days_off": "2030-12-24\n\n2030-12-31"}
    assert client.post(address, sent).status_code == 302
    days = Calendars.load().of([team.pk])
    assert (days.country, days.weekend) == ("KE", {4, 5})
    assert days.days_off == {date(2030, 12, 24), date(2030, 12, 31)}
    shown = client.get("/settings/working-days/").content.decode()
    assert "Kenya" in shown
    assert "Friday and Saturday" in shown
    event = AuditEvent.objects.get(action=AuditAction.POLICY_CHANGED)
    assert event.detail["changed"]["country"] == ["", "KE"]
    assert client.post(address, sent).status_code == 302
    assert AuditEvent.objects.filter(action=AuditAction.POLICY_CHANGED).count() == 1, "nothing changed"


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"weekend": [str(day) for day in range(7)]}, "Leave at least one working day in the week"),
        ({"weekend": ["5"], "country": "XX"}, "XX is not one of the available choices"),
        ({"weekend": ["9"]}, "9 is not one of the available choices"),
        ({"weekend": ["5"], "days_off": "24.12.2030"}, "such as 2026-12-24: “24.12.2030”"),
    ],
)
def test_a_calendar_without_working_days_or_sense_is_refused(as_user, manager, team, sent, words):
    refused = as_user(manager).post(f"/settings/working-days/{team.pk}/", sent)
    assert refused.status_code == 422
    assert words in refused.content.decode()
    assert not WorkingCalendar.objects.exists()


def test_the_first_team_with_a_calendar_counts(team):
    other = make_team("Search")
    WorkingCalendar.objects.create(team=other, country="DE")
    assert Calendars.load().of([team.pk, other.pk]).country == "DE"
