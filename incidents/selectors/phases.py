"""The incident drawn as a bar, to scale: undetected, unacknowledged, working, watching; unknown parts as unknown.

A phase is known when both its ends are: the two milestones that bound it. A span in which a milestone is missing is
drawn as unknown, whatever stands around it; only from its declaration on it is known that somebody works on an open
incident.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from core.clock import now
from core.durations import SECONDS_BELOW, Duration, between_stamps, humanize, to_the_minute
from core.zones import zone_or_utc
from incidents.enums import Milestone
from incidents.models import Incident
from incidents.selectors.axis import round_times
from incidents.selectors.impact import About, Period, impact_duration
from incidents.selectors.impact_parts import ImpactPart, Stage, impact_parts
from incidents.selectors.phase_words import phase_words

UNKNOWN_SHARE = 0.18  # of the bar, for a begin that nobody knows
LABEL_ROOM = 9.0  # per cent that a segment needs before words fit into it
EDGE = 4.0  # per cent from the end of the axis within which words stand beside their tick, not below it
NOW_ROOM = 82.0  # per cent where the axis of an open incident is free of the words *now 22:35*
NARROW_NOW_ROOM = 68.0  # the same on a phone
MARK_EDGE = 2.5  # per cent from an end of the bar within which a mark stands beside its place, on the drawing
SHOWN = tuple(milestone for milestone in Milestone)
# The milestones that bound phases, in order, and the tone of the phase that each begins.
BOUNDS = (
    Milestone.IMPACT_STARTED,
    Milestone.DETECTED,
    Milestone.ACKNOWLEDGED,
    Milestone.MITIGATED,
    Milestone.RESOLVED,
)
TONES = ("undetected", "unacknowledged", "working", "watching")
UNKNOWN = "unknown"
WORKING, RESOLVED = TONES.index("working"), len(TONES)  # phases by number


@dataclass(frozen=True, slots=True)
class Segment:
    """A span of the bar; positions in per cent. `tone` is undetected, unacknowledged, working, watching, unknown."""

    tone: str
    x: float
    width: float
    label: str
    is_low: bool

    @property
    def label_x(self) -> float:
        """Where the words begin."""
        return self.x + 1


@dataclass(frozen=True, slots=True)
class Tick:
    """Words on the axis."""

    x: float
    text: str
    anchor: str
    is_now: bool = False
    is_near_now: bool = False


@dataclass(frozen=True, slots=True)
class MilestoneMark:
    """One milestone: on the bar when `x` is known, and in the list below with the span before it.

    `gap` says instead which one it lies before although it comes after it; then it bounds no phase.
    """

    milestone: Milestone
    at: datetime | None
    x: float | None
    gap: str
    gap_tone: str
    missing_words: str
    is_about: bool

    @property
    def shift(self) -> int:
        """Where the symbol, 16 pixels wide, begins: around its place, or beside it at an end of the bar."""
        x = 50.0 if self.x is None else self.x
        return 0 if x < MARK_EDGE else -16 if x > 100 - MARK_EDGE else -8

    @property
    def icon(self) -> str:
        """The symbol's name: m-impact, m-detected."""
        return "impact" if self.milestone == Milestone.IMPACT_STARTED else self.milestone.value


@dataclass(frozen=True, slots=True)
class PhaseBar:
    """All that the drawing and its list need; `words` is the text alternative."""

    segments: list[Segment]
    marks: list[MilestoneMark]
    ticks: list[Tick]
    now_x: float | None
    note: str
    words: str
    impact: Duration
    periods: list[ImpactPart]

    @property
    def reached(self) -> int:
        """How many milestones are known."""
        return sum(mark.at is not None for mark in self.marks)


@dataclass(frozen=True, slots=True)
class _Scale:
    start: datetime
    end: datetime
    offset: float

    def x(self, at: datetime) -> float:
        """Per cent from the left, kept on the drawing."""
        whole = (self.end - self.start) / timedelta(seconds=1) or 1.0
        part = (at - self.start) / timedelta(seconds=1) / whole
        return round(100 * (self.offset + (1 - self.offset) * min(max(part, 0.0), 1.0)), 3)


