"""What the status page says, as plain values: names for customers, published words, instants, and nothing else."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from core.zones import zone_label

LONG_MINUTES = 60  # so much disruption makes a bad day
BAR_HEIGHT = 28  # of a day, in the units of its drawing


class State(StrEnum):
    """How a service is now; the values are the classes of the style sheet and the words of the JSON."""

    OPERATIONAL = "operational"
    MAINTENANCE = "maintenance"
    MONITORING = "monitoring"
    DISRUPTION = "disruption"

    @property
    def words(self) -> str:
        """As the page says it."""
        return self.value.capitalize()


@dataclass(frozen=True, slots=True)
class Clock:
    """The company's zone, in which the whole page is written, and the present instant."""

    zone: ZoneInfo
    now: datetime

    @property
    def today(self) -> date:
        """The day there."""
        return self.day(self.now)

    def day(self, instant: datetime) -> date:
        """The day of an instant there."""
        return instant.astimezone(self.zone).date()

    def midnight(self, day: date) -> datetime:
        """When a day begins there."""
        return datetime(day.year, day.month, day.day, tzinfo=self.zone).astimezone(UTC)

    def dated(self, instant: datetime) -> str:
        """`13 May 2026 22:30 EAT`."""
        local = instant.astimezone(self.zone)
        return f"{local.day} {local:%b %Y %H:%M} {zone_label(instant, self.zone)}"


@dataclass(frozen=True, slots=True)
class Words:
    """One published update. `html` is rendered and cleaned by core.markdown; `workaround` is plain text.

    `stale` says, of the newest words, why they are past their time, and `stale_at` since when; empty where they hold.
    """

    key: str
    at: datetime
    text: str
    html: str
    workaround: str
    is_correction: bool
    valid_until: datetime | None
    stale: str = ""
    stale_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PublicIncident:
    """An incident as customers may hear of it. `key` names it outside: its number is internal.

    There are no `updates` once the newest was taken back; `last_at` is when customers last heard of it, or of that.
    `periods` are when customers were affected, each with both ends; `services` are those of the page, by their ids.
    """

    key: str
    heading: str
    state: str
    is_open: bool
    is_watched: bool
    began_at: datetime
    ended_at: datetime | None
    next_by: datetime | None
    services: frozenset[int]
    periods: tuple[tuple[datetime, datetime], ...]
    updates: tuple[Words, ...]
    last_at: datetime

    @property
    def lacks_words(self) -> str:
        """What stands in the place of words that were taken back; nothing older comes back by itself."""
        if self.updates:
            return ""
        follows = " A new one follows." if self.is_open else ""
        return f"The last update no longer holds.{follows}"


@dataclass(frozen=True, slots=True)
class Work:
    """Planned maintenance."""

    key: str
    title: str
    text: str
    listed: tuple[str, ...]
    services: frozenset[int]
    starts_at: datetime
    ends_at: datetime
    planned_at: datetime
    is_on: bool

    @property
    def names(self) -> str:
        """Its services, as a person reads them."""
        return ", ".join(self.listed)


@dataclass(frozen=True, slots=True)
class Day:
    """One day of one service: minutes of disruption, and what happened, with the keys by which the history has it."""

    day: date
    minutes: int
    incidents: tuple[PublicIncident, ...]
    works: tuple[Work, ...]

    @property
    def level(self) -> str:
        """The class of its bar."""
        if self.incidents:
            return "long" if self.minutes >= LONG_MINUTES else "short"
        return "work" if self.works else "quiet"

    @property
    def words(self) -> str:
        """`14 Nov: 35 minutes of disruption`."""
        return f"{self.date_words}: {self.said}"

    @property
    def said(self) -> str:
        """`35 minutes of disruption, maintenance`."""
        if self.incidents and not self.minutes:
            told = "a disruption of less than a minute"
        else:
            told = f"{spoken(self.minutes)} of disruption" if self.minutes else ""
        return ", ".join(filter(None, (told, "maintenance" if self.works else ""))) or "nothing to report"

    @property
    def top(self) -> int:
        """Where its bar begins: what happened stands higher than quiet days, so that it is seen without colours."""
        return {"long": 0, "short": 6}.get(self.level, 12)

    @property
    def height(self) -> int:
        """Of its bar, down to the ground."""
        return BAR_HEIGHT - self.top

    @property
    def date_words(self) -> str:
        """`14 Nov`."""
        return f"{self.day.day} {self.day:%b}"

    @property
    def anchor(self) -> str:
        """Where the month of the history tells it."""
        return next(iter([each.key for each in self.incidents] + [each.key for each in self.works]), "")

    @property
    def month(self) -> tuple[int, int]:
        """Of the history."""
        return self.day.year, self.day.month


