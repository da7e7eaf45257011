"""The incident drawn as a bar, to scale: undetected, unacknowledged, working, watching; unknown parts as unknown."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from core.clock import now
from core.durations import humanize, to_the_minute
from core.zones import zone_label
from incidents.enums import Milestone, Status
from incidents.models import Incident

UNKNOWN_SHARE = 0.18  # of the bar, for a begin that nobody knows
LABEL_ROOM = 9.0  # per cent that a segment needs before words fit into it
TICK_ROOM = 12.0  # per cent between two words on the axis
SHOWN = tuple(milestone for milestone in Milestone)


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of the bar; positions in per cent. `tone` is undetected, unacknowledged, working, watching, unknown."""

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


@dataclass(frozen=True, slots=True)
class MilestoneMark:
    """One milestone: on the bar when `x` is known, and in the list below with the stretch before it."""

    milestone: Milestone
    at: datetime | None
    x: float | None
    gap: str
    gap_tone: str
    missing_words: str

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


def phase_bar(incident: Incident, zone: str | ZoneInfo, at: datetime | None = None) -> PhaseBar:
    """The bar of an incident as of `at` (now), with its stamps in `zone`."""
    moment = at or now()
    instants = {milestone: getattr(incident, milestone.column) for milestone in Milestone}
    known = {milestone: instant for milestone, instant in instants.items() if instant is not None}
    running = incident.is_open
    end = moment if running else max([*known.values(), incident.began_at])
    start = min([*known.values(), incident.began_at])
    unknown_begin = Milestone.IMPACT_STARTED not in known
    scale = _Scale(start, max(end, start + timedelta(minutes=1)), UNKNOWN_SHARE if unknown_begin else 0.0)
    segments = _segments(known, scale, end, running=running)
    if unknown_begin:
        segments.insert(0, Segment("unknown", 0.05, round(100 * UNKNOWN_SHARE - 0.2, 3), "", is_low=False))
    return PhaseBar(
        segments=segments,
        marks=_marks(incident, known, scale),
        ticks=_ticks(scale, zone, running=running),
        now_x=scale.x(moment) if running else None,
        note="When the impact began is unknown" if unknown_begin else "",
        words=_words(incident, known, zone),
    )


def _boundaries(known: dict[Milestone, datetime], start: datetime, end: datetime) -> list[tuple[str, datetime]]:
    """Where each phase begins. A phase whose milestone is unknown begins nowhere and so is not drawn."""
    detected = known.get(Milestone.DETECTED) or known.get(Milestone.REPORTED)
    began = known.get(Milestone.IMPACT_STARTED)
    acknowledged = known.get(Milestone.ACKNOWLEDGED) or known.get(Milestone.IDENTIFIED)
    found = [
        ("undetected", began),
        ("unacknowledged", detected),
        ("working", acknowledged or (start if detected is None and began is None else None)),
        ("watching", known.get(Milestone.MITIGATED)),
    ]
    return [(tone, at) for tone, at in found if at is not None and at <= end]


def _segments(known: dict[Milestone, datetime], scale: _Scale, end: datetime, *, running: bool) -> list[Segment]:
    stop = min(end, known.get(Milestone.RESOLVED, end))
    begins = _boundaries(known, scale.start, end)
    segments = []
    for index, (tone, at) in enumerate(begins):
        later = [other for _, other in begins[index + 1 :] if other >= at]
        until = min([*later, stop])
        if until <= at:
            continue
        x = scale.x(at)
        width = round(max(scale.x(until) - x - 0.2, 0.2), 3)
        is_last = until == stop and running
        label = _label(tone, until - at, is_running=is_last) if width >= LABEL_ROOM else ""
        segments.append(Segment(tone, x, width, label, is_low=tone == "watching"))
    return segments


def _label(tone: str, length: timedelta, *, is_running: bool) -> str:
    words = {"working": "Working on it, ", "watching": "Watching, "}.get(tone, "")
    return f"{words}{humanize(to_the_minute(length))}{' so far' if is_running else ''}"


TONE_BEFORE = {
    Milestone.DETECTED: "undetected",
    Milestone.REPORTED: "undetected",
    Milestone.ACKNOWLEDGED: "unacknowledged",
    Milestone.IDENTIFIED: "working",
    Milestone.MITIGATED: "working",
    Milestone.RESOLVED: "watching",
}


def _marks(incident: Incident, known: dict[Milestone, datetime], scale: _Scale) -> list[MilestoneMark]:
    marks = []
    before: datetime | None = None
    for milestone in SHOWN:
        at = known.get(milestone)
        gap = f"+{humanize(at - before)}" if at and before and at > before else ""
        ahead = incident.is_open and milestone in {Milestone.IDENTIFIED, Milestone.MITIGATED, Milestone.RESOLVED}
        marks.append(
            MilestoneMark(
                milestone,
                at,
                scale.x(at) if at else None,
                gap,
                TONE_BEFORE.get(milestone, ""),
                "not yet" if ahead and incident.status != Status.CANCELLED else "unknown",
            )
        )
        before = at or before
    return marks


def _ticks(scale: _Scale, zone: str | ZoneInfo, *, running: bool) -> list[Tick]:
    local = ZoneInfo(zone) if isinstance(zone, str) else zone
    long = scale.end - scale.start >= timedelta(days=1)
    pattern = "%-d %b %H:%M" if long else "%H:%M"
    last = f"now {scale.end.astimezone(local):%H:%M}" if running else f"{scale.end.astimezone(local):{pattern}}"
    ticks = [Tick(scale.x(scale.start), f"{scale.start.astimezone(local):{pattern}}", "start")]
    for quarter in (1, 2, 3):
        at = scale.start + (scale.end - scale.start) * quarter / 4
        ticks.append(Tick(scale.x(at), f"{at.astimezone(local):{pattern}}", "middle"))
    ticks.append(Tick(100.0, last, "end"))
    return ticks


def _words(incident: Incident, known: dict[Milestone, datetime], zone: str | ZoneInfo) -> str:
    parts = [_said(milestone, known.get(milestone), zone) for milestone in SHOWN]
    state = "still open" if incident.is_open else incident.get_status_display().lower()
    return f"Phases to scale: {', '.join(parts)}; {state}."


def _said(milestone: Milestone, at: datetime | None, zone: str | ZoneInfo) -> str:
    name = milestone.label.lower()
    if at is None:
        return f"{name} unknown"
    local = at.astimezone(ZoneInfo(zone) if isinstance(zone, str) else zone)
    return f"{name} {local:%-d %b %H:%M} {zone_label(at, zone)}"