@dataclass(frozen=True, slots=True)
class _Bound:
    """Where a phase, by number, begins."""

    phase: int
    at: datetime
    is_declaration: bool = False


def phase_bar(
    incident: Incident,
    zone: str | ZoneInfo,
    at: datetime | None = None,
    *,
    word: str = "",
    periods: Sequence[Period] = (),
    about: About = (),
) -> PhaseBar:
    """The bar of an incident as of `at` (now), with its stamps in `zone`, called `word` where somebody typed one.

    Where somebody stated periods of impact, they are drawn below it, so that a relapse is seen.
    """
    moment = at or now()
    instants = {milestone: getattr(incident, milestone.column) for milestone in Milestone}
    known = {milestone: instant for milestone, instant in instants.items() if instant is not None}
    running = incident.is_open
    stated = [instant for period in periods for instant in period[:2] if instant is not None]
    end = moment if running else max([*known.values(), *stated, incident.began_at])
    start = min([*known.values(), *stated, incident.began_at])
    unknown_begin = Milestone.IMPACT_STARTED not in known
    least = timedelta(0) if running else timedelta(minutes=1)  # the axis of an open incident never ends after now
    scale = _Scale(start, max(end, start + least), UNKNOWN_SHARE if unknown_begin else 0.0)
    segments = _segments(incident, known, scale, end)
    if unknown_begin:
        segments.insert(0, Segment("unknown", 0.05, round(100 * UNKNOWN_SHARE - 0.2, 3), "", is_low=False))
    return PhaseBar(
        segments=segments,
        marks=_marks(incident, known, scale, about),
        ticks=_ticks(scale, zone, running=running),
        now_x=100.0 if running else None,
        note="Start of impact unknown" if unknown_begin else "",
        words=phase_words(incident, known, zone, word),
        impact=impact_duration(incident, periods, about),
        periods=impact_parts(incident, periods, Stage(scale.start, scale.end, scale.x)),
    )


def _segments(incident: Incident, known: dict[Milestone, datetime], scale: _Scale, end: datetime) -> list[Segment]:
    segments = []
    for tone, start, until in _spans(_bounds(incident, known), scale.start, end, running=incident.is_open):
        x = scale.x(start)
        width = round(max(scale.x(until) - x - 0.2, 0.2), 3)
        is_running = until == end and incident.is_open
        label = _label(tone, until - start, is_running=is_running) if width >= LABEL_ROOM and tone != UNKNOWN else ""
        segments.append(Segment(tone, x, width, label, is_low=tone == TONES[-1]))
    return segments


def _spans(
    bounds: list[_Bound], start: datetime, end: datetime, *, running: bool
) -> list[tuple[str, datetime, datetime]]:
    """Tone, begin and end of each span from `start` to `end` that is not empty."""
    if not bounds:
        return [(UNKNOWN, start, end)] if end > start else []
    found = [(UNKNOWN, start, bounds[0].at)]
    found += [(_tone(bound, following), bound.at, following.at) for bound, following in pairwise(bounds)]
    last = bounds[-1]
    if last.phase != RESOLVED:
        is_known = running and last.phase >= WORKING
        found.append((TONES[last.phase] if is_known else UNKNOWN, last.at, end))
    return [span for span in found if span[2] > span[1]]


def _tone(bound: _Bound, following: _Bound) -> str:
    """The tone of a phase up to the next bound; unknown unless both are the milestones that bound it."""
    is_known = following.phase == bound.phase + 1 and not following.is_declaration
    return TONES[bound.phase] if is_known else UNKNOWN


def _bounds(incident: Incident, known: dict[Milestone, datetime]) -> list[_Bound]:
    """The known bounds in order; one that lies before an earlier one is invalid and bounds nothing."""
    bounds: list[_Bound] = []
    for phase, milestone in enumerate(BOUNDS):
        at = known.get(milestone)
        if at is not None and (not bounds or at >= bounds[-1].at):
            bounds.append(_Bound(phase, at))
    return _with_declaration(incident, bounds)


