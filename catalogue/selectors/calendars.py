"""Which days teams work."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice

from accounts.models import Team
from catalogue.models import WorkingCalendar
from core.working_days import DAY, MONDAY_TO_FRIDAY, WorkingDays, country_names

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class Calendars:
    """The calendars of all teams, read once."""

    def __init__(self, of_team: Mapping[int, WorkingDays]) -> None:
        self._of_team = of_team

    @classmethod
    def load(cls) -> "Calendars":
        """One query."""
        return cls({calendar.team_id: calendar.working_days for calendar in WorkingCalendar.objects.all()})

    def of(self, teams: Iterable[int]) -> WorkingDays:
        """The calendar of the first of these teams that has one, else Monday to Friday."""
        return next((self._of_team[team] for team in teams if team in self._of_team), MONDAY_TO_FRIDAY)


@dataclass(frozen=True, slots=True)
class CalendarRow:
    """The calendar of a team in words: who does not work when, and which day off comes next."""

    team: Team
    weekend: str
    country: str
    days_off: int
    next_off: date | None


def calendar_rows(today: date) -> list[CalendarRow]:
    """All teams that exist, by name, as of the reader's today. Two queries."""
    calendars = {calendar.team_id: calendar.working_days for calendar in WorkingCalendar.objects.all()}
    names = country_names()
    return [_row(team, calendars.get(team.pk, MONDAY_TO_FRIDAY), names, today) for team in Team.objects.active()]


def holidays_ahead(working_days: WorkingDays, count: int, today: date) -> list[date]:
    """The next days that would be working days but for a holiday or a day off."""
    return list(islice(_off(working_days, today), count))


def _row(team: Team, days: WorkingDays, names: Mapping[str, str], today: date) -> CalendarRow:
    return CalendarRow(
        team=team,
        weekend=" and ".join(WEEKDAYS[day] for day in sorted(days.weekend)) or "none",
        country=names.get(days.country, "none"),
        days_off=sum(day >= today for day in days.days_off),
        next_off=next(_off(days, today), None),
    )


def _off(working_days: WorkingDays, since: date) -> Iterator[date]:
    for day in (since + n * DAY for n in range(366)):
        if day.weekday() not in working_days.weekend and not working_days.is_working(day):
            yield day
