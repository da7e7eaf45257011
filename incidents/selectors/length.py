"""How long an incident lasted, as its header and the home page say it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from core import clock
from core.durations import SO_FAR, humanize, to_the_minute
from incidents.enums import Milestone
from incidents.models import Incident
from incidents.selectors.durations import time_to_resolve
from incidents.selectors.impact import About, Period, impact_duration


@dataclass(frozen=True, slots=True)
class Length:
    """How long the incident has lasted, and which duration that is; `start` where the page's clock may count on."""

    words: str
    since: str
    start: datetime | None = None


UNKNOWN_LENGTH = Length("Duration unknown", "")


def length_of(incident: Incident, periods: Sequence[Period], about: About = ()) -> Length:
    """How long customers were affected, else how long it took to resolve; of an open one how long it lasts."""
    impact = impact_duration(incident, periods, about)
    if impact.is_known:
        counts_on = impact.is_growing and not periods and Milestone.IMPACT_STARTED not in about
        return Length(
            impact.text.removesuffix(SO_FAR),
            f"of impact{SO_FAR if impact.is_growing else ''}",
            incident.impact_started_at if counts_on else None,
        )
    if not incident.is_open:
        resolve = time_to_resolve(incident, about)
        return Length(resolve.text, "to resolve") if resolve.is_known else UNKNOWN_LENGTH
    known = (
        (Milestone.REPORTED, incident.reported_at, "since first report"),
        (Milestone.DETECTED, incident.detected_at, "since it was detected"),
    )
    for milestone, at, since in known:
        if at is not None:
            hedge = "about " if milestone in about else ""
            return Length(f"{hedge}{humanize(to_the_minute(clock.now() - at))}", since, None if hedge else at)
    return UNKNOWN_LENGTH
