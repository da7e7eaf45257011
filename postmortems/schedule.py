"""When the team hears again of what it learned."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

MORNING = time(9)
LATEST = timedelta(days=30)  # after an outage the mail still goes out so long after the day


def anniversary(published_at: datetime, zone: ZoneInfo) -> datetime:
    """Nine in the morning, a year after the day of publication on the calendar of the zone."""
    return datetime.combine(_year_later(published_at.astimezone(zone).date()), MORNING, tzinfo=zone)


def _year_later(day: date) -> date:
    """The same day of the next year; 1 March where it was 29 February."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return date(day.year + 1, 3, 1)
