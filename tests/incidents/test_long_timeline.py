"""A timeline of hundreds of entries: the newest are seen first, and every address leads to its entry."""

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import pytest

from incidents.models import TimelineEntry
from incidents.services.timeline import star_entry
from tests.factories.incidents import make_incident

START = datetime(2023, 5, 13, 20, tzinfo=UTC)


@pytest.fixture
def long(responder):
    return timeline_of(450, responder)


def timeline_of(count, responder):
    """An incident with so many lines."""
    incident = make_incident(by=responder)
    seq = incident.seq
    TimelineEntry.objects.bulk_create(
        TimelineEntry(
            incident=incident,
            seq=seq + at,
            changed_seq=seq + at,
            author=responder,
            text=f"line {at}",
            html=f"<p>line {at}</p>",
            happened_at=START + timedelta(minutes=at // 2),
        )
        for at in range(1, count + 1)
    )
    incident.seq = seq + count
    incident.save(update_fields=["seq"])
    return incident


def shown(client, address, **headers):
    """The entries on a page, as the numbers of their lines; 0 is what Debrief wrote."""
    content = client.get(address, headers=headers).content.decode()
    return [int(number) for number in re.findall(r"<p>line (\d+)</p>", content)], content


def entry(incident, line):
    return incident.entries.get(text=f"line {line}")


def test_the_newest_200_are_shown_and_the_count_is_true(long, responder, as_user):
    lines, content = shown(as_user(responder), f"/incidents/{long.pk}/")
    assert lines == list(range(252, 451))  # and the entry of the declaration, which happened last
    assert 'data-count="451"' in content
    assert "data-earlier" in content
    assert "data-later" not in content


def test_going_back_every_entry_comes_once_and_in_order(long, responder, as_user):
    page, address, found = as_user(responder), f"/incidents/{long.pk}/", []
    for _ in range(3):
        lines, content = shown(page, address)
        found = lines + found
        before = re.search(r'href="\?before=(\d+)', content)
        address = f"/incidents/{long.pk}/?before={before[1]}" if before else ""
    assert found == list(range(1, 451))
    assert not address


def test_htmx_gets_the_entries_alone(long, responder, as_user):
    before = entry(long, 252).pk
    lines, content = shown(as_user(responder), f"/incidents/{long.pk}/?before={before}", **{"HX-Request": "true"})
    assert lines == list(range(52, 252))
    assert content.lstrip().startswith('<li class="timeline-more" data-earlier>')
    assert "<html" not in content


def test_the_address_of_any_entry_shows_it_with_those_around(long, responder, as_user):
    found = entry(long, 40)
    lines, content = shown(as_user(responder), found.get_absolute_url().partition("#")[0])
    assert lines == list(range(1, 140))
    assert f'id="entry-{found.pk}"' in content
    assert "data-later" in content


def test_the_address_of_a_new_entry_is_the_usual_page(long, responder, as_user):
    lines, content = shown(as_user(responder), entry(long, 440).get_absolute_url().partition("#")[0])
    assert (lines[-1], len(lines)) == (450, 199)
    assert "data-later" not in content


def since(incident, line):
    return quote(entry(incident, line).happened_at.isoformat())


def test_who_went_back_sees_as_much_again_after_a_change(long, responder, as_user):
    page, changed = as_user(responder), entry(long, 60)
    address = f"/incidents/{long.pk}/?since={since(long, 51)}"
    lines, content = shown(page, address)
    assert lines == list(range(50, 451))  # the 50th happened at the same instant
    assert "data-earlier" in content
    headers = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{address}"}
    answer = page.post(f"/incidents/{long.pk}/entries/{changed.pk}/star/", {"starred": "1"}, headers=headers)
    assert f'id="entry-{changed.pk}"' in answer.content.decode()
    parts = f"/incidents/{long.pk}/parts/?names=timeline&since={since(long, 51)}"
    assert shown(page, parts)[0] == lines


def test_going_further_back_brings_what_lies_before_alone(long, responder, as_user):
    headers = {
        "HX-Request": "true",
        "HX-Current-URL": f"http://testserver/incidents/{long.pk}/?since={since(long, 52)}",
    }
    before = entry(long, 52).pk
    assert shown(as_user(responder), f"/incidents/{long.pk}/?before={before}", **headers)[0] == list(range(1, 52))


def test_so_far_back_that_nothing_is_left_offers_nothing_earlier(long, responder, as_user):
    lines, content = shown(as_user(responder), f"/incidents/{long.pk}/?since={since(long, 1)}")
    assert lines == list(range(1, 451))
    assert "data-earlier" not in content


@pytest.mark.parametrize(
    "query", ["since=x", "since=2023-05-13", "since=2023-05-13T20:00:00", "since=%00", "since=2999-01-01T00:00:00Z"]
)
def test_an_instant_that_is_none_or_late_leads_to_the_newest(long, responder, as_user, query):
    assert len(shown(as_user(responder), f"/incidents/{long.pk}/?{query}")[0]) == 199


@pytest.mark.parametrize(
    ("instant", "count"),
    [
        ("2999-05-13T20:00:00+20:00", 199),
        ("2999-05-13T20:00:00+00:00:30.5", 199),
        ("0001-01-01T00:00:00Z", 450),
        ("0001-01-01T00:00:00+14:00", 199),
        ("9999-12-31T23:59:59-14:00", 199),
    ],
)
def test_an_instant_is_read_at_any_distance_from_utc(long, responder, as_user, instant, count):
    assert len(shown(as_user(responder), f"/incidents/{long.pk}/?since={quote(instant)}")[0]) == count


@pytest.mark.parametrize(
    "query", ["before=999999", "entry=999999", "before=x", "entry=%00", "before=99999999999999999999"]
)
def test_an_entry_that_is_not_there_leads_to_the_newest(long, responder, as_user, query):
    assert shown(as_user(responder), f"/incidents/{long.pk}/?{query}")[0][-1] == 450


def test_an_entry_of_another_incident_says_nothing_of_its_time(long, responder, as_user):
    elsewhere = make_incident(by=responder).entries.get().pk
    assert shown(as_user(responder), f"/incidents/{long.pk}/?before={elsewhere}")[0][-1] == 450


def test_all_of_it_is_a_link_away(long, responder, as_user):
    lines, content = shown(as_user(responder), f"/incidents/{long.pk}/?all=1")
    assert lines == list(range(1, 451))
    assert "data-earlier" not in content


def test_a_filter_pages_what_it_shows(long, responder, as_user):
    for line in range(1, 450, 2):
        star_entry(entry=entry(long, line), actor=responder, starred=True)
    lines, content = shown(as_user(responder), f"/incidents/{long.pk}/?show=starred")
    assert lines == list(range(51, 450, 2))
    assert 'data-count="225"' in content
    assert "&amp;show=starred" in content


def test_450_entries_cost_as_many_queries_as_the_first_that_do_not_fit_on_a_page(
    long, responder, as_user, django_assert_max_num_queries, django_assert_num_queries
):
    page, short = as_user(responder), timeline_of(201, responder)
    with django_assert_max_num_queries(16) as few:  # one more than a short one: what lies before is counted
        page.get(f"/incidents/{short.pk}/")
    with django_assert_num_queries(len(few)):
        page.get(f"/incidents/{long.pk}/")
