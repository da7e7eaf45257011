"""What a reporter is told after the report is linked: each update, that it is over, and what was changed."""

import pytest
from django.urls import reverse

from core.clock import now
from customers.enums import Pace
from customers.services.follows import follow
from customers.services.reports import join_report
from customers.services.summaries import hand_over_summary, take_back_summary
from incidents.services.members import set_privacy
from incidents.services.merging.merge import merge_incident
from notifications.kinds import find
from notifications.models import Delivery
from tests.factories.customers import make_report, make_update, take_words_back
from tests.factories.incidents import make_incident, resolve

KIND = "report_step"


@pytest.fixture
def incident(responder):
    return make_incident("Redis is full", by=responder, is_customer_facing=True)


@pytest.fixture
def reports(reporter, responder, incident):
    made = [make_report(reporter, "The basket is empty"), make_report(reporter, "Articles vanish")]
    for report in made:
        join_report(report=report, actor=responder, incident=incident)
    Delivery.objects.update(state="sent")
    return made


def steps():
    return list(Delivery.objects.filter(kind=KIND).exclude(payload__step="joined").order_by("pk"))


def render(row):
    return find(KIND).render([row])[row.pk]


def test_each_update_comes_once_for_both_reports(reports, incident):
    make_update(incident, "The basket loses articles; we are on it.")
    (row,) = steps()
    message = render(row)
    assert "news for your customer" in message.subject
    assert "The basket loses articles" in message.text
    assert f"The same holds for {reports[1].reference}" in message.text
    assert "Redis" not in message.text + message.html


def test_the_words_stand_without_markup_and_say_when_the_next_update_comes(reports, incident):
    make_update(incident, "**Password login works**, with [help](https://a.example).", workaround="Use it.", next_in=30)
    message = render(steps()[0])
    for shown in (message.text, message.html):
        assert "**" not in shown
        assert "Password login works, with help (https://a.example)." in shown
        assert "Workaround: Use it." in shown
        assert "Next update by: " in shown


def test_a_correction_says_that_the_earlier_words_were_wrong(reporter, reports, incident):
    first = make_update(incident, "Nobody can pay.")
    make_update(incident, "Some cannot pay.", corrects=first)
    message = render(steps()[-1])
    assert "a correction for your customer" in message.subject
    for shown in (message.text, message.html):
        assert "The words for customers were corrected." in shown
    assert "news that you can pass on" not in message.text
    incident.refresh_from_db()
    follow(person=reporter, pace=Pace.EACH, incident=incident)
    make_update(incident, "Few cannot pay.", corrects=incident.updates.latest("pk"))
    row = Delivery.objects.get(kind="customer_update")
    followed = find(row.kind).render([row])[row.pk]
    assert followed.subject.startswith("Correction: ")
    for shown in (followed.text, followed.html):
        assert "The words for customers were corrected." in shown


def test_one_that_was_followed_by_another_or_taken_back_is_not_sent(manager, reports, incident):
    make_update(incident, "First.")
    second = make_update(incident, "Second.")
    kind, rows = find(KIND), steps()
    assert kind.still_due(rows) == {rows[0].pk: "A newer update was published before this was sent."}
    take_words_back(second, manager)
    assert set(kind.still_due(rows)) == {row.pk for row in rows}


def test_who_was_told_words_that_were_taken_back_hears_it_once(manager, reports, incident, as_user, reporter):
    update = make_update(incident, "Paying works.")
    (told,) = steps()
    take_words_back(update, manager)
    (row,) = [one for one in steps() if one.payload["step"] == "taken_back"]
    assert find(KIND).still_due([row]) == {row.pk: "The recipient had not been told these words."}
    Delivery.objects.filter(pk=told.pk).update(state="sent", finished_at=now())
    assert find(KIND).still_due([row]) == {}
    message = render(row)
    assert "do not pass on the words of before" in message.subject
    assert "no longer hold: do not pass them on" in message.text
    assert not [words for words in ("Paying works.", "too early", "Redis") if words in message.text + message.html]
    page = as_user(reporter).get(reports[0].get_absolute_url()).content.decode()
    assert ("were taken back: do not pass them on" in page, "no customer update now" in page) == (True, False)
    make_update(incident, "Paying works for some.")
    assert find(KIND).still_due([row])[row.pk].startswith("Newer words followed")


