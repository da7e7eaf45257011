"""Words for customers that contradict the record: marked for those who write them, and taken over into the form."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from core.clock import now
from customers.models import Update
from customers.services.affected import Period
from incidents.enums import Milestone
from incidents.models import Incident
from incidents.services.details import edit_impact
from incidents.services.timeline import EntryCorrection, correct_entry
from tests.factories.accounts import make_user
from tests.factories.customers import make_customer, make_draft, make_update
from tests.factories.incidents import make_entry, make_incident, resolve
from tests.factories.letters import current, give, make_affected, make_letter, sign, write
from tests.html import html_of

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
WRONG = "Half of our customers cannot pay since 12:10 UTC."
SPAN = "From 10 Mar 2026 12:00 to 13:00 UTC."


def later(minutes):
    return NOON + timedelta(minutes=minutes)


@pytest.fixture
def incident(responder):
    found = make_incident(by=responder, lead=responder, is_customer_facing=True)
    make_entry(found, "Checkout fails.", by=responder, happened_at=NOON, milestones=[Milestone.IMPACT_STARTED])
    edit_impact(incident=found, actor=responder, values={"impact_percent": 20, "impact_percent_of": "customers"})
    found.refresh_from_db()
    return found


@pytest.fixture
def client(as_user, responder):
    return as_user(responder)


def page(client, incident):
    return html_of(client.get(reverse("update_list", args=[incident.pk])))


def text_in(answer):
    return answer.context["form"]["text"].value()


def keys(client, incident, which):
    shown = client.get(reverse("update_list", args=[incident.pk])).context["page"]
    row = shown.drafts[0] if which == "draft" else shown.current
    return [each.key for each in row.differs]


def test_the_words_that_hold_are_marked_and_corrected_in_one_press(client, incident, responder):
    make_update(incident, WRONG, by=responder)
    shown = page(client, incident)
    assert "<mark>Half of our customers</mark> cannot pay" in shown
    assert "Impact: 20 % of customers" in shown
    assert "cannot pay since <mark>12:10 UTC</mark>." in shown
    update = Update.objects.get()
    share, start = keys(client, incident, "current")
    where = f"{reverse('update_new', args=[incident.pk])}?corrects={update.pk}&take="
    assert (
        f'href="{where.replace("&", "&amp;")}{share}"'
        in client.get(reverse("update_list", args=[incident.pk])).content.decode()
    )
    assert text_in(client.get(f"{where}{share}")) == WRONG.replace("Half of", "20 % of")
    assert text_in(client.get(f"{where}{start}")) == WRONG.replace("12:10", "12:00")
    update.refresh_from_db()
    assert update.text == WRONG


def test_a_draft_is_marked_and_changed_in_its_form(client, as_user, incident, responder):
    other = make_user("Fatuma Ali")
    draft = make_draft(incident, WRONG, by=other)
    share, _ = keys(client, incident, "draft")
    where = reverse("update_edit", args=[incident.pk, draft.pk])
    answer = as_user(other).get(f"{where}?take={share}")
    assert (text_in(answer), "Look at it, then save." in html_of(answer)) == (WRONG.replace("Half", "20 %"), True)
    answer = client.get(f"{where}?take=another")
    assert (text_in(answer), "Nothing was changed." in html_of(answer)) == (WRONG, True)


def test_who_may_not_approve_reads_what_differs_and_corrects_nothing(as_user, incident, responder):
    make_update(incident, WRONG, by=responder)
    shown = page(as_user(make_user("Fatuma Ali")), incident)
    assert "<mark>12:10 UTC</mark>" in shown
    assert "Take the record’s" not in shown


def test_what_was_said_before_is_not_marked(client, incident, responder):
    make_update(incident, WRONG, by=responder)
    make_update(incident, "20 % of our customers cannot pay since 12:00 UTC.", by=responder)
    assert "<mark>" not in page(client, incident)


def test_a_corrected_entry_marks_the_words_that_hold(client, incident, responder):
    make_update(incident, "Some customers cannot pay since 12:00 UTC.", by=responder)
    assert "<mark>" not in page(client, incident)
    entry = incident.entries.get(text="Checkout fails.")
    moved = EntryCorrection(text=entry.text, happened_at=later(-15))
    correct_entry(entry=entry, actor=responder, correction=moved)
    assert "since <mark>12:00 UTC</mark>." in page(client, incident)


def test_sales_are_told_of_no_record(as_user, incident, reporter, responder):
    make_update(incident, WRONG, by=responder)
    Incident.objects.filter(pk=incident.pk).update(began_at=now())  # what to say is of these days
    shown = html_of(as_user(reporter).get(reverse("what_to_say")))
    assert "Half of our customers" in shown
    assert "<mark>" not in shown
    assert "20 %" not in shown


@pytest.fixture
def affected(incident, responder, reporter):
    make_customer("Baobab Books", owner=reporter, zone="UTC")
    resolve(incident, by=responder, at=later(60))
    return make_affected(incident, period=Period(NOON, later(60)))


def letter_keys(client, letter):
    return [each.key for each in client.get(letter.get_absolute_url()).context["page"].differs]


def test_a_letter_begins_without_a_contradiction(client, affected, responder):
    letter = make_letter(affected, by=responder)
    assert SPAN in current(letter).text
    assert letter_keys(client, letter) == []


def test_a_letter_is_marked_and_changed_in_its_form(client, affected, responder):
    letter = make_letter(affected, by=responder, text=f"Dear Baobab Books,\n\n{SPAN.replace('13:00', '13:30')}")
    shown = html_of(client.get(letter.get_absolute_url()))
    assert "From 10 Mar 2026 12:00 to <mark>13:30 UTC</mark>." in shown
    (key,) = letter_keys(client, letter)
    where = reverse("letter_edit", args=[letter.pk])
    answer = client.get(f"{where}?take={key}")
    assert text_in(answer) == f"Dear Baobab Books,\n\n{SPAN}"
    assert "13:30" in current(letter).text
    assert "Nothing was changed." in html_of(client.get(f"{where}?take=another"))
    write(letter, responder, f"Dear Baobab Books,\n\n{SPAN}")
    assert letter_keys(client, letter) == []


def test_sales_read_when_their_customer_was_affected_and_nothing_else_of_the_record(
    as_user, client, affected, responder, reporter
):
    text = f"Half of our customers could not pay.\n\n{SPAN.replace('12:00', '11:00')}"
    letter = make_letter(affected, by=responder, text=text)
    assert len(letter_keys(client, letter)) == 2
    shown = html_of(as_user(reporter).get(letter.get_absolute_url()))
    assert "From <mark>10 Mar 2026 11:00</mark> to 13:00 UTC." in shown
    assert "20 %" not in shown


@pytest.mark.parametrize(
    ("true", "untrue"),
    [
        ("You could not pay since 12:07 UTC.", "You could not pay since 12:09 UTC."),
        ("From 10 Mar 2026 12:00 to 13:00 UTC.", "From 10 Mar 2026 12:02 to 13:02 UTC."),
        ("The incident began at 12:00 UTC.", "The incident began at 12:02 UTC."),
        ("The incident was resolved at 13:00 UTC.", "The incident was resolved at 13:02 UTC."),
        ("The outage lasted 60 minutes.", "The outage lasted 64 minutes."),
    ],
)
def test_silence_tells_sales_nothing_of_the_record(as_user, incident, responder, reporter, true, untrue):
    make_entry(incident, "It was noticed.", by=responder, happened_at=later(7))
    resolve(incident, by=responder, at=later(60))
    make_customer("Baobab Books", owner=reporter, zone="UTC")
    letter = make_letter(make_affected(incident, period=Period(later(20), later(40))), by=responder, text=true)
    marked = [len(letter_keys(as_user(reporter), letter))]
    write(letter, responder, untrue)
    assert [*marked, len(letter_keys(as_user(reporter), letter))] == marked * 2


def test_the_incidents_own_times_are_not_marked_for_sales(as_user, affected, responder, reporter):
    letter = make_letter(affected, by=responder, text="The outage began at 11:40 UTC and was resolved at 14:00 UTC.")
    assert letter_keys(as_user(reporter), letter) == []


def test_a_given_letter_is_not_marked(client, affected, responder):
    letter = make_letter(affected, by=responder, text=SPAN.replace("13:00", "13:30"))
    assert letter_keys(client, letter) != []
    sign(letter, responder)
    give(letter, responder)
    assert letter_keys(client, letter) == []
