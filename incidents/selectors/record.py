"""What the record of an incident says, for holding prose against it."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import JSONObject

from accounts.models import User
from catalogue.enums import BuiltInRole
from incidents.enums import EntryKind, Milestone
from incidents.models import EntryRevision, Incident, Mark, RoleAssignment, Task, TimelineEntry
from incidents.readers.corrected import Corrected
from incidents.readers.record import FactKind, Instant, Record, Share
from incidents.selectors.durations import IMPACT, RESOLVE, incident_durations
from incidents.selectors.impact import About, Period, goes_on, period_columns, periods_in

# Entries that say a number of something, or a length of time.
NUMBERS = r"[0-9] ?%|percent|per cent|half|third|quarter|hour|minute|second|[0-9] ?(?:min|h|m|s)\y"
NOT_NEW = (EntryKind.UPDATE, EntryKind.STATE, EntryKind.POSTMORTEM)  # what they say is held against the record itself
ALONE = {
    FactKind.REPORTED: Milestone.REPORTED,
    FactKind.ACKNOWLEDGED: Milestone.ACKNOWLEDGED,
    FactKind.IDENTIFIED: Milestone.IDENTIFIED,
    FactKind.MITIGATED: Milestone.MITIGATED,
}
LENGTHS = (FactKind.TO_DETECT, FactKind.TO_ACKNOWLEDGE, FactKind.TO_MITIGATE, FactKind.TO_RESOLVE)
EVERYBODY = 100


def record_of(incident: Incident) -> Record:
    """In one query."""
    return read_record(incident, Incident.objects.filter(pk=incident.pk).values_list(*record_columns()).get())


def record_columns(incident: str = "pk") -> tuple[ArraySubquery, ...]:
    """The same as columns of a query from whose rows `incident` leads to the incident: for `read_record`."""
    ref = OuterRef(incident)
    counting = TimelineEntry.objects.filter(incident=ref, struck_at=None)
    told = TimelineEntry.objects.filter(incident=ref, text__regex=NUMBERS).exclude(kind__in=NOT_NEW).live().told()
    live = Q(entry__struck_at=None, entry__redacted_at=None)
    corrections = EntryRevision.objects.filter(live, entry__incident=ref).order_by("id")
    became = {"at": "happened_at", "text": "text", "now_at": "entry__happened_at", "now": "entry__text"}
    led = RoleAssignment.objects.filter(incident=ref, role=BuiltInRole.LEAD).order_by("id")
    return (
        *period_columns(incident),
        ArraySubquery(Mark.objects.counting().filter(incident=ref, entry__is_about=True).values("milestone")),
        ArraySubquery(counting.values("happened_at")),
        ArraySubquery(counting.exclude(until_at=None).values("until_at")),
        ArraySubquery(told.values("text")),
        ArraySubquery(corrections.values(row=JSONObject(**became))),
        ArraySubquery(_took_part(incident).order_by("name").values("name")),
        ArraySubquery(led.values("person__name")),
    )


def _took_part(incident: str) -> Any:
    """Whoever had a role or a task, or told something."""
    ref, person = OuterRef(OuterRef(incident)), OuterRef("pk")
    return User.objects.filter(
        Exists(RoleAssignment.objects.filter(incident=ref, person=person))
        | Exists(Task.objects.filter(incident=ref, person=person))
        | Exists(TimelineEntry.objects.told().filter(incident=ref, author=person))
    )


def read_record(incident: Incident, columns: Sequence[Any]) -> Record:
    """The record of an incident of which `record_columns` were read."""
    *periods, about, at, until, told, corrected, people, led = columns
    stated = periods_in(tuple(periods))
    milestones = {Milestone(name) for name in about}
    return Record(
        zone=incident.time_zone,
        zone_word=incident.zone_word,
        instants=_instants(incident, stated, milestones),
        lengths=_lengths(incident, stated, milestones),
        share=_share(incident),
        known=tuple({*at, *until, *(end for start, stop, _ in stated for end in (start, stop) if end)}),
        told=tuple(told),
        corrected=tuple(_corrected(row) for row in corrected),
        people=tuple(people),
        had_lead=tuple(dict.fromkeys(led)),
    )


def _instants(incident: Incident, periods: Sequence[Period], about: About) -> Mapping[FactKind, tuple[Instant, ...]]:
    """When what was. Without the one that counts there is none, whatever else is known."""
    starts = [Instant(start) for start, _, _ in periods if start]
    ends = [] if goes_on(incident) else [Instant(end) for _, end, _ in periods[::-1] if end]
    started = _of(incident, Milestone.IMPACT_STARTED, about)
    mitigated, resolved = _of(incident, Milestone.MITIGATED, about), _of(incident, Milestone.RESOLVED, about)
    detected, reported = _of(incident, Milestone.DETECTED, about), _of(incident, Milestone.REPORTED, about)
    found = {
        FactKind.STARTED: (*started, *starts),
        FactKind.ENDED: () if goes_on(incident) else (*ends, *mitigated, *resolved),
        FactKind.RESOLVED: (*resolved, *mitigated, *ends) if resolved else (),
        FactKind.DETECTED: (*detected, *reported) if detected else (),
        **{said: _of(incident, milestone, about) for said, milestone in ALONE.items()},
    }
    return {said: instants for said, instants in found.items() if instants}


def _of(incident: Incident, milestone: Milestone, about: About) -> tuple[Instant, ...]:
    at: datetime | None = getattr(incident, milestone.column)
    return (Instant(at, milestone in about),) if at else ()


def _lengths(incident: Incident, periods: Sequence[Period], about: About) -> Mapping[FactKind, tuple[timedelta, ...]]:
    """How long what took, as its stamps show it and to the second; without what is approximate or goes on."""
    named = {each.name: each.duration for each in incident_durations(incident, periods, about)}
    known = {
        name: (took.shown or took.value, took.value)
        for name, took in named.items()
        if took.is_known and took.value is not None and not (took.is_about or took.is_growing or took.left_out)
    }
    found = {said: known[said.value] for said in LENGTHS if said.value in known}
    if IMPACT in known or (not named[IMPACT].is_known and RESOLVE in known):
        parts = [end - start for start, end, _ in periods if start and end]
        whole = [length for name in known for length in known[name]]
        found[FactKind.LASTED] = (*known.get(IMPACT, known.get(RESOLVE, ())), *whole, *parts)
    return found


def _share(incident: Incident) -> Share | None:
    if incident.impact_percent is None:
        return Share(EVERYBODY, "users") if incident.impact_all_users else None
    if incident.impact_all_users and incident.impact_percent < EVERYBODY:
        return None
    return Share(float(incident.impact_percent), incident.impact_percent_of, incident.impact_percent_about)


def _corrected(row: Mapping[str, Any]) -> Corrected:
    before, after = datetime.fromisoformat(row["at"]), datetime.fromisoformat(row["now_at"])
    return Corrected(before, after, row["text"], row["now"])
