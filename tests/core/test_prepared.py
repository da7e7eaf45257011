"""Prepared reads find what the queryset itself finds."""

from datetime import timedelta
from typing import Any

import pytest
from django.db.models import Count

from core.prepared import PreparedRead
from incidents.models import Incident, TimelineEntry
from tests.factories.incidents import make_incident

pytestmark = pytest.mark.django_db
COLUMNS = ("id", "happened_at", "author__name", "client_uuid", "is_starred", "until_at")


def entries(incident: int) -> Any:
    return TimelineEntry.objects.filter(incident=incident, seq__gte=1).order_by("-seq").values_list(*COLUMNS)


def test_it_finds_the_same_rows_of_each_incident_in_one_query(django_assert_num_queries: Any) -> None:
    first, second = make_incident(), make_incident()
    read = PreparedRead(entries)
    for incident in (first, second, first):
        with django_assert_num_queries(1):
            rows = read.rows(incident.pk)
        assert rows == list(entries(incident.pk))
        assert rows


def test_two_numbers_go_where_they_belong() -> None:
    first, second = make_incident(), make_incident()
    read = PreparedRead(
        lambda low, high: Incident.objects.filter(pk__gte=low, pk__lt=high).order_by("pk").values_list("pk"), numbers=2
    )
    assert read.rows(first.pk, second.pk) == [(first.pk,)]
    assert read.count(first.pk, second.pk) == 1
    assert read.count(second.pk, first.pk) == 0


def test_instants_come_after_the_numbers() -> None:
    incident = make_incident()
    read = PreparedRead(
        lambda pk, since: Incident.objects.filter(pk=pk, began_at__gte=since).values_list("pk"), instants=1
    )
    assert read.rows(incident.pk, incident.began_at) == [(incident.pk,)]
    assert read.rows(incident.pk, incident.began_at + timedelta(seconds=1)) == []


def test_counted_columns_are_sent_as_they_are() -> None:
    incident = make_incident()
    read = PreparedRead(lambda pk: Incident.objects.filter(pk=pk).values("pk").annotate(n=Count("pk")).values_list("n"))
    assert read.rows(incident.pk) == [(1,)]


def test_what_no_row_can_fit_is_not_asked(django_assert_num_queries: Any) -> None:
    read = PreparedRead(lambda pk: Incident.objects.none().filter(pk=pk).values_list("pk"))
    with django_assert_num_queries(0):
        assert (read.rows(1), read.count(1)) == ([], 0)


def test_columns_that_django_converts_are_refused() -> None:
    with pytest.raises(TypeError):
        PreparedRead(lambda incident: TimelineEntry.objects.filter(incident=incident).values_list("facts")).rows(1)
