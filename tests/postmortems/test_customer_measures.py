"""Measures that are fit for customers: in words of their own, handed over when the postmortem is published."""

import pytest
from django.urls import reverse

from core.errors import DomainError
from customers.models import CustomerMeasure
from incidents.models import Incident
from postmortems.enums import SectionKind
from postmortems.models import PostmortemEvent
from postmortems.services.analysis import move_row, remove_row
from postmortems.services.customer_measures import WordsChanged, fingerprint_of_words, say_measure
from postmortems.services.customer_version import mark_for_customers
from postmortems.services.postmortems import change_status
from tests.factories.actions import make_measure
from tests.factories.postmortems import make_postmortem, publish, save, section_of

WORDS = "We watch the **cache** and add room before it is full."


@pytest.fixture
def postmortem(responder):
    return make_postmortem(author=responder)


@pytest.fixture
def measure(postmortem):
    return make_measure(postmortem)


def say(measure, actor, words=WORDS):
    measure.refresh_from_db()
    return say_measure(measure=measure, actor=actor, words=words, seen=fingerprint_of_words(measure))


def handed_over():
    return list(CustomerMeasure.objects.order_by("position").values_list("text", flat=True))


def test_they_are_handed_over_at_publication_and_follow_every_correction(postmortem, measure, responder):
    other = make_measure(postmortem, "Internal alone")
    second = make_measure(postmortem, "Twice the memory")
    say(measure, responder)
    say(second, responder, "More room.")
    assert handed_over() == []
    publish(postmortem, responder)
    assert handed_over() == [WORDS, "More room."]
    say(measure, responder, "We watch it.")
    say(other, responder, "An alert.")
    assert sorted(handed_over()) == ["An alert.", "More room.", "We watch it."]
    move_row(row=second, actor=responder, steps=-5)
    assert handed_over()[0] == "More room."
    remove_row(row=second, actor=responder)
    say(other, responder, "")
    assert handed_over() == ["We watch it."]
    postmortem.refresh_from_db()
    change_status(postmortem=postmortem, actor=responder, action="reopen", reason="A correction")
    assert handed_over() == []


def test_they_need_no_section_for_customers_and_stand_below_one(as_user, postmortem, measure, responder, reporter):
    say(measure, responder)
    section = save(section_of(postmortem, SectionKind.SUMMARY), responder, "Paying failed.")
    mark_for_customers(section=section, actor=responder, is_marked=True)
    incident = postmortem.incident
    Incident.objects.filter(pk=incident.pk).update(is_customer_facing=True)
    publish(postmortem, responder)
    page = as_user(reporter).get(reverse("customer_summary", args=[incident.pk])).content.decode()
    assert "Paying failed." in page
    assert "We watch the <strong>cache</strong>" in page
    assert measure.text not in page


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("As INC-12 says", "cannot open INC-12"),
        ("Ask @amina", "do not know @amina"),
        ("# A heading", "Headings"),
        ("It was a SEV1", "must not read SEV1"),
        ("Amina Otieno looks after it", "must not read Amina Otieno"),
        ("x" * 1001, "At most 1000"),
    ],
)
def test_what_customers_must_not_read_is_refused(as_user, postmortem, measure, responder, words, why):
    responder.name = "Amina Otieno"
    responder.save()
    with pytest.raises(DomainError, match=why):
        say(measure, responder, words)
    where = reverse("measure_customers", args=[postmortem.incident_id, measure.pk])
    answer = as_user(responder).post(where, {"words": words, "seen": fingerprint_of_words(measure)})
    assert answer.status_code == 422
    assert words[:50] in answer.content.decode()


def test_two_who_write_lose_nothing(as_user, postmortem, measure, responder, manager):
    seen = fingerprint_of_words(measure)
    say(measure, manager, "Theirs.")
    with pytest.raises(WordsChanged):
        say_measure(measure=measure, actor=responder, words="Mine.", seen=seen)
    client, where = as_user(responder), reverse("measure_customers", args=[postmortem.incident_id, measure.pk])
    answer = client.post(where, {"words": "Mine.", "seen": seen})
    text = answer.content.decode()
    assert (answer.status_code, "Theirs." in text, "Mine." in text) == (409, True, True)
    again = client.post(where, {"words": "Mine.", "seen": answer.context["form"]["seen"].value()})
    assert again.status_code == 302
    measure.refresh_from_db()
    assert measure.customer_words == "Mine."
    assert PostmortemEvent.objects.filter(what="Measure in words for customers", before="Theirs.").exists()


def test_the_editor_and_the_preview_show_it(as_user, postmortem, measure, responder):
    say(measure, responder)
    section = section_of(postmortem, SectionKind.MEASURES)
    client = as_user(responder)
    for where in (reverse("section", args=[postmortem.incident_id, section.pk]),):
        assert WORDS in client.get(where).content.decode()
    assert WORDS in client.get(reverse("postmortem_customers", args=[postmortem.incident_id])).content.decode()
