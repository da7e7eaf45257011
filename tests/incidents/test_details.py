"""Title, impact, customer update: one entry each, and nobody undoes what they have not seen."""

from datetime import timedelta

import pytest
from django.urls import reverse

from core.clock import now
from core.errors import Conflict, DomainError
from incidents.enums import EntryKind, Origin
from incidents.services.details import Interval, edit_details, edit_impact, edit_public_summary
from tests.factories.incidents import make_incident, make_service


@pytest.fixture
def incident():
    return make_incident(title="Shop slow")


def changes(incident):
    return incident.entries.filter(kind__in=[EntryKind.TITLE, EntryKind.DETAILS])


def test_a_new_title_is_one_system_entry_with_both_titles(incident, responder):
    edit_details(incident=incident, actor=responder, values={"title": "Shop unreachable", "zone": "UTC"})
    entry = changes(incident).get()
    assert (entry.kind, entry.origin) == (EntryKind.TITLE, Origin.SYSTEM)
    assert "“Shop slow” → “Shop unreachable”" in entry.text


def test_what_stays_the_same_writes_nothing(incident, responder):
    service = make_service()
    edit_details(incident=incident, actor=responder, services=[service])
    seq = edit_details(incident=incident, actor=responder, services=[service], values={"title": "Shop slow"}).seq
    assert changes(incident).count() == 1
    edit_impact(incident=incident, actor=responder, intervals=[Interval(None, now(), "")], values={"impact_text": "x"})
    stands = list(incident.impact_intervals.values_list("started_at", "ended_at", "note"))
    again = edit_impact(incident=incident, actor=responder, intervals=[Interval(*row) for row in stands])
    assert again.seq == seq + 1


@pytest.mark.parametrize(
    ("values", "field"),
    [({"title": "  "}, "title"), ({"title": "x" * 201}, "title"), ({"zone": "Mars/Olympus"}, "zone")],
)
def test_what_cannot_be_is_refused_at_its_field(incident, responder, values, field):
    with pytest.raises(DomainError) as refused:
        edit_details(incident=incident, actor=responder, values=values)
    assert refused.value.field == field
    assert not changes(incident).exists()


@pytest.mark.parametrize("minutes", [None, -5])
def test_an_interval_that_is_empty_or_runs_backwards_is_refused(incident, responder, minutes):
    start = None if minutes is None else now()
    end = None if minutes is None else now() + timedelta(minutes=minutes)
    with pytest.raises(DomainError) as refused:
        edit_impact(incident=incident, actor=responder, intervals=[Interval(start, end)])
    assert refused.value.field == "intervals"


@pytest.mark.parametrize("percent", [-1, 101])
def test_a_percentage_out_of_range_is_refused(incident, responder, percent):
    with pytest.raises(DomainError, match="between 0 and 100"):
        edit_impact(incident=incident, actor=responder, values={"impact_percent": percent})


def test_words_for_customers_are_rendered_and_make_it_customer_facing(incident, responder):
    edit_public_summary(incident=incident, actor=responder, text="You **cannot** buy.")
    incident.refresh_from_db()
    assert incident.is_customer_facing
    assert "<strong>cannot</strong>" in incident.public_summary_html
    assert incident.public_summary_at is not None


def test_two_tabs_with_different_fields_both_win(incident, responder, manager):
    began = incident.seq
    edit_details(incident=incident, actor=manager, base_seq=began, values={"title": "Shop unreachable"})
    edit_details(incident=incident, actor=responder, base_seq=began, values={"summary": "Nobody can buy"})
    incident.refresh_from_db()
    assert (incident.title, incident.summary) == ("Shop unreachable", "Nobody can buy")


def test_the_second_of_two_tabs_with_one_field_is_told_and_overwrites_nothing(incident, responder, manager):
    began = incident.seq
    edit_public_summary(incident=incident, actor=manager, text="First", base_seq=began)
    with pytest.raises(Conflict, match="customer update"):
        edit_public_summary(incident=incident, actor=responder, text="Second", base_seq=began)
    incident.refresh_from_db()
    assert incident.public_summary == "First"


def test_on_the_page_the_second_tab_keeps_what_was_typed_and_may_save_again(incident, responder, manager, as_user):
    url, client = reverse("edit_details", args=[incident.pk]), as_user(responder)
    began = client.get(url).context["form"]
    typed = {"title": "Mine", "zone": "UTC", "base_seq": began["base_seq"].value()}
    edit_details(incident=incident, actor=manager, values={"title": "Theirs"})
    refused = client.post(url, typed)
    assert refused.status_code == 409
    form = refused.context["form"]
    assert (form["title"].value(), form["base_seq"].value()) == ("Mine", str(began["base_seq"].value() + 1))
    assert client.post(url, typed | {"base_seq": form["base_seq"].value()}).status_code == 302
    incident.refresh_from_db()
    assert incident.title == "Mine"


def test_the_impact_form_names_what_it_began_from(incident, responder, as_user):
    page = as_user(responder).get(reverse("edit_impact", args=[incident.pk])).content.decode()
    assert f'name="base_seq" value="{incident.seq}"' in page
