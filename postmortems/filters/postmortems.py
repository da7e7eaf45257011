"""What the list of postmortems can be narrowed by; every choice stands in the address."""

from typing import Any

import django_filters
from django.db.models import Exists, OuterRef, Q
from django.http import QueryDict

from accounts.models import Team, User
from actions.querysets import due_before
from actions.selectors.owner_days import owner_days
from catalogue.models import Service
from core.search import SearchFilter, words_query
from incidents.filters import DRILL_CHOICES, SEVERITY_CHOICES, WITH_DRILLS, asks_for_drills
from incidents.models import Incident
from postmortems.enums import PostmortemStatus
from postmortems.models import Factor, Lesson, Measure, OpenQuestion, Postmortem, Section
from postmortems.querysets import PostmortemQuerySet
from postmortems.selectors.postmortem_list import SORTS

UNPUBLISHED, LATE, DUE, QUESTIONS = "unpublished", "late", "due", "questions"
MINE = "mine"
STATUS_CHOICES = [
    (UNPUBLISHED, "Not published"),
    (LATE, "Overdue"),
    (DUE, "Due, not overdue"),
    (QUESTIONS, "With open questions"),
    *PostmortemStatus.choices,
]


def matching(rows: PostmortemQuerySet, text: str) -> PostmortemQuerySet:
    """Postmortems whose title, sections, factors, lessons or measures hold the words."""
    query = words_query(text)
    written = [
        Section.objects.filter(search=query, removed_at__isnull=True),
        Factor.objects.filter(search=query),
        Lesson.objects.filter(search=query),
        Measure.objects.filter(search=query),
    ]
    found = Q(incident__in=Incident.objects.filter(search=query).order_by().values("pk"))
    for kind in written:
        found |= Q(pk__in=kind.order_by().values("postmortem"))
    return rows.filter(found)


class PostmortemFilter(django_filters.FilterSet):
    """The filters of the list of postmortems. People, teams and services are queried once each."""

    q = SearchFilter(label="Text", method="by_text")
    status = django_filters.ChoiceFilter(label="Status", choices=STATUS_CHOICES, empty_label="Any", method="by_status")
    severity = django_filters.ChoiceFilter(
        label="Severity", choices=SEVERITY_CHOICES, empty_label="Any", method="by_severity"
    )
    service = django_filters.ChoiceFilter(label="Service", empty_label="Any", method="by_service")
    team = django_filters.ChoiceFilter(label="Team", empty_label="Any", method="by_team")
    owner = django_filters.ChoiceFilter(label="Author", empty_label="Anybody", method="by_owner")
    kind = django_filters.ChoiceFilter(label="Kind", choices=DRILL_CHOICES, empty_label="No drills", method="by_kind")

    class Meta:
        model = Postmortem
        fields: tuple[str, ...] = ()

    def __init__(self, data: QueryDict, *, reader: User) -> None:
        super().__init__(data, queryset=Postmortem.objects.visible_to(reader))
        self.reader = reader
        self.days = owner_days(reader)
        people = [(str(pk), name) for pk, name in User.objects.responders().values_list("pk", "name")]
        self.filters["owner"].extra["choices"] = [("me", "Me"), ("nobody", "No author"), *people]
        teams, services = (
            [(str(pk), word) for pk, word in model.objects.values_list("pk", "name")] for model in (Team, Service)
        )
        self.filters["team"].extra["choices"] = [(MINE, "My teams"), *teams]
        self.filters["service"].extra["choices"] = services

    def filter_queryset(self, queryset: PostmortemQuerySet) -> PostmortemQuerySet:
        """All filters; those of duplicates, cancelled with them, only when asked for; those of drills likewise."""
        rows: PostmortemQuerySet = super().filter_queryset(queryset)
        if not asks_for_drills(self.form.cleaned_data.get("kind")):
            rows = rows.without_drills()
        return rows if self.form.cleaned_data.get("status") else rows.exclude(status=PostmortemStatus.CANCELLED)

    def in_order(self, sort: str) -> Any:
        """The filtered rows, sorted by a key of SORTS (the newest incident first for anything else)."""
        return self.qs.order_by(*SORTS.get(sort, SORTS["-began"]))

    def by_text(self, rows: PostmortemQuerySet, name: str, value: str) -> PostmortemQuerySet:
        """Full text in the incident's words, sections, factors, lessons and measures."""
        return matching(rows, value)

    def by_status(self, rows: PostmortemQuerySet, name: str, value: str) -> PostmortemQuerySet:
        """One status, all unpublished ones, those whose day has ended where the author is, or with open questions."""
        if value == QUESTIONS:
            asked = OpenQuestion.objects.open().filter(postmortem=OuterRef("pk"))
            return rows.exclude(status=PostmortemStatus.CANCELLED).filter(Exists(asked))
        if value == LATE:
            return rows.unpublished().filter(due_before(self.days))
        if value == DUE:
            return rows.unpublished().filter(~due_before(self.days), due_on__isnull=False)
        return rows.unpublished() if value == UNPUBLISHED else rows.filter(status=value)

    def by_severity(self, rows: PostmortemQuerySet, name: str, value: str) -> PostmortemQuerySet:
        """One severity of the incident, or a range such as 1-3."""
        first, _, last = value.partition("-")
        return rows.filter(incident__severity__level__range=(int(first), int(last or first)))

    def by_service(self, rows: PostmortemQuerySet, name: str, value: str) -> PostmortemQuerySet:
        """Of incidents of one service."""
        return rows.filter(_touches(service=value))

    def by_team(self, rows: PostmortemQuerySet, name: str, value: str) -> PostmortemQuerySet:
        """Of one team or the reader's teams, by the author or by a service of the incident."""
        return rows.of_teams(Team.objects.of(self.reader) if value == MINE else [int(value)])

    def by_owner(self, rows: PostmortemQuerySet, name: str, value: str) -> PostmortemQuerySet:
        """One author, the reader, or nobody."""
        if value == "nobody":
            return rows.filter(owner__isnull=True)
        return rows.filter(owner=self.reader.pk if value == "me" else int(value))

    def by_kind(self, rows: PostmortemQuerySet, name: str, value: str) -> PostmortemQuerySet:
        """Those of drills, or all."""
        return rows if value == WITH_DRILLS else rows.filter(incident__is_drill=True)


def _touches(**link: Any) -> Exists:
    return Exists(Incident.services.through.objects.filter(incident=OuterRef("incident"), **link))
