"""Reads that are compiled once find what their queryset finds."""

from gc import collect
from threading import Thread
from typing import Any
from weakref import ref

import pytest
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import DateTimeField, F, JSONField, QuerySet, Value

from accounts.enums import Role
from actions.selectors.panel import incident_panel
from core.clock import now
from core.compiled_once import Given, compiled_once, each_of
from incidents.models import Incident, TimelineEntry
from incidents.registries.panels import Place
from incidents.selectors.page import for_page
from postmortems.models import InterviewNote
from postmortems.selectors.beside import beside
from postmortems.selectors.panel import panels_of_incident
from postmortems.selectors.reading import for_reading
from postmortems.services.interviews import NoteWords, add_interview_note, share_interview_note
from tests.factories.accounts import make_user
from tests.factories.actions import make_action_item
from tests.factories.incidents import make_incident
from tests.factories.postmortems import make_postmortem

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


def array_of_times() -> Any:
    return Value([now()], output_field=ArrayField(DateTimeField()))


def json_of_times() -> Any:
    return Value({"at": [now()]}, output_field=JSONField(encoder=DjangoJSONEncoder))


def range_of_times() -> Any:
    return Value((now(), None), output_field=DateTimeRangeField())


@pytest.mark.parametrize("value", [now, array_of_times, json_of_times, range_of_times])
def test_the_time_at_which_the_sql_was_made_is_not_kept(value: Any) -> None:
    read = compiled_once(lambda *, incident: TimelineEntry.objects.filter(incident=incident).annotate(then=value()))
    if value is now:
        read = compiled_once(lambda *, incident: TimelineEntry.objects.filter(incident=incident, happened_at__lt=now()))
    with pytest.raises(TypeError, match="give the time with each read"):
        read(incident=1)


@pytest.mark.parametrize("shape", [1.5, None, ("a", "b"), Given("order")])
def test_the_sql_depends_on_texts_numbers_and_truths_alone(shape: Any) -> None:
    with pytest.raises(TypeError, match="all else is given"):
        compiled_once(lambda shape, *, incident: TimelineEntry.objects.filter(incident=incident))(shape, incident=1)


def test_the_connection_of_the_thread_that_came_first_is_not_kept() -> None:
    read, kept = compiled_once(entries), []

    def first() -> None:
        read("seq", incident=0)
        kept.append(ref(connections[DEFAULT_DB_ALIAS]))
        connections.close_all()

    thread = Thread(target=first)
    thread.start()
    thread.join()
    collect()
    assert kept[0]() is None
    incident = make_incident()
    assert read("seq", incident=incident.pk) == list(entries("seq", incident=incident.pk))


@pytest.mark.parametrize("change", [{"is_active": False}, {"role": Role.REPORTER}])
def test_somebody_who_is_deactivated_sees_what_a_reporter_sees(change: dict[str, Any]) -> None:
    admin = make_user("Daniel Mwangi", role=Role.ADMIN)
    postmortem = make_postmortem(author=admin, summary="Payments failed.")
    note = add_interview_note(postmortem=postmortem, actor=admin, words=NoteWords("Brian", None, "It was late."))
    share_interview_note(note=note, actor=admin)
    make_action_item(postmortem.incident, owner=admin)
    number = postmortem.incident_id

    def seen() -> list[Any]:
        return [
            for_page(number, admin) is not None,
            for_reading(number, admin) is not None,
            incident_panel(postmortem.incident, admin).count,
            panels_of_incident(postmortem.incident, admin)[Place.SIDE].postmortem is not None,  # type: ignore[attr-defined]
            beside(postmortem, admin).notes,
            Incident.objects.visible_to(admin).count(),
            InterviewNote.objects.visible_to(admin).count(),
        ]

    assert seen() == [True, True, 1, True, 1, 1, 1]
    for name, value in change.items():
        setattr(admin, name, value)
    assert seen() == [False, False, 0, False, 0, 0, 0]
