"""How long the parts of an incident took, each with its formula."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from core.durations import Duration
from incidents.enums import Milestone
from incidents.models import Incident
from incidents.selectors.impact import About, Period, impact_duration


@dataclass(frozen=True, slots=True)
class NamedDuration:
    """`Time to detect` and its value."""

    name: str
    duration: Duration


IMPACT, RESOLVE = "Impact", "Time to resolve"
# name, milestone at the end, milestone at the start
FORMULAS = (
    ("Time to detect", Milestone.DETECTED, Milestone.IMPACT_STARTED),
    ("Time to acknowledge", Milestone.ACKNOWLEDGED, Milestone.DETECTED),
    ("Time to mitigate", Milestone.MITIGATED, Milestone.IMPACT_STARTED),
    (RESOLVE, Milestone.RESOLVED, Milestone.IMPACT_STARTED),
)


def incident_durations(incident: Incident, periods: Sequence[Period], about: About = ()) -> list[NamedDuration]:
    """The impact and the four durations between milestones.

    A milestone that nobody set leaves its durations unknown; a negative one is invalid.
    """
    between = [NamedDuration(name, _between(incident, start, end, about)) for name, end, start in FORMULAS]
    return [NamedDuration(IMPACT, impact_duration(incident, periods, about)), *between]


def time_to_mitigate(incident: Incident, about: About = ()) -> Duration:
    """Mitigated − impact started."""
    return _between(incident, Milestone.IMPACT_STARTED, Milestone.MITIGATED, about)


def time_to_resolve(incident: Incident, about: About = ()) -> Duration:
    """Resolved − impact started."""
    return _between(incident, Milestone.IMPACT_STARTED, Milestone.RESOLVED, about)


def _between(incident: Incident, start: Milestone, end: Milestone, about: About) -> Duration:
    took = Duration.between(
        getattr(incident, start.column),
        getattr(incident, end.column),
        start_name=start.label.lower(),
        end_name=end.label.lower(),
    )
    return replace(took, is_about=start in about or end in about)
