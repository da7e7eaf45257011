"""The current state as pages show it, with its earlier versions."""

from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe

from incidents.models import Incident, StateRevision
from incidents.selectors.zones import ShownZone

LABELS = {"known": "What we know", "tried": "What we tried", "next": "What is next"}


@dataclass(frozen=True, slots=True)
class StateAnswer:
    """What we know, tried, or do next: ready to be shown; empty where nobody has written anything yet."""

    label: str
    html: SafeString


@dataclass(frozen=True, slots=True)
class StateShown:
    """One version: its three answers, by whom and when, as `third version`. `entry` tells of it, for a redaction."""

    answers: list[StateAnswer]
    by: str
    at: str
    version: int
    entry: int | None = None

    @property
    def is_written(self) -> bool:
        """Whether it says anything."""
        return any(answer.html for answer in self.answers)

    @property
    def ordinal(self) -> str:
        """`third version`, `12th version`."""
        words = {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth", 6: "sixth", 7: "seventh"}
        return f"{words.get(self.version, f'{self.version}{_ending(self.version)}')} version"


def _ending(number: int) -> str:
    if number % 100 in {11, 12, 13}:
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")


def state_of(incident: Incident, zone: ShownZone) -> StateShown:
    """What stands now; `incident` was read with `state__written_by`."""
    if incident.state is None:
        return StateShown([_answer(name, "") for name in LABELS], "", "", 0)
    at = incident.state.written_at
    return _shown(incident.state, str(zone.stamp(at)) if incident.is_open else zone.dated(at))


def state_history(incident: Incident, zone: ShownZone) -> list[StateShown]:
    """All versions, the newest first; two queries however many."""
    revisions = StateRevision.objects.filter(incident=incident).select_related("written_by")
    return [_shown(revision, zone.dated(revision.written_at)) for revision in revisions]


def _shown(revision: StateRevision, at: str) -> StateShown:
    answers = [_answer(name, getattr(revision, f"{name}_html")) for name in LABELS]
    return StateShown(answers, revision.written_by.byline, at, revision.version, revision.entry_id)


def _answer(name: str, html: str) -> StateAnswer:
    return StateAnswer(LABELS[name], mark_safe(html))  # noqa: S308 - rendered and cleaned by core.markdown
