"""What an incident cost that an action item foresaw: its impact, and that times the share of users who felt it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from core.durations import Duration, humanize
from incidents.models import Incident

ALL = Decimal(100)
UNCOUNTED, UNSHARED = "unknown or still going on", "without a share of users"  # why an impact is left out
OF_USERS = {"users", "all users", "our users", "the users"}  # how people say what a percentage is of


@dataclass(frozen=True, slots=True)
class Cost:
    """The impact of one incident, and which share of the users felt it, in per cent; None: nobody stated it."""

    impact: Duration
    percent: Decimal | None

    @property
    def counts(self) -> bool:
        """Whether its minutes can be summed: they are known, and do not grow any more."""
        return self.impact.is_known and not self.impact.is_growing

    @property
    def span(self) -> timedelta:
        """The impact; nought where it cannot be counted."""
        return self.impact.value if self.counts and self.impact.value else timedelta(0)

    @property
    def for_users(self) -> timedelta | None:
        """The impact times the share of the users: as long for all of them. None where the share is unknown."""
        return None if self.percent is None or not self.counts else self.span * float(self.percent / ALL)

    @property
    def words(self) -> str:
        """`42 min of impact for 30 % of the users, as much as 12.6 min for all of them`."""
        if not self.impact.is_known:
            return f"impact {self.impact}"
        said = f"{self.impact} of impact"
        if self.percent is None:
            return said
        if self.percent == ALL:
            return f"{said} for all users"
        share = f"{said} for {self.percent.normalize():f} % of the users"
        return share if self.for_users is None else f"{share}, as much as {in_minutes(self.for_users)} for all of them"


@dataclass(frozen=True, slots=True)
class CostSum:
    """Of several incidents: how many count, their impact, and that times the share of users, of `shared` of them."""

    n: int
    span: timedelta
    shared: int
    for_users: timedelta
    left_out: int

    @property
    def words(self) -> str:
        """`1 h 12 min`."""
        return humanize(self.span) if self.n else "–"

    @property
    def users_words(self) -> str:
        """`12.6 min`."""
        return in_minutes(self.for_users)

    @property
    def minutes(self) -> float | None:
        """The impact; None where nothing counts."""
        return _minutes(self.span) if self.n else None

    @property
    def minutes_of_users(self) -> float | None:
        """The impact times the share of users; None where it is known of none."""
        return _minutes(self.for_users) if self.shared else None

    @property
    def left_out_words(self) -> str:
        """`2 unknown or still going on`; empty for none."""
        return f"{self.left_out} {UNCOUNTED}" if self.left_out else ""

    @property
    def left_out_of_users(self) -> str:
        """What is left out of the impact for all users: also `3 without a share of users`."""
        unshared = self.n - self.shared
        return ", ".join(filter(None, [self.left_out_words, f"{unshared} {UNSHARED}" if unshared else ""]))


def cost_of(incident: Incident, impact: Duration) -> Cost:
    """The cost of an incident whose impact was read."""
    if incident.impact_all_users:
        return Cost(impact, ALL)
    is_of_users = " ".join(incident.impact_percent_of.lower().split()) in OF_USERS
    return Cost(impact, incident.impact_percent if is_of_users else None)


def summed(costs: Iterable[Cost]) -> CostSum:
    """What is unknown or still grows is left out."""
    every = list(costs)
    counted = [cost for cost in every if cost.counts]
    shares = [share for cost in counted if (share := cost.for_users) is not None]
    return CostSum(
        n=len(counted),
        span=sum((cost.span for cost in counted), timedelta(0)),
        shared=len(shares),
        for_users=sum(shares, timedelta(0)),
        left_out=len(every) - len(counted),
    )


def in_minutes(span: timedelta) -> str:
    """`12.6 min`; from an hour on as other durations: `3 h 23 min`."""
    return humanize(span) if span >= timedelta(hours=1) else f"{_minutes(span):g} min"


def _minutes(span: timedelta) -> float:
    return round(span / timedelta(minutes=1), 1)