def _with_declaration(incident: Incident, bounds: list[_Bound]) -> list[_Bound]:
    """Where nobody set *acknowledged*: whoever declared it was at work by then. The span before stays unknown."""
    if incident.is_past or any(bound.phase == WORKING for bound in bounds):
        return bounds
    before = [bound for bound in bounds if bound.phase < WORKING]
    after = [bound for bound in bounds if bound.phase > WORKING]
    declared = max([incident.declared_at, *(bound.at for bound in before)])
    if after and after[0].at < declared:
        return bounds
    return [*before, _Bound(WORKING, declared, is_declaration=True), *after]


def _label(tone: str, length: timedelta, *, is_running: bool) -> str:
    words = {"working": "Working on it, ", "watching": "Monitoring, "}.get(tone, "")
    return f"{words}{humanize(to_the_minute(length))}{' so far' if is_running else ''}"


# The phase in which the span before a milestone lies, and the milestone that must be known to say so.
PHASE_BEFORE = {
    Milestone.DETECTED: ("undetected", Milestone.IMPACT_STARTED),
    Milestone.REPORTED: ("undetected", Milestone.IMPACT_STARTED),
    Milestone.ACKNOWLEDGED: ("unacknowledged", Milestone.DETECTED),
    Milestone.IDENTIFIED: ("working", Milestone.ACKNOWLEDGED),
    Milestone.MITIGATED: ("working", Milestone.ACKNOWLEDGED),
    Milestone.RESOLVED: ("watching", Milestone.MITIGATED),
}
AHEAD = {Milestone.IDENTIFIED, Milestone.MITIGATED, Milestone.RESOLVED}


def _marks(incident: Incident, known: dict[Milestone, datetime], scale: _Scale, about: About) -> list[MilestoneMark]:
    marks = []
    before: datetime | None = None
    for milestone in SHOWN:
        at = known.get(milestone)
        later = _passed_over(milestone, known)
        gap = f"+{humanize(between_stamps(before, at))}" if at and before and at > before else ""
        tone, needed = PHASE_BEFORE.get(milestone, ("", milestone))
        marks.append(
            MilestoneMark(
                milestone,
                at,
                scale.x(at) if at else None,
                f"is before {later.label.lower()}" if later else gap,
                tone if needed in known and not later else "",
                "not yet" if incident.is_open and milestone in AHEAD else "unknown",
                milestone in about,
            )
        )
        before = at or before
    return marks


def _passed_over(milestone: Milestone, known: dict[Milestone, datetime]) -> Milestone | None:
    """The latest bound that comes before this one, and yet lies after it; None where the order is possible."""
    if milestone not in BOUNDS or milestone not in known:
        return None
    before = [bound for bound in BOUNDS[: BOUNDS.index(milestone)] if bound in known]
    latest = max(before, key=lambda bound: known[bound], default=milestone)
    return latest if known[latest] > known[milestone] else None


def _ticks(scale: _Scale, zone: str | ZoneInfo, *, running: bool) -> list[Tick]:
    local = zone_or_utc(zone) if isinstance(zone, str) else zone
    ticks = [_tick(scale.x(at), words) for at, words in round_times(scale.start, scale.end, local)]
    if not running:
        return ticks
    pattern = "%H:%M:%S" if scale.end - scale.start < SECONDS_BELOW else "%H:%M"
    clear = [replace(tick, is_near_now=tick.x > NARROW_NOW_ROOM) for tick in ticks if tick.x <= NOW_ROOM]
    return [*clear, Tick(100.0, f"now {scale.end.astimezone(local):{pattern}}", "end", is_now=True)]


def _tick(x: float, words: str) -> Tick:
    """Its words stay on the drawing at both ends."""
    anchor = "start" if x < EDGE else "end" if x > 100 - EDGE else "middle"
    return Tick(x, words, anchor)
