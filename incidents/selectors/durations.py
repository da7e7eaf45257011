"""How long the parts of an incident took, each with its formula."""

from dataclasses import dataclass

from core.durations import Duration
from incidents.models import Incident


@dataclass(frozen=True, slots=True)
class NamedDuration:
    """`Time to detect` and its value."""

    name: str
    duration: Duration


# name, column of the end, its word, column of the start, its word (the words are those of the field)
FORMULAS = (
    ("Time to detect", "detected_at", "detected", "impact_started_at", "impact started"),
    ("Time to acknowledge", "acknowledged_at", "acknowledged", "detected_at", "detected"),
    ("Time to mitigate", "mitigated_at", "mitigated", "impact_started_at", "impact started"),
    ("Time to resolve", "resolved_at", "resolved", "impact_started_at", "impact started"),
)


def incident_durations(incident: Incident) -> list[NamedDuration]:
    """The four durations; a milestone that nobody set leaves its durations unknown, a negative one is invalid."""
    return [
        NamedDuration(
            name,
            Duration.between(
                getattr(incident, start), getattr(incident, end), start_name=start_word, end_name=end_word
            ),
        )
        for name, end, end_word, start, start_word in FORMULAS
    ]
