"""What the list of incidents can be narrowed by; every choice stands in the address."""

from datetime import date, datetime, time, timedelta
from typing import Any

import django_filters
from django import forms
from django.db.models import Exists, OuterRef

from accounts.models import Team, User
from catalogue.models import Service
from core.search import SearchFilter, words_query
from incidents.enums import SEVERITY_SPANS, Status
from incidents.models import Incident, RoleAssignment, TimelineEntry
from incidents.querysets import OPEN_STATUSES, IncidentQuerySet

OPEN = "open"
STATUS_CHOICES = [(OPEN, "Open"), *Status.choices]
SEVERITY_CHOICES = list(SEVERITY_SPANS.items())
WITH_DRILLS, ONLY_DRILLS = "all", "drill"
DRILL_CHOICES = [(WITH_DRILLS, "Drills too"), (ONLY_DRILLS, "Only drills")]
KIND_CHOICES = [*DRILL_CHOICES, ("near_miss", "Near misses"), ("private", "Private")]
POSTMORTEM_CHOICES = [("wanted", "Required, not published"), ("published", "Published")]
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(9900, 1, 1)  # beyond them arithmetic with dates and zones overflows
SORTS = {
    "-began": ("-began_at", "-id"),
    "began": ("began_at", "id"),
    "severity": ("severity", "-began_at"),
    "status": ("status", "-began_at"),
    "title": ("title", "-began_at"),
}


def matching(rows: IncidentQuerySet, text: str) -> IncidentQuerySet:
    """Incidents whose title, summary, impact or live entries hold the words."""
    query = words_query(text)
    in_incident = Incident.objects.filter(search=query).order_by().values("pk")
    in_entries = TimelineEntry.objects.live().filter(search=query).order_by().values("incident")
    return rows.filter(pk__in=in_incident.union(in_entries))


def asks_for_drills(kind: str | None) -> bool:
    """Whether a choice of *Kind* is one that shows drills."""
    return kind in {WITH_DRILLS, ONLY_DRILLS}


def _date(**attrs: str) -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date", **attrs})


class IncidentFilter(django_filters.FilterSet):
    """The filters of the incident list."""

    q = SearchFilter(label="Text", method="by_text")
    status = django_filters.ChoiceFilter(choices=STATUS_CHOICES, empty_label="Any", method="by_status")
    severity = django_filters.ChoiceFilter(choices=SEVERITY_CHOICES, empty_label="Any", method="by_severity")
    service = django_filters.ModelChoiceFilter(
        label="Service", queryset=Service.objects.only("name"), empty_label="Any", method="by_service"
    )
    team = django_filters.ModelChoiceFilter(
        label="Team", queryset=Team.objects.only("name"), empty_label="Any", method="by_team"
    )
    lead = django_filters.ModelChoiceFilter(
        label="Lead", queryset=User.objects.responders().only("name"), empty_label="Anybody", method="by_lead"
    )
    since = django_filters.DateFilter(label="Started from", method="by_since", widget=_date())
    until = django_filters.DateFilter(label="Started to", method="by_until", widget=_date())
    kind = django_filters.ChoiceFilter(choices=KIND_CHOICES, empty_label="No drills", label="Kind", method="by_kind")
    postmortem = django_filters.ChoiceFilter(choices=POSTMORTEM_CHOICES, empty_label="Any", method="by_postmortem")

    class Meta:
        model = Incident
        fields: tuple[str, ...] = ()

    def filter_queryset(self, queryset: IncidentQuerySet) -> IncidentQuerySet:
        """All filters; duplicates only when asked for, so that nothing is counted twice; drills likewise."""
        rows: IncidentQuerySet = super().filter_queryset(queryset)
        if not asks_for_drills(self.form.cleaned_data.get("kind")):
            rows = rows.without_drills()
        return rows if self.form.cleaned_data.get("status") else rows.unmerged()

    def by_text(self, rows: IncidentQuerySet, name: str, value: str) -> IncidentQuerySet:
        """Full text in title, summary, impact and entries."""
        return matching(rows, value)

    def by_status(self, rows: IncidentQuerySet, name: str, value: str) -> IncidentQuerySet:
        """One status, or all open ones."""
        return rows.filter(status__in=OPEN_STATUSES) if value == OPEN else rows.filter(status=value)

    def by_severity(self, rows: IncidentQuerySet, name: str, value: str) -> IncidentQuerySet:
        """One severity, or a range such as 1-3."""
        first, _, last = value.partition("-")
        return rows.filter(severity__gte=int(first), severity__lte=int(last or first))

    def by_service(self, rows: IncidentQuerySet, name: str, value: Service) -> IncidentQuerySet:
        """Incidents of one service."""
        return rows.filter(Exists(Incident.services.through.objects.filter(incident=OuterRef("pk"), service=value)))

    def by_team(self, rows: IncidentQuerySet, name: str, value: Team) -> IncidentQuerySet:
        """Incidents of any service of the team."""
        links = Incident.services.through.objects.filter(incident=OuterRef("pk"), service__team=value)
        return rows.filter(Exists(links))

    def by_lead(self, rows: IncidentQuerySet, name: str, value: User) -> IncidentQuerySet:
        """Incidents that the person leads now, or led when they ended."""
        return rows.filter(Exists(RoleAssignment.objects.leads().filter(incident=OuterRef("pk"), person=value)))

    def by_since(self, rows: IncidentQuerySet, name: str, value: date) -> IncidentQuerySet:
        """Began on that day, in the reader's zone, or later."""
        return rows.filter(began_at__gte=self._midnight(value)) if value > FIRST_DAY else rows

    def by_until(self, rows: IncidentQuerySet, name: str, value: date) -> IncidentQuerySet:
        """Began on that day, in the reader's zone, or earlier."""
        if value < FIRST_DAY:
            return rows.none()
        return rows.filter(began_at__lt=self._midnight(value + timedelta(days=1))) if value < LAST_DAY else rows

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time.min, tzinfo=self.request.user.time_zone)

    def by_kind(self, rows: IncidentQuerySet, name: str, value: str) -> IncidentQuerySet:
        """Drills, near misses or private ones alone; or all."""
        return rows if value == WITH_DRILLS else rows.filter(**{f"is_{value}": True})

    def by_postmortem(self, rows: IncidentQuerySet, name: str, value: str) -> IncidentQuerySet:
        """Where a postmortem is still wanted, or published."""
        if value == "published":
            return rows.filter(postmortem_published_at__isnull=False)
        return rows.filter(postmortem_required=True, postmortem_published_at__isnull=True)

    def in_order(self, sort: str) -> Any:
        """The filtered rows, sorted by a key of SORTS (newest first for anything else)."""
        return self.qs.order_by(*SORTS.get(sort, SORTS["-began"]))