@dataclass(frozen=True, slots=True)
class PublicService:
    """A service by its name for customers, with its state now and its days, the earliest first."""

    pk: int
    name: str
    state: State
    days: tuple[Day, ...]

    @property
    def eventful(self) -> list[Day]:
        """The days on which something happened, the latest first."""
        return [each for each in reversed(self.days) if each.level != "quiet"]

    @property
    def summary(self) -> str:
        """What the bars show, in words."""
        bad = [each for each in self.days if each.incidents]
        if not bad:
            return "no disruption"
        minutes = sum(each.minutes for each in bad)
        count = f"{len(bad)} day{'' if len(bad) == 1 else 's'} with a disruption"
        return f"{count}, {spoken(minutes)} in all" if minutes else count


@dataclass(frozen=True, slots=True)
class Group:
    """Services that stand together; the name may be empty."""

    name: str
    services: tuple[PublicService, ...]


@dataclass(frozen=True, slots=True)
class Month:
    """A month of the history, with all that happened in it, the latest first."""

    year: int
    month: int
    incidents: tuple[PublicIncident, ...]
    works: tuple[Work, ...]

    @property
    def name(self) -> str:
        """`November 2026`."""
        return f"{date(self.year, self.month, 1):%B %Y}"


@dataclass(frozen=True, slots=True)
class StatusFacts:
    """All that the status page says, at one instant."""

    company: str
    is_public: bool
    clock: Clock
    groups: tuple[Group, ...]
    incidents: tuple[PublicIncident, ...]
    works: tuple[Work, ...]
    months: tuple[Month, ...]

    @property
    def open_incidents(self) -> list[PublicIncident]:
        """Those that go on, the latest first."""
        return [each for each in self.incidents if each.is_open]

    @property
    def ended_lately(self) -> list[PublicIncident]:
        """Those that ended within a week."""
        since = self.clock.midnight(self.clock.today - timedelta(days=7))
        return [each for each in self.incidents if not each.is_open and (each.ended_at or each.last_at) >= since]

    @property
    def on_or_planned(self) -> list[Work]:
        """Maintenance that is on or to come, the first one first."""
        return sorted((each for each in self.works if each.ends_at > self.clock.now), key=lambda each: each.starts_at)

    @property
    def going_on(self) -> list[Work]:
        """Maintenance that is on."""
        return [each for each in self.on_or_planned if each.is_on]

    @property
    def planned(self) -> list[Work]:
        """Maintenance to come, the first one first."""
        return [each for each in self.on_or_planned if not each.is_on]

    @property
    def state(self) -> State:
        """The worst state of all."""
        states = [service.state for group in self.groups for service in group.services]
        going_on = State.OPERATIONAL
        if self.open_incidents:
            is_watched = all(each.is_watched for each in self.open_incidents)
            going_on = State.MONITORING if is_watched else State.DISRUPTION
        return max([*states, going_on], key=list(State).index)

    @property
    def headline(self) -> str:
        """The state of all, in a sentence."""
        return {
            State.OPERATIONAL: "Everything is operational",
            State.MAINTENANCE: "Maintenance is going on",
            State.MONITORING: "It works again; we are monitoring it",
            State.DISRUPTION: "There is a disruption",
        }[self.state]


def spoken(minutes: int) -> str:
    """`35 minutes`, `2 hours 5 minutes`."""
    hours, rest = divmod(minutes, 60)
    parts = [_counted(hours, "hour"), _counted(rest, "minute")]
    return " ".join(filter(None, parts))


def _counted(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}" if number else ""
