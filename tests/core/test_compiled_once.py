"""Reads that are compiled once find what their queryset finds."""

from typing import Any

import pytest
from django.db.models import F, QuerySet

from accounts.enums import Role
from core.clock import now
from core.compiled_once import compiled_once, each_of
from incidents.models import Incident, TimelineEntry
from tests.factories.incidents import make_incident

pytestmark = pytest.mark.django_db
COLUMNS = ("id", "happened_at", "author__name", "client_uuid", "is_starred", "facts")


def entries(order: str, *, incident: Any) -> "QuerySet[TimelineEntry, Any]":
    return TimelineEntry.objects.filter(incident=incident).order_by(order).values_list(*COLUMNS)


def incidents(*, numbers: Any) -> "QuerySet[Incident]":
    found = Incident.objects.filter(pk__in=each_of(numbers)).select_related("severity", "declared_by").defer("search")
    return found.annotate(called=F("declared_by__name")).prefetch_related("entries").order_by("pk")


def test_values_go_into_the_same_sql_for_each_shape(django_assert_num_queries: Any) -> None:
    first, second = make_incident(), make_incident()
    read = compiled_once(entries)
    for incident in (first, second, first):
        for order in ("seq", "-seq"):
            with django_assert_num_queries(1):
                rows = read(order, incident=incident.pk)
            assert rows == list(entries(order, incident=incident.pk))
            assert rows
    assert read("seq", incident=0) == []


def test_instances_have_what_was_joined_annotated_and_prefetched(django_assert_num_queries: Any) -> None:
    first, second = make_incident(), make_incident()
    read = compiled_once(incidents)
    for wanted in ([first, second], [second], []):
        with django_assert_num_queries(2 if wanted else 1):
            rows = read(numbers=[each.pk for each in wanted])
            assert rows == wanted
            assert [row.called for row in rows] == [row.declared_by.name for row in rows]
            assert [row.severity.level for row in rows] == [row.severity_id for row in rows]
            assert all(row.entries.all() for row in rows)


def test_nothing_is_asked_where_no_row_can_fit(django_assert_num_queries: Any) -> None:
    read = compiled_once(lambda role, *, person: Incident.objects.visible_as(role, person))
    with django_assert_num_queries(0):
        assert read(Role.REPORTER, person=1) == []


def test_the_time_at_which_the_sql_was_made_is_not_kept() -> None:
    read = compiled_once(lambda *, incident: TimelineEntry.objects.filter(incident=incident, happened_at__lt=now()))
    with pytest.raises(TypeError, match="give the time with each read"):
        read(incident=1)
