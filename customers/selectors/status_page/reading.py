"""Reads what the status page says, in a constant number of queries, none of which asks for an internal text."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db.models import BooleanField, ExpressionWrapper, Q

from accounts.models import Company, default_zone
from catalogue.models import Service
from core.clock import now
from core.markdown import without_controls
from core.zones import zone_or_utc
from customers.models import Maintenance, StatusPage, Update
from customers.readers.minutes import minutes_within
from customers.selectors.staleness import Staleness, staleness
from customers.selectors.status_page.facts import (
    Clock,
    Day,
    Group,
    Month,
    PublicIncident,
    PublicService,
    State,
    StatusFacts,
    Words,
    Work,
)
from customers.selectors.words import STATE_WORDS
from incidents.enums import Status
from incidents.models import Incident
from incidents.querysets import IncidentQuerySet
from incidents.selectors.impact import goes_on

DAYS, MONTHS = 90, 24
STALE_WORDS = {
    Staleness.OVER: "Written before it was resolved. How it ended was not written yet.",
    Staleness.EXPIRED: "This was valid until {at}. It may no longer be true.",
    Staleness.OVERDUE: "A new update was due by {at} and has not come yet. This may no longer be true.",
}
INCIDENT_COLUMNS = (
    *("status", "client_uuid", "impact_started_at", "mitigated_at", "resolved_at", "began_at", "public_summary_at"),
    "holds",
)


def status_facts() -> StatusFacts:
    """All that the page says now."""
    company, clock = company_and_clock()
    services = list(Service.objects.exclude(customer_name=""))
    names = {service.pk: without_controls(service.customer_name) for service in services}
    shown = [service for service in services if service.on_status_page and service.is_active]
    incidents = _incidents(names, clock)
    works = _works(names, clock)
    return StatusFacts(
        company=company,
        is_public=StatusPage.is_public_now(),
        clock=clock,
        groups=_groups(shown, names, incidents, works, clock),
        incidents=tuple(incidents),
        works=tuple(works),
        months=tuple(_months(incidents, works, clock)),
    )


def company_and_clock() -> tuple[str, Clock]:
    """What the company is called, and its zone."""
    company = Company.objects.only("name", "zone").first() or Company()
    return without_controls(company.name), Clock(zone_or_utc(company.zone or default_zone()), now())


def told_incidents(clock: Clock) -> IncidentQuerySet:
    """Those on the page: what customers were told of, by an update, within the months of the history.

    `holds`: words hold now, as everywhere. Nothing does after the newest were taken back or redacted.
    """
    told = Update.objects.told().order_by().values("incident")
    found = Incident.objects.told_outside().filter(began_at__gte=first_midnight(clock), pk__in=told)
    return found.annotate(holds=ExpressionWrapper(~Q(public_summary=""), output_field=BooleanField()))


def standing_maintenance(clock: Clock) -> list[Maintenance]:
    """Not cancelled, within the months of the history; with its services."""
    rows = Maintenance.objects.standing().filter(ends_at__gte=first_midnight(clock))
    return list(rows.order_by("-starts_at", "-pk").prefetch_related("services"))


def months_back(clock: Clock) -> list[tuple[int, int]]:
    """The months of the history, this one first."""
    last = clock.today.year * 12 + clock.today.month - 1
    return [(month // 12, month % 12 + 1) for month in range(last, last - MONTHS, -1)]


def public_key(uuid: UUID) -> str:
    """A name for outside: it cannot be turned back into the number, or into the UUID of the form."""
    return uuid5(NAMESPACE_URL, f"debrief-status/{uuid}").hex[:12]


def heading(names: Iterable[str]) -> str:
    """`Checkout, Online shop: disruption`; never the title of an incident."""
    listed = ", ".join(sorted(set(names)))
    return f"{listed}: disruption" if listed else "Disruption"


def first_midnight(clock: Clock) -> datetime:
    """When the months of the history begin."""
    year, month = months_back(clock)[-1]
    return clock.midnight(date(year, month, 1))


def _incidents(names: Mapping[int, str], clock: Clock) -> list[PublicIncident]:
    """The latest first."""
    columns = [name for name in INCIDENT_COLUMNS if name != "holds"]
    rows = told_incidents(clock).only(*columns).prefetch_related("impact_intervals")
    incidents = {row.pk: row for row in rows}
    updates: defaultdict[int, list[Update]] = defaultdict(list)
    for update in Update.objects.told().filter(incident__in=incidents):
        updates[update.incident_id].append(update)
    services: defaultdict[int, set[int]] = defaultdict(set)
    for number, service in Incident.services.through.objects.filter(
        incident__in=incidents, service__in=names
    ).values_list("incident", "service"):
        services[number].add(service)
    found = [
        _incident(row, updates[number], {pk: names[pk] for pk in services[number]}, clock)
        for number, row in incidents.items()
    ]
    return sorted(found, key=lambda each: (each.began_at, each.key), reverse=True)


def _incident(row: Any, told: Sequence[Update], services: Mapping[int, str], clock: Clock) -> PublicIncident:
    """`row` comes of `told_incidents`; `told` is all that customers were told of it, the latest first."""
    updates = _readable(told) if row.holds else []
    first_at = min(_told_at(update) for update in told)
    periods = _periods(row, first_at, clock)
    next_by = updates[0].next_update_by if updates else None
    return PublicIncident(
        key=public_key(row.client_uuid),
        heading=heading(services.values()),
        state=STATE_WORDS[Status(row.status)],
        is_open=row.is_open,
        is_watched=row.status == Status.MITIGATED,
        began_at=min([start for start, _ in periods] or [first_at]),
        ended_at=None if row.is_open else row.mitigated_at or row.resolved_at,
        next_by=next_by if row.is_open and next_by and next_by > clock.now else None,
        services=frozenset(services),
        periods=tuple(periods),
        updates=tuple(_all_words(row, updates, clock)),
        last_at=_told_at(updates[0]) if updates else max(filter(None, (told[0].taken_back_at, _told_at(told[0])))),
    )


def _readable(told: Sequence[Update]) -> list[Update]:
    """Without those that were taken back or redacted, and without what was corrected.

    That was wrong, also when the correction was taken back.
    """
    corrected = {update.corrects_id for update in told}
    return [update for update in told if update.is_published and update.text and update.pk not in corrected]


def _told_at(update: Update) -> datetime:
    return update.published_at or update.drafted_at


def _all_words(row: Any, updates: Sequence[Update], clock: Clock) -> Iterable[Words]:
    """The latest first; of that one, as everywhere, whether it is past its time."""
    for at, update in enumerate(updates):
        found = staleness(row, update) if at == 0 else None
        yield _words(update, row, found, clock)


def _words(update: Update, row: Any, stale: Staleness | None, clock: Clock) -> Words:
    passed = stale.instant_of(update) if stale else None
    return Words(
        key=public_key(update.client_uuid),
        at=_told_at(update),
        text=without_controls(update.text),
        html=update.html,
        workaround=without_controls(update.workaround),
        is_correction=update.corrects_id is not None,
        valid_until=update.valid_until,
        stale=STALE_WORDS[stale].format(at=clock.dated(passed) if passed else "") if stale else "",
        stale_at=passed or row.resolved_at if stale else None,
    )


def _periods(row: Incident, first_at: datetime, clock: Clock) -> list[tuple[datetime, datetime]]:
    """When customers were affected. An end that nobody knows is now while it goes on, else the known other end."""
    stated = [(each.started_at, each.ended_at) for each in row.impact_intervals.all()]
    if not stated:
        stated = [(row.impact_started_at or first_at, row.mitigated_at or row.resolved_at)]
    open_end = clock.now if goes_on(row) else None
    ends = [(start or end, end or open_end or start) for start, end in stated]
    return sorted((start, max(start, end)) for start, end in ends if start and end)


def _works(names: Mapping[int, str], clock: Clock) -> list[Work]:
    return [
        Work(
            key=public_key(row.client_uuid),
            title=without_controls(row.title),
            text=without_controls(row.text),
            listed=tuple(sorted(names[each.pk] for each in row.services.all() if each.pk in names)),
            services=frozenset(each.pk for each in row.services.all()),
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            planned_at=row.planned_at,
            is_on=row.starts_at <= clock.now < row.ends_at,
        )
        for row in standing_maintenance(clock)
    ]


def _groups(
    shown: Sequence[Service],
    names: Mapping[int, str],
    incidents: Sequence[PublicIncident],
    works: Sequence[Work],
    clock: Clock,
) -> tuple[Group, ...]:
    groups: defaultdict[str, list[PublicService]] = defaultdict(list)
    for service in sorted(shown, key=lambda each: (names[each.pk].casefold(), each.pk)):
        own = [each for each in incidents if service.pk in each.services]
        planned = [each for each in works if service.pk in each.services]
        days = tuple(_days(own, planned, clock))
        shown_as = PublicService(service.pk, names[service.pk], _state(own, planned), days)
        groups[without_controls(service.status_group)].append(shown_as)
    named = sorted(groups.items(), key=lambda pair: (not pair[0], pair[0].casefold()))
    return tuple(Group(name, tuple(services)) for name, services in named)


def _state(incidents: Sequence[PublicIncident], works: Sequence[Work]) -> State:
    going_on = [each for each in incidents if each.is_open]
    if any(not each.is_watched for each in going_on):
        return State.DISRUPTION
    if going_on:
        return State.MONITORING
    return State.MAINTENANCE if any(each.is_on for each in works) else State.OPERATIONAL


def _days(incidents: Sequence[PublicIncident], works: Sequence[Work], clock: Clock) -> Iterable[Day]:
    first = clock.today - timedelta(days=DAYS - 1)
    for number in range(DAYS):
        day = first + timedelta(days=number)
        start, end = clock.midnight(day), clock.midnight(day + timedelta(days=1))
        own = [each for each in incidents if any(_touches(period, start, end) for period in each.periods)]
        periods = [period for each in own for period in each.periods]
        planned = [each for each in works if _touches((each.starts_at, each.ends_at), start, min(end, clock.now))]
        yield Day(day, minutes_within(periods, start, end), tuple(own), tuple(planned))


def _touches(period: tuple[datetime, datetime], start: datetime, end: datetime) -> bool:
    """Whether a period has a part of the span; one without length lies where it begins."""
    begin, until = period
    return begin < end and (until > start or begin == until == start)


def _months(incidents: Sequence[PublicIncident], works: Sequence[Work], clock: Clock) -> Iterable[Month]:
    for year, month in months_back(clock):
        start = clock.midnight(date(year, month, 1))
        end = clock.midnight(date(year + month // 12, month % 12 + 1, 1))
        yield Month(
            year,
            month,
            tuple(each for each in incidents if _touches((each.began_at, _last(each)), start, end)),
            tuple(each for each in works if _touches((each.starts_at, each.ends_at), start, end)),
        )


def _last(incident: PublicIncident) -> datetime:
    """Its last instant: the end of what customers noticed, or the last word about it."""
    return max(incident.began_at, incident.last_at, *(until for _, until in incident.periods))