def test_closing_words_come_with_the_message_that_it_is_over_or_after_it(reports, incident):
    resolve(incident)
    make_update(incident, "It works again.")
    assert [row.payload["step"] for row in steps()] == ["resolved"]
    assert "It works again." in render(steps()[0]).text
    Delivery.objects.update(state="sent")
    make_update(incident, "It works again since noon.")
    assert [row.payload["step"] for row in steps()] == ["resolved", "update"]


def test_what_was_changed_is_told_once_with_the_words_for_customers(reports, incident):
    resolve(incident)
    make_update(incident, "It works again.")
    hand_over_summary(incident=incident, text="A limit was too low; it is watched now.")
    hand_over_summary(incident=incident, text="A limit was too low; two people watch it now.")
    row = steps()[-1]
    assert [row.payload["step"] for row in steps()] == ["resolved", "learned"]
    message = render(row)
    assert "what was changed so that it does not return" in message.subject
    assert "two people watch it now" in message.text
    assert reverse("customer_summary", args=[incident.pk]) in message.text
    assert "two people watch it now" in message.html
    take_back_summary(incident=incident)
    assert find(KIND).still_due([row]) == {row.pk: "The postmortem is not published any more."}


def test_who_follows_it_anyway_hears_nothing_twice(reporter, reports, incident):
    make_update(incident, "We are on it.")
    incident.refresh_from_db()
    follow(person=reporter, pace=Pace.EACH, incident=incident)
    make_update(incident, "Still on it.")
    assert len(steps()) == 1
    assert Delivery.objects.filter(kind="customer_update").count() == 1


def test_what_is_private_meanwhile_tells_nothing(reports, incident):
    make_update(incident, "We are on it.")
    type(incident).objects.filter(pk=incident.pk).update(is_private=True)
    (row,) = steps()
    assert row.pk in find(KIND).still_due([row])
    assert "We are on it." not in render(row).text


def test_the_subject_names_the_customer(reporter, responder, incident):
    report = make_report(reporter, "The basket is empty", customer="Baobab Books")
    join_report(report=report, actor=responder, incident=incident)
    row = Delivery.objects.filter(kind=KIND, payload__report=report.pk).latest("pk")
    assert render(row).subject.startswith(f"{report.reference}, Baobab Books: ")


@pytest.mark.parametrize("happens", ["private", "merged"])
def test_words_that_vanish_are_not_said_never_to_have_been(
    reports, incident, responder, manager, reporter, as_user, happens
):
    make_update(incident, "The basket is empty.")
    page, client = reports[0].get_absolute_url(), as_user(reporter)
    assert "The basket is empty." in client.get(page).content.decode()
    Delivery.objects.update(state="sent", finished_at=now())
    if happens == "private":
        set_privacy(incident=incident, actor=manager, is_private=True, members=(responder,))
    else:
        into = make_incident("All is slow", by=responder)
        merge_incident(source=incident, target=into, actor=responder)
    text = client.get(page).content.decode()
    assert ("told before no longer hold" in text, "There is no customer update" in text) == (True, False)
    assert "The basket is empty.</p>" not in text


def test_whoever_was_told_nothing_reads_that_there_is_nothing_now(responder, reporter, as_user):
    hidden = make_incident(by=responder, is_private=True)
    make_update(hidden, "Only inside.")
    report = make_report(reporter)
    join_report(report=report, actor=responder, incident=hidden)
    Delivery.objects.update(state="sent", finished_at=now())
    text = as_user(reporter).get(report.get_absolute_url()).content.decode()
    assert ("There is no customer update now" in text, "no longer hold" in text) == (True, False)
