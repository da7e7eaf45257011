"""The one search box."""

import pytest
from django.urls import reverse

from incidents.services.timeline import redact_entry
from postmortems.services.analysis import add_lesson
from postmortems.services.postmortems import open_postmortem
from postmortems.services.saving import save_section
from tests.factories.actions import make_action_item
from tests.factories.customers import make_report
from tests.factories.incidents import make_entry, make_incident, make_private_incident
from tests.html import html_of


def titles(response):
    return [found.incident.title for found in response.context["results"].found]


def inside(response, kind=""):
    return [hit for found in response.context["results"].found for hit in found.inside if kind in hit.kind]


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
    item = make_action_item(incident=incident, title="Test caches before a deployment")
    response = search(as_user(responder), "cache")
    assert titles(response) == ["Caches were cold"]  # once, with all that matched inside it
    assert len(inside(response, "entry")) == 1
    assert len(inside(response, "postmortem")) == 2
    assert [hit.name for hit in inside(response, "action")] == [item.reference]
    page = response.content.decode()
    assert "<mark>cache</mark>" in page
    assert "Investigating" in page


def test_an_incident_is_found_by_what_is_inside_it(as_user, responder):
    make_entry(make_incident("Shop unreachable", by=responder), "Removed the cache by hand", by=responder)
    assert titles(search(as_user(responder), "cache")) == ["Shop unreachable"]


def test_where_more_matches_comes_first(as_user, responder):
    both = make_incident("A cold cache", by=responder)
    make_entry(both, "cache", by=responder)
    make_incident("The cache again", by=responder)
    assert titles(search(as_user(responder), "cache")) == ["A cold cache", "The cache again"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("**Removed** the `cache`", "Removed the <mark>cache</mark>"),
        ("# Empty cache", "Empty <mark>cache</mark>"),
        ("- Cold *cache*", "Cold <mark>cache</mark>"),
        ("[Cold cache](https://example.com/a)", "Cold <mark>cache</mark>"),
        ("Renamed warm_cache_name", "warm_<mark>cache</mark>_name"),
    ],
)
def test_markdown_is_never_raw(as_user, responder, text, shown):
    make_entry(make_incident(by=responder), text, by=responder)
    assert shown in search(as_user(responder), "cache").content.decode()


def test_mistyped_words_are_found_by_themselves(as_user, responder):
    make_entry(make_incident("Shop unreachable", by=responder), "The dispatcher stalled", by=responder)
    response = search(as_user(responder), "dispacher")
    assert titles(response) == ["Shop unreachable"]
    assert "Results for “dispatcher”" in response.content.decode()


def test_like_a_number(as_user, responder, manager):
    make_incident("Replica lag on orders", by=responder)
    incident = make_private_incident(title="Replica lag on invoices", by=responder)
    for words in (f"like {incident.reference}", f"similar to {incident.pk}"):
        page = search(as_user(responder), words).content.decode()
        assert f"Similar to {incident.reference}" in page
        assert "Replica lag on orders" in page
    assert "Similar to" not in search(as_user(manager), f"like {incident.reference}").content.decode()


def test_what_matched_is_escaped(as_user, responder):
    make_incident("<script>alert(1)</script> cache")
    page = search(as_user(responder), "cache").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_nothing_private_is_found_by_others(as_user, responder, manager):
    secret = make_private_incident(responder, title="Secret cache")
    make_entry(secret, "secret cache entry")
    assert titles(search(as_user(responder), "cache")) == ["Secret cache"]
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
    found = search(as_user(responder), "cache").context["results"].found[0]
    assert found.inside[0].snippet == "<mark>cache</mark> &amp; the queue were full"


def test_hits_say_their_date_and_status(as_user, responder):
    incident = make_incident("Cache is slow", by=responder, zone="UTC")
    item = make_action_item(incident=incident, title="Watch the cache")
    page = html_of(search(as_user(responder), "cache"))
    assert f"INC-{incident.pk} Cache is slow" in page
    assert f"{incident.began_at.day} {incident.began_at:%b}" in page
    assert f'>ACT-{item.pk}</a> <span class="muted">open</span>' in page


@pytest.mark.parametrize("page", ["search", "incident_list", "action_list", "postmortem_list", "people", "audit_log"])
@pytest.mark.parametrize(
    ("typed", "words"),
    [("x" * 201, "201 characters"), (" ".join(f"w{number}" for number in range(30)), "too many words")],
)
def test_what_is_too_much_to_search_for_is_said_and_kept(as_user, admin, page, typed, words):
    response = as_user(admin).get(reverse(page), {"q": typed})
    assert words in response.content.decode()
    assert typed in response.content.decode()


def test_the_list_to_merge_into_says_it_too(as_user, responder):
    response = as_user(responder).get(reverse("merge", args=[make_incident().pk]), {"q": "x" * 201})
    assert "201 characters" in response.content.decode()


def test_a_snippet_shows_the_words_also_far_behind_in_a_long_text(as_user, responder):
    make_entry(make_incident(by=responder), "nothing to see " * 1000 + "until the zookeeper fell over", by=responder)
    [hit] = inside(search(as_user(responder), "zookeeper"), "entry")
    assert "<mark>zookeeper</mark>" in hit.snippet


def test_many_repeated_words_and_phrases_find_what_one_does(as_user, responder):
    make_entry(make_incident("Cold", by=responder), "zq zr " * 3000, by=responder)
    client = as_user(responder)
    assert titles(search(client, '"zq zr" ' * 20)) == ["Cold"]
    found = client.get(reverse("incident_list"), {"q": '"zq zr" ' * 20})
    assert "<mark>zq</mark>" in found.content.decode()
