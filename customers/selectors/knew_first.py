"""Who knew first, customers or our monitoring: the first customer report, and the first alert."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Case, DateTimeField, F, OuterRef, QuerySet, Subquery, When
from django.db.models.functions import Least

from accounts.models import User
from core.clock import now
from core.durations import between_stamps, humanize
from core.figures import nearest_rank
from customers.models import Report
from incidents.enums import DetectionSource, Source
from incidents.models import Incident, TimelineEntry

MINUTE = timedelta(minutes=1)
FORMULA = "first alert − first customer report"
LATELY = timedelta(days=365)  # incidents that began since then say how it is today; the page names it


@dataclass(frozen=True, slots=True)
class KnewFirst:
    """The two instants of one incident; None is unknown and never guessed."""

    reported_at: datetime | None
    alerted_at: datetime | None

    @property
    def minutes(self) -> int | None:
        """Whole minutes, positive where customers knew first, negative where the alert came before."""
        if self.reported_at is None or self.alerted_at is None:
            return None
        return between_stamps(self.reported_at, self.alerted_at) // MINUTE

    @property
    def words(self) -> str:
        """`Customers, 12 min before the first alert`; *unknown* where one of the two is."""
        if self.reported_at is None or self.alerted_at is None:
            return "unknown"
        span = between_stamps(self.reported_at, self.alerted_at)
        return span_words(span)

    @property
    def explanation(self) -> str:
        """What is missing, in a sentence."""
        missing = [
            name
            for name, at in (("no customer report", self.reported_at), ("no alert by monitoring", self.alerted_at))
            if at is None
        ]
        return f"There is {' and '.join(missing)}." if missing else ""


@dataclass(frozen=True, slots=True)
class ServiceFirst:
    """One service: in how many of its incidents both are known, the median, and how many are left out, and why."""

    service: str
    n: int
    customers_first: int
    median: int | None
    without_report: int
    without_alert: int

    @property
    def median_words(self) -> str:
        """The median as the words of one incident."""
        return "unknown" if self.median is None else span_words(timedelta(minutes=self.median))


def span_words(span: timedelta) -> str:
    """Who knew first, and how long before."""
    if span > timedelta(0):
        return f"Customers, {humanize(span)} before the first alert"
    if span < timedelta(0):
        return f"Our monitoring, {humanize(abs(span))} before the first customer report"
    return "Both at the same minute"


def firsts(incidents: QuerySet[Incident], *columns: str) -> "QuerySet[Incident, Any]":
    """Some columns of each incident, then the instants of its first customer report and of its first alert.

    A report counts from when it was filed, not from when the customer says that it began; without one, the milestone
    *reported* counts where a customer detected the incident. *Detected* is an alert where the monitoring did.
    """
    own = _when(DetectionSource.CUSTOMER, "reported_at")
    filed = Report.objects.filter(incident=OuterRef("pk")).order_by("created_at").values("created_at")[:1]
    alerted = _when(DetectionSource.MONITORING, "detected_at")
    alerts = TimelineEntry.objects.live().filter(incident=OuterRef("pk"), source=Source.ALERT)
    happened = alerts.order_by("happened_at").values("happened_at")[:1]
    return incidents.order_by().values_list(*columns, Least(own, Subquery(filed)), Least(alerted, Subquery(happened)))


def _when(source: DetectionSource, column: str) -> Case:
    return Case(When(detection_source=source, then=F(column)), output_field=DateTimeField())


def knew_first(incident: Incident) -> KnewFirst:
    """Of one incident, in one query."""
    return KnewFirst(*firsts(Incident.objects.filter(pk=incident.pk)).get())


def knew_first_by_service(viewer: User) -> list[ServiceFirst]:
    """Of every service with an incident of the last 365 days that the viewer sees, in one query.

    Drills, duplicates and cancelled ones do not count.

    The services whose customers wait longest for an alert come first, those of which nothing is known at the end.
    """
    incidents = Incident.objects.visible_to(viewer).real().filter(began_at__gte=now() - LATELY)
    known: dict[str, list[int]] = {}
    missing: dict[str, list[int]] = {}
    for service, reported_at, alerted_at in firsts(incidents.filter(services__isnull=False), "services__name"):
        minutes = KnewFirst(reported_at, alerted_at).minutes
        values, left_out = known.setdefault(service, []), missing.setdefault(service, [0, 0])
        if minutes is None:
            left_out[0 if reported_at is None else 1] += 1
        else:
            values.append(minutes)
    rows = [_of_service(service, values, missing[service]) for service, values in known.items()]
    return sorted(rows, key=lambda row: (row.median is None, -(row.median or 0), row.service))


def _of_service(service: str, values: list[int], left_out: list[int]) -> ServiceFirst:
    return ServiceFirst(
        service=service,
        n=len(values),
        customers_first=sum(value > 0 for value in values),
        median=nearest_rank(((value, 1) for value in values), 50),
        without_report=left_out[0],
        without_alert=left_out[1],
    )
