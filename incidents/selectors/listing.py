"""The rows of the incident list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.durations import SO_FAR, Duration
from core.references import written
from incidents.enums import Status
from incidents.models import Incident
from incidents.querysets import OPEN_STATUSES, IncidentQuerySet
from incidents.selectors.impact import About, about_of, goes_on, impact_duration, periods_of
from incidents.selectors.matches import EntryMatch
from incidents.selectors.roles import lead_names

FIELDS = (
    "title",
    "severity",
    "status",
    "zone",
    "zone_word",
    "is_drill",
    "is_near_miss",
    "is_private",
    "impact_started_at",
    "detected_at",
    "reported_at",
    "acknowledged_at",
    "identified_at",
    "mitigated_at",
    "resolved_at",
    "declared_at",
    "began_at",
    "postmortem_required",
    "postmortem_waived",
    "postmortem_published_at",
)
OFF = (Status.CANCELLED, Status.MERGED)
BAR = 72  # width of the small bar, in its own units


@dataclass(frozen=True, slots=True)
class Row:
    """One incident of the list, in words ready to print.

    `lasted` is the impact; `bar` compares it with the longest of the page, in units of BAR.
    """

    number: int
    address: str
    title: str
    level: int
    status: str
    status_word: str
    tone: str
    is_private: bool
    tags: tuple[str, ...]
    services: str
    began_at: datetime
    began_word: str
    is_about: bool
    zone: str
    zone_word: str
    lasted: str
    bar: int
    lead: str
    postmortem: str
    match: EntryMatch | None

    @property
    def reference(self) -> str:
        """INC-142."""
        return written(Incident.PREFIX, self.number)

    @property
    def status_icon(self) -> str:
        """The symbol's name."""
        return f"s-{self.status}"


@dataclass(frozen=True, slots=True)
class Lasted:
    """The impact of an incident, the longest one of the page, and the milestones whose time is approximate."""

    impact: Duration
    longest: timedelta
    about: About

    @property
    def bar(self) -> int:
        """Its share of the longest, in units of BAR; 0 while it goes on."""
        value = _finished(self.impact)
        return round(BAR * (value / self.longest)) if value else 0


def _finished(impact: Duration) -> timedelta:
    """Its length for the bars; nothing while it goes on, or where it is not known."""
    return impact.value if impact.is_known and impact.value and not impact.is_growing else timedelta(0)


def for_list(incidents: IncidentQuerySet) -> IncidentQuerySet:
    """With what a row shows of each incident, its services and periods of impact; three queries."""
    return incidents.only(*FIELDS).prefetch_related("services", "impact_intervals")


def rows(incidents: Sequence[Incident], matches: Mapping[int, EntryMatch]) -> list[Row]:
    """Rows for one page of `for_list`; `matches` says which entry holds the words, where one does. Two queries."""
    numbers = [incident.pk for incident in incidents]
    leads, about = lead_names(numbers), about_of(numbers)
    impacts = {row.pk: impact_duration(row, periods_of(row), about.get(row.pk, ())) for row in incidents}
    longest = max((_finished(each) for each in impacts.values()), default=timedelta(0))
    return [
        _row(
            incident,
            Lasted(impacts[incident.pk], longest, about.get(incident.pk, ())),
            lead=leads.get(incident.pk, "nobody"),
            match=matches.get(incident.pk),
        )
        for incident in incidents
    ]


def _row(incident: Incident, length: Lasted, *, lead: str, match: EntryMatch | None) -> Row:
    return Row(
        number=incident.pk,
        address=incident.get_absolute_url(),
        title=incident.title,
        level=incident.severity_id,
        status=incident.status,
        status_word=incident.get_status_display(),
        tone="is-open" if incident.status in OPEN_STATUSES else "is-off" if incident.status in OFF else "",
        is_private=incident.is_private,
        tags=_tags(incident),
        services=", ".join(service.name for service in incident.services.all()),
        began_at=incident.began_at,
        began_word=incident.began_word,
        zone=incident.zone,
        zone_word=incident.zone_word,
        is_about=any(getattr(incident, each.column) == incident.began_at for each in length.about),
        lasted=lasted(incident, length.impact),
        bar=length.bar if incident.status not in OFF else 0,
        lead=lead,
        postmortem=_postmortem(incident),
        match=match,
    )


def _tags(incident: Incident) -> tuple[str, ...]:
    words = (("drill", incident.is_drill), ("near miss", incident.is_near_miss))
    return tuple(word for word, holds in words if holds)


def _postmortem(incident: Incident) -> str:
    if incident.postmortem_published_at is not None:
        return "published"
    if incident.postmortem_waived:
        return "waived"
    return "required" if incident.postmortem_required else "not required"


def lasted(incident: Incident, impact: Duration) -> str:
    """How long customers were affected, in words; *unknown* is said, never guessed."""
    if incident.status in OFF:
        return "–"
    if goes_on(incident):
        return f"ongoing, {impact.text.removesuffix(SO_FAR)}" if impact.is_known else "ongoing"
    return impact.text
