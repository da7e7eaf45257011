"""How long customers were affected: one reading for the header, the bar, the list, exports and the postmortem."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef

from core.clock import now
from core.durations import SECONDS_BELOW, Duration
from incidents.enums import Milestone
from incidents.models import ImpactInterval, Incident, Mark

Period = tuple[datetime | None, datetime | None, str]  # from, to, note; either end may be unknown
PeriodColumns = tuple[Sequence[datetime | None], Sequence[datetime | None], Sequence[str]]
About = Collection[Milestone]  # the milestones whose time is approximate

OF_PERIODS = "all impact periods together, overlaps counted once"


def periods_of(incident: Incident) -> list[Period]:
    """The periods that somebody stated, from the rows that were fetched with it, else in one query."""
    return [(row.started_at, row.ended_at, row.note) for row in incident.impact_intervals.all()]


def period_columns(incident: str = "pk") -> tuple[ArraySubquery, ArraySubquery, ArraySubquery]:
    """The same as three columns, for rows from which `incident` leads to one: `periods_in` puts them together."""
    rows = ImpactInterval.objects.filter(incident=OuterRef(incident))
    return (
        ArraySubquery(rows.values("started_at")),
        ArraySubquery(rows.values("ended_at")),
        ArraySubquery(rows.values("note")),
    )


def periods_in(columns: PeriodColumns) -> list[Period]:
    """The periods in such columns, in their order."""
    return list(zip(*columns, strict=True))


def about_of(incidents: Collection[int]) -> Mapping[int, set[Milestone]]:
    """For each of these incidents the milestones whose time is approximate; one query."""
    found: dict[int, set[Milestone]] = {}
    marks = Mark.objects.counting().filter(incident__in=incidents, entry__is_about=True)
    for number, name in marks.values_list("incident", "milestone"):
        found.setdefault(number, set()).add(Milestone(name))
    return found


def impact_duration(incident: Incident, periods: Sequence[Period], about: About = ()) -> Duration:
    """The union of the periods; where nobody stated one, the period from impact started to mitigated.

    While the incident is not mitigated, a period with a begin and no end goes on. Any other unknown end leaves its
    period out.
    """
    ends = [(start, end) for start, end, _ in periods]
    formula = OF_PERIODS
    if not ends:
        start, end = incident.impact_started_at, incident.mitigated_at
        by_milestones = Duration.between(start, end, start_name="impact started", end_name="mitigated")
        if not goes_on(incident) or start is None:
            return replace(by_milestones, is_about=_is_about(incident, (start, end), about))
        ends, formula = [(start, None)], by_milestones.formula
    return _union(incident, ends, formula, about)


def _union(
    incident: Incident, ends: Sequence[tuple[datetime | None, datetime | None]], formula: str, about: About
) -> Duration:
    moment = now() if goes_on(incident) else None
    known = [(start, end or moment) for start, end in ends]
    whole = [(start, end) for start, end in known if start and end]
    is_about = _is_about(incident, {at for pair in ends for at in pair}, about)
    if not whole:
        return Duration.unknown(formula, "both ends of a period")
    minutes = [(_whole_minute(start), _whole_minute(end)) for start, end in whole]
    value = impact_union(whole)
    return replace(
        Duration.known(formula, value),
        shown=value if value < SECONDS_BELOW else impact_union(minutes),
        is_about=is_about,
        is_growing=moment is not None and any(start and end is None for start, end in ends),
        left_out=len(known) - len(whole),
    )


def _whole_minute(at: datetime) -> datetime:
    """As its stamp shows it."""
    return at.replace(second=0, microsecond=0)


def goes_on(incident: Incident) -> bool:
    """Whether customers may still be affected: then what has no end has none yet."""
    return incident.is_open and incident.mitigated_at is None


def _is_about(incident: Incident, ends: Collection[datetime | None], about: About) -> bool:
    return any(getattr(incident, milestone.column) in ends for milestone in about)


def impact_union(intervals: Sequence[tuple[datetime, datetime]]) -> timedelta:
    """How long customers were affected in total: the length of the union of the intervals whose ends are both known."""
    total = timedelta(0)
    reached: datetime | None = None
    for start, end in sorted(intervals):
        begin = start if reached is None or start > reached else reached
        if end > begin:
            total += end - begin
            reached = end
    return total
