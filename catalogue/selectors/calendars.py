"""Which days teams work."""

from collections.abc import Iterable, Mapping

from catalogue.models import WorkingCalendar
from core.working_days import MONDAY_TO_FRIDAY, WorkingDays


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
