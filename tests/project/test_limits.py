"""What one person may ask for in a minute, and what they hear when it is more."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse

from core.clock import frozen, now
from core.limits import Limit, TooMuch, spend
from incidents.models import TimelineEntry
from tests.core.pictures import picture
from tests.factories.incidents import make_incident


def use_up(kind, person):
    spend(kind, person.pk, kind.most)


def test_of_each_kind_and_person_there_is_a_limit_of_its_own(responder, manager):
    use_up(Limit.EXPORTS, responder)
    with pytest.raises(TooMuch, match="more than 30 exports in a minute"):
        spend(Limit.EXPORTS, responder.pk)
    spend(Limit.SEARCHES, responder.pk)
    spend(Limit.EXPORTS, manager.pk)


def test_after_a_minute_it_begins_anew(responder):
    start = now()
    with frozen(start):
        use_up(Limit.EXPORTS, responder)
    with frozen(start + timedelta(seconds=50)), pytest.raises(TooMuch) as refused:
        spend(Limit.EXPORTS, responder.pk)
    assert refused.value.seconds == 10
    with frozen(start + timedelta(seconds=60)):
        use_up(Limit.EXPORTS, responder)


def test_it_costs_one_query(responder, django_assert_num_queries):
    with django_assert_num_queries(1):
        spend(Limit.SEARCHES, responder.pk)


@pytest.mark.parametrize(
    ("kind", "address"),
    [
        (Limit.SEARCHES, "/search/?q=cache"),
        (Limit.SEARCHES, "/incidents/?q=cache"),
        (Limit.SEARCHES, "/action-items/?q=cache"),
        (Limit.SEARCHES, "/postmortems/?q=cache"),
        (Limit.SUGGESTIONS, "/search/offers/?q=cache"),
        (Limit.EXPORTS, "/incidents.csv"),
        (Limit.EXPORTS, "/action-items.csv"),
    ],
)
def test_a_page_says_when_it_is_too_much(as_user, responder, kind, address):
    client = as_user(responder)
    spend(kind, responder.pk, kind.most - 1)
    assert client.get(address).status_code == 200
    answer = client.get(address)
    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 60
    assert f"more than {kind.most} {kind.value[0]} in a minute" in answer.content.decode()


@pytest.mark.parametrize("name", ["people", "audit_log", "delivery_list"])
def test_the_lists_of_the_settings_count_words_too(as_user, admin, name):
    client, address = as_user(admin), reverse(name)
    use_up(Limit.SEARCHES, admin)
    assert client.get(address).status_code == 200
    assert client.get(f"{address}?q=amina").status_code == 429


def test_looking_for_the_incident_to_merge_into_counts(as_user, responder):
    address = reverse("merge", args=[make_incident(by=responder).pk])
    use_up(Limit.SEARCHES, responder)
    assert as_user(responder).get(address).status_code == 200
    assert as_user(responder).get(f"{address}?q=cache").status_code == 429


def test_a_part_of_a_page_stays_and_the_words_stand_above(as_user, responder):
    use_up(Limit.SEARCHES, responder)
    answer = as_user(responder).get("/incidents/?q=cache", headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Retarget"], answer["HX-Reswap"]) == (429, "#notice", "innerHTML")
    assert int(answer["Retry-After"]) > 0
    assert "more than 120 searches in a minute" in answer.content.decode()
    assert "<html" not in answer.content.decode()


def test_lists_without_words_are_not_counted(as_user, responder):
    use_up(Limit.SEARCHES, responder)
    assert as_user(responder).get("/incidents/").status_code == 200


def test_the_pixels_of_pictures_are_counted_before_any_is_decoded(as_user, responder):
    incident, client = make_incident(by=responder), as_user(responder)
    content = picture(size=(6000, 5000), mode="1")
    for address, words in (("entry_add", "Look at this"), ("attach_file", "What it shows")):
        with connection.cursor() as cursor:
            cursor.execute("delete from core_limit")
        spend(Limit.MEGAPIXELS, responder.pk, 71)  # 29 are left, and it has 30
        sent = SimpleUploadedFile("a.png", content[:200])  # nothing of it could be decoded
        typed = {"text": words, "caption": words, "file": sent, "client_uuid": uuid4()}
        answer = client.post(reverse(address, args=[incident.pk]), typed)
        assert answer.status_code == 429
        assert "more than 100 million pixels of pictures in a minute" in answer.content.decode()
        assert words in answer.content.decode()


def test_files_are_counted_and_what_was_typed_is_kept(as_user, responder):
    incident, client = make_incident(by=responder), as_user(responder)
    address = reverse("entry_add", args=[incident.pk])

    def typed():
        file = SimpleUploadedFile("a.txt", b"words")
        return {"text": "Look at this", "file": file, "client_uuid": uuid4()}

    use_up(Limit.FILES, responder)
    answer = client.post(address, typed())
    assert answer.status_code == 429
    assert "Look at this" in answer.content.decode()
    queued = client.post(address, typed(), headers={"Accept": "application/json"})
    assert (queued.status_code, queued.content) == (429, b"")
    assert int(queued["Retry-After"]) > 0
    assert not TimelineEntry.objects.filter(text="Look at this").exists()
    assert client.post(address, {"text": "Words alone", "client_uuid": uuid4()}).status_code == 302
