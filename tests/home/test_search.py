"""The one search box."""

import pytest
from django.urls import reverse

from incidents.services.timeline import redact_entry
from postmortems.services.analysis import add_lesson
from postmortems.services.postmortems import open_postmortem
from postmortems.services.sections import save_section
from tests.factories.actions import make_action_item
from tests.factories.customers import make_report
from tests.factories.incidents import make_entry, make_incident, make_private_incident


def hits(response, kind):
    return [hit.title for hit in getattr(response.context["results"], kind)]


def search(client, words):
    return client.get(reverse("search"), {"q": words})


def test_a_reporter_has_no_search(as_user, reporter):
    assert search(as_user(reporter), "cache").status_code == 404


@pytest.mark.parametrize("typed", ["INC-{}", "inc {}", "inc{}", "{}", " #{} "])
def test_a_number_leads_to_its_incident(as_user, responder, typed):
    incident = make_incident()
    assert search(as_user(responder), typed.format(incident.pk)).url == incident.get_absolute_url()


def test_numbers_of_action_items_and_reports(as_user, responder, reporter):
    item, report = make_action_item(), make_report(reporter)
    client = as_user(responder)
    assert search(client, f"ACT-{item.pk}").url == item.get_absolute_url()
    assert search(client, f"rep {report.pk}").url == report.get_absolute_url()


def test_the_number_of_what_one_cannot_see_leads_nowhere(as_user, responder, admin):
    secret = make_private_incident()
    assert search(as_user(responder), f"INC-{secret.pk}").status_code == 200
    assert search(as_user(admin), f"INC-{secret.pk}").url == secret.get_absolute_url()


def test_words_are_found_wherever_they_stand(as_user, responder):
    incident = make_incident("Caches were cold", by=responder)
    make_entry(incident, "Removed the cache by hand", by=responder)
    postmortem = open_postmortem(incident=incident, actor=responder)
    section = postmortem.sections.first()
    save_section(section=section, actor=responder, body="The cache stayed.", base_version=0)
    add_lesson(postmortem=postmortem, actor=responder, kind="lesson", text="A cache outlives a rollback")
    make_action_item(incident=incident, title="Test caches before a deployment")
    response = search(as_user(responder), "cache")
    assert hits(response, "incidents") == ["Caches were cold"]
    assert len(hits(response, "entries")) == 1
    assert len(hits(response, "postmortems")) == 2
    assert hits(response, "actions") == ["Test caches before a deployment"]
    assert "<mark>cache</mark>" in response.content.decode()


def test_what_matched_is_escaped(as_user, responder):
    make_incident("<script>alert(1)</script> cache")
    page = search(as_user(responder), "cache").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_nothing_private_is_found_by_others(as_user, responder, manager):
    secret = make_private_incident(responder, title="Secret cache")
    make_entry(secret, "secret cache entry")
    assert hits(search(as_user(responder), "cache"), "incidents") == ["Secret cache"]
    response = search(as_user(manager), "cache")
    assert response.context["results"].count == 0
    assert "Secret" not in response.content.decode()


def test_what_was_redacted_is_not_found(as_user, responder, admin):
    entry = make_entry(make_incident(), "hunter2")
    redact_entry(entry=entry, actor=admin, reason="a password")
    assert search(as_user(responder), "hunter2").context["results"].count == 0


@pytest.mark.parametrize("words", ["", " ", "'", "a:b", "!!!", "\x00", "%", "(", "x" * 5000, "INC-99999999999999999"])
def test_odd_words_are_no_error(as_user, responder, words):
    assert search(as_user(responder), words).status_code == 200


def test_the_number_of_queries_does_not_grow(as_user, responder, django_assert_max_num_queries):
    client = as_user(responder)
    make_incident("cache", by=responder)
    with django_assert_max_num_queries(10) as one:
        search(client, "cache")
    for n in range(20):
        make_entry(make_incident(f"cache {n}", by=responder), "cache", by=responder)
    with django_assert_max_num_queries(10) as many:
        search(client, "cache")
    assert len(one) == len(many)


def test_markdown_is_no_part_of_a_snippet(as_user, responder):
    incident = make_incident("Slow", by=responder)
    make_entry(incident, "**The cache** & the [queue](https://example.com/q) were full of `<b>`", by=responder)
    results = search(as_user(responder), "cache").context["results"]
    assert results.entries[0].snippet == "<mark>cache</mark> &amp; the queue were full"


def test_hits_say_their_date_and_status(as_user, responder):
    incident = make_incident("Cache is slow", by=responder, zone="UTC")
    item = make_action_item(incident=incident, title="Watch the cache")
    results = search(as_user(responder), "cache").context["results"]
    began = incident.began_at.astimezone(responder.time_zone)
    assert results.incidents[0].sub == f"INC-{incident.pk}, investigating, {began.day} {began:%b}"
    assert results.actions[0].sub == f"ACT-{item.pk}, open, no date"
