"""What the list of lessons can be narrowed by; every choice stands in the address."""

import django_filters
from django.db.models import Exists, OuterRef
from django.http import QueryDict

from accounts.models import User
from catalogue.models import Service
from core.search import SearchFilter, words_query
from incidents.filters import DRILL_CHOICES, WITH_DRILLS, asks_for_drills
from incidents.models import Incident
from postmortems.enums import LessonKind, PostmortemStatus
from postmortems.models import Lesson
from postmortems.querysets import LessonQuerySet

ALL = "all"
STATUS_CHOICES = [(ALL, "All, drafts too")]


class LessonFilter(django_filters.FilterSet):
    """The filters of the list of lessons: of published postmortems only, and of no drills, unless asked."""

    q = SearchFilter(label="Text", method="by_text")
    kind = django_filters.ChoiceFilter(label="Kind", choices=LessonKind.choices, empty_label="Any")
    service = django_filters.ChoiceFilter(label="Service", empty_label="Any", method="by_service")
    status = django_filters.ChoiceFilter(
        label="Postmortems", choices=STATUS_CHOICES, empty_label="Published", method="by_status"
    )
    incident = django_filters.ChoiceFilter(
        label="Incidents", choices=DRILL_CHOICES, empty_label="No drills", method="by_incident"
    )

    class Meta:
        model = Lesson
        fields: tuple[str, ...] = ()

    def __init__(self, data: QueryDict, *, reader: User) -> None:
        super().__init__(data, queryset=Lesson.objects.visible_to(reader))
        services = Service.objects.values_list("pk", "name")
        self.filters["service"].extra["choices"] = [(str(pk), name) for pk, name in services]

    def filter_queryset(self, queryset: LessonQuerySet) -> LessonQuerySet:
        """All filters; those of cancelled postmortems never."""
        rows: LessonQuerySet = super().filter_queryset(queryset)
        if not asks_for_drills(self.form.cleaned_data.get("incident")):
            rows = rows.without_drills()
        if not self.form.cleaned_data.get("status"):
            return rows.published()
        return rows.exclude(postmortem__status=PostmortemStatus.CANCELLED)

    def by_text(self, rows: LessonQuerySet, name: str, value: str) -> LessonQuerySet:
        """Full text in the lesson."""
        return rows.filter(search=words_query(value))

    def by_service(self, rows: LessonQuerySet, name: str, value: str) -> LessonQuerySet:
        """Of incidents of one service."""
        through = Incident.services.through.objects
        return rows.filter(Exists(through.filter(incident=OuterRef("postmortem__incident"), service=int(value))))

    def by_status(self, rows: LessonQuerySet, name: str, value: str) -> LessonQuerySet:
        """Taken into account in `filter_queryset`."""
        return rows

    def by_incident(self, rows: LessonQuerySet, name: str, value: str) -> LessonQuerySet:
        """Those of drills, or all."""
        return rows if value == WITH_DRILLS else rows.filter(postmortem__incident__is_drill=True)
