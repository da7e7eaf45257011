"""What to say: the words that hold, what is stale, what can be copied, and that the page keeps itself fresh."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.clock import frozen
from core.markdown import render
from customers.enums import Pace
from customers.selectors import words
from customers.selectors.copies import copies_of, plain_text
from customers.selectors.words import words_for_customers, words_of
from customers.services.follows import follow
from customers.services.reports import join_report
from incidents.services.details import edit_public_summary
from notifications.kinds import find
from notifications.models import Delivery
from tests.factories.customers import make_report, make_update, take_words_back
from tests.factories.incidents import make_entry, make_incident, make_private_incident, resolve

NIGHT = datetime(2026, 5, 13, 19, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
SECRET = "zebrawood"


@pytest.fixture
def clock():
    with frozen(NIGHT) as stopped:
        yield stopped


@pytest.fixture
def incident(clock, responder):
    return make_incident(f"The {SECRET} database", by=responder, level=2, lead=responder)


def page(client, **query):
    return client.get(reverse("what_to_say"), query)


def test_sales_read_words_workaround_since_and_next_update_and_no_name(as_user, reporter, responder, clock):
    incident = make_incident(
        f"The {SECRET} database", by=responder, level=2, impact_started_at=NIGHT - 20 * MINUTE, summary=SECRET
    )
    make_entry(incident, f"{SECRET} restarted")
    make_update(incident, "Paying **fails**.", workaround="Pay by invoice.", next_in=15)
    text = page(as_user(reporter)).content.decode()
    shown = ("Approved, say this", "Paying <strong>fails</strong>", "Pay by invoice.", "19:10", "19:45", "Copy as mail")
    assert [said for said in shown if said not in text] == []
    assert [word for word in (SECRET, responder.name) if word in text] == []


def test_stale_words_are_not_copied_unseen(as_user, reporter, incident, clock):
    make_update(incident, valid_for=15)
    clock.forward(16 * MINUTE)
    text = page(as_user(reporter)).content.decode()
    assert "Approved, say this" not in text
    head, _, rest = text.partition("Show the old words anyway")
    assert ("Stale, do not pass on" in head, "Copy as mail" in head, "Copy as mail" in rest) == (True, False, True)


def test_what_is_over_is_not_told_in_old_words(as_user, reporter, incident):
    report = make_report(reporter)
    join_report(report=report, actor=incident.declared_by, incident=incident)
    make_update(incident, "Paying fails at the moment.")
    resolve(incident)
    for address in (reverse("what_to_say"), reverse("home"), report.get_absolute_url()):
        text = as_user(reporter).get(address).content.decode()
        assert ("It is resolved" in text, "Approved, say this" in text, "words below are from before" in text) == (
            True,
            False,
            True,
        ), address
    step = Delivery.objects.filter(kind="report_step", payload__step="resolved").get()
    message = find("report_step").render([step])[step.pk]
    assert ("Paying fails" in message.text, "out of date" in message.text) == (False, True)
    make_update(incident, "Paying works again.")
    text = page(as_user(reporter)).content.decode()
    assert ("Approved, say this" in text, "Paying works again." in text) == (True, True)


def test_a_correction_is_told_without_a_name(as_user, reporter, incident, responder):
    make_update(incident, "Some cannot pay.", corrects=make_update(incident, "Nobody can pay."))
    text = page(as_user(reporter)).content.decode()
    assert ("Corrected" in text, "Nobody can pay" in text, responder.name in text) == (True, False, False)


def test_an_open_page_is_sent_only_what_is_news(as_user, reporter, incident, clock):
    client = as_user(reporter)
    make_update(incident, next_in=15)

    def asked(seen):
        response = client.get(reverse("what_to_say"), {"seen": seen}, headers={"HX-Request": "true"})
        text = response.content.decode()
        return text.partition("?seen=")[2][:16], "say-words" in text

    seen, is_news = asked("")
    assert is_news
    assert asked(seen) == (seen, False)
    clock.forward(16 * MINUTE)  # by the clock alone they are stale now
    later, is_news = asked(seen)
    assert (later != seen, is_news) == (True, True)


def test_nothing_to_say_and_nothing_private_or_of_a_drill(as_user, reporter, responder):
    make_update(make_private_incident(by=responder), SECRET)
    make_update(make_incident(by=responder, is_drill=True), SECRET)
    text = page(as_user(reporter)).content.decode()
    assert (SECRET in text, "Nothing to tell customers right now" in text) == (False, True)


def test_words_that_no_row_keeps_are_told_too(incident, responder):
    """Such as those written before there were rows."""
    edit_public_summary(incident=incident, actor=responder, text="We are on it.")
    incident.updates.all().delete()
    incident.refresh_from_db()
    assert (words_of(incident).text, words_of(incident).stale) == ("We are on it.", None)


def test_an_open_one_is_told_however_many_ended_and_however_long_ago_it_began(responder, clock):
    going_on = make_incident("Goes on", by=responder, is_customer_facing=True)
    make_update(going_on, "Paying fails.")
    ends = make_incident("Ends at last", by=responder, is_customer_facing=True)
    make_update(ends, "Some mails are late.")
    clock.forward(timedelta(days=91))
    for number in range(words.MOST):
        resolve(make_incident(f"Short {number}", by=responder, is_customer_facing=True, public_summary="It was short."))
    clock.forward(timedelta(days=8))
    resolve(ends)
    assert [each.number for each in words_for_customers()] == [going_on.pk, ends.pk]


def test_open_ones_come_first_also_where_there_are_too_many(responder, clock, monkeypatch):
    monkeypatch.setattr(words, "MOST", 2)
    going_on, over, latest = (make_incident(f"No {n}", by=responder, is_customer_facing=True) for n in range(3))
    for number, each in enumerate((going_on, over, latest)):
        make_update(each, f"Words {number}")
    for each in (over, latest):
        clock.forward(MINUTE)
        resolve(each)
    assert words_for_customers()[0].number == going_on.pk
    assert len(words_for_customers()) == 2


def test_it_costs_the_same_for_one_and_for_fifty(responder):
    def queries():
        with CaptureQueriesContext(connection) as counted:
            words_for_customers()
        return len(counted)

    make_update(make_incident(by=responder, is_customer_facing=True))
    few = queries()
    for _ in range(10):
        make_update(make_incident(by=responder, is_customer_facing=True), workaround="Wait")
    assert (queries(), few) == (few, 2)


def test_three_ways_to_copy():
    text = "We **know**:\n\n- one [page](https://example.com/a)\n- two\n\nSorry."
    copies = copies_of(heading="We know", html=render(text).html, text=text, facts=("Since: 22:30 EAT",))
    plain = "We know:\n\n- one page (https://example.com/a)\n- two\n\nSorry.\n\nSince: 22:30 EAT"
    assert copies.mail == f"Subject: We know\n\n{plain}"
    assert copies.plain == f"We know\n\n{plain}"
    assert copies.chat == f"**We know**\n\n{text}\n\nSince: 22:30 EAT"


@pytest.mark.parametrize(
    ("text", "plain"),
    [("a <b> & c", "a <b> & c"), ("one\ntwo", "one\ntwo"), ("see https://example.com", "see https://example.com")],
)
def test_plain_text_says_what_was_typed(text, plain):
    assert plain_text(render(text).html) == plain


def test_words_that_were_taken_back_are_named_without_them(as_user, reporter, responder, manager):
    incident = make_incident(by=responder, is_customer_facing=True)
    update = make_update(incident, "Paying works.")
    client = as_user(reporter)
    seen = client.get(reverse("what_to_say")).context["seen"]
    take_words_back(update, manager)
    answer = client.get(reverse("what_to_say"))
    assert answer.context["seen"] != seen
    for page in (answer, client.get(reverse("home"))):
        text = page.content.decode()
        assert ("were taken back. Do not pass them" in text, incident.reference in text) == (True, True)
        assert not [words for words in ("Paying works.", "too early", incident.title) if words in text]
    make_update(incident, "Paying works for some.")
    assert "were taken back" not in client.get(reverse("what_to_say")).content.decode()


def test_what_is_followed_says_so(as_user, reporter, responder):
    incident = make_incident(by=responder, is_customer_facing=True)
    make_update(incident, "Paying fails.")
    incident.refresh_from_db()
    client = as_user(reporter)
    assert f"Follow {incident.reference}" in client.get("/say/").content.decode()
    follow(person=reporter, pace=Pace.EACH, incident=incident)
    page = client.get("/say/").content.decode()
    assert f"You follow {incident.reference}" in page
    assert f">Follow {incident.reference}" not in page
