"""The review meeting: set, moved, cancelled; its mails, its file for calendars, its agenda."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from icalendar import Calendar

from accounts.enums import Role
from core.clock import frozen, now
from core.errors import DomainError
from incidents.services.redacting import redact_words
from notifications.kinds import find
from notifications.models import Delivery
from postmortems.enums import FactorKind, MeasureKind, SectionKind
from postmortems.services.analysis import add_factor, add_measure
from postmortems.services.comments import open_thread
from postmortems.services.meetings import (
    MEETING_CANCELLED,
    MEETING_SET,
    MeetingMoved,
    MeetingPlan,
    cancel_meeting,
    set_meeting,
)
from postmortems.services.postmortems import PostmortemDetails, change_details
from postmortems.services.questions import ask_question
from tests.factories.accounts import make_user
from tests.factories.actions import make_action_item
from tests.factories.postmortems import make_over, make_postmortem
from tests.factories.reviews import ask, put_in_review
from tests.html import html_of
from tests.incidents.test_redacting import everything_stored

AT = datetime(2030, 5, 13, 12, tzinfo=UTC)  # 15:00 in Nairobi


@pytest.fixture
def postmortem(responder):
    return make_postmortem(author=responder, summary="Payments failed.")


def url(name, postmortem):
    return reverse(name, args=[postmortem.incident_id])


def plan(at=AT, minutes=60, place="Room 4"):
    return MeetingPlan(at, minutes, place)


def arrange(postmortem, actor, at=AT, **options):
    postmortem.refresh_from_db()
    return set_meeting(postmortem=postmortem, actor=actor, plan=plan(at, **options), seen=postmortem.meeting_changes)


def told(kind=MEETING_SET):
    return list(Delivery.objects.filter(kind=kind).select_related("recipient").order_by("pk"))


def test_it_is_set_in_the_zone_of_the_incident(as_user, postmortem, responder):
    client, address = as_user(responder), url("review_meeting", postmortem)
    page = client.get(address)
    assert "Africa/Nairobi" in html_of(page)
    sent = {"day": "2030-05-13", "time": "3pm", "minutes": "45", "place": "Room 4", "seen": "0"}
    assert client.post(address, sent).status_code == 302
    postmortem.refresh_from_db()
    assert postmortem.meeting_at == AT
    assert (postmortem.meeting_minutes, postmortem.meeting_place, postmortem.meeting_changes) == (45, "Room 4", 1)
    read = html_of(client.get(postmortem.get_absolute_url()))
    assert '13 May 2030 15:00</time> <span class="zone">EAT</span>, 45 minutes, <span' in read
    form = client.get(address).context["form"]
    assert (form["time"].value(), str(form["day"].value())) == ("15:00", "2030-05-13")
    client.post(address, sent | {"time": "15:00 CEST", "seen": "1"})
    postmortem.refresh_from_db()
    assert postmortem.meeting_at == AT + timedelta(hours=1)
    history = html_of(client.get(url("postmortem_history", postmortem)))
    assert "13 May 2030 15:00 EAT, 45 minutes, Room 4" in history


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"time": ""}, "Say when."),
        ({"time": "soon"}, "was not understood"),
        ({"time": "about 15:00"}, "without “about”"),
        ({"time": "tomorrow 15:00"}, "the day has a field of its own"),
        ({"time": "5m ago"}, "the day has a field of its own"),
        ({"day": ""}, "Choose the day."),
        ({"day": "2020-05-13"}, "This is in the past."),
        ({"day": "13.5.2030"}, "Enter the date as"),
        ({"minutes": "4"}, "A meeting takes 5 to 480 minutes."),
        ({"minutes": "1000"}, "A meeting takes 5 to 480 minutes."),
        ({"place": "x" * 201}, "at most 200 characters"),
    ],
)
def test_what_was_typed_survives_a_refusal(as_user, postmortem, responder, changed, words):
    sent = {"day": "2030-05-13", "time": "15:00", "minutes": "60", "place": "Attic", "seen": "0"} | changed
    refused = as_user(responder).post(url("review_meeting", postmortem), sent)
    page = html_of(refused)
    assert refused.status_code == 422
    assert words in page
    assert all(f'value="{value}"' in page for value in sent.values() if value)
    postmortem.refresh_from_db()
    assert postmortem.meeting_at is None


def test_an_hour_that_came_twice_is_asked_about(as_user, responder):
    postmortem = make_postmortem(author=responder, zone="Europe/Berlin")
    client, address = as_user(responder), url("review_meeting", postmortem)
    sent = {"day": "2030-10-27", "time": "02:30", "minutes": "60", "seen": "0"}
    asked = client.post(address, sent)
    assert asked.status_code == 422
    (question,) = asked.context["form"].questions
    client.post(address, sent | {question.button: question.choices[0].value})
    postmortem.refresh_from_db()
    assert postmortem.meeting_at == datetime(2030, 10, 27, 0, 30, tzinfo=UTC)


def test_author_facilitator_and_reviewers_hear_of_it_once(postmortem, responder, manager, admin):
    reviewer = make_user("Brian Kimani")
    change_details(
        postmortem=postmortem, actor=responder, details=PostmortemDetails(responder, manager, None, (reviewer,))
    )
    for _ in range(2):
        arrange(postmortem, responder)
    assert {delivery.recipient for delivery in told()} == {manager, reviewer}
    assert not find(MEETING_SET).still_due(told())
    message = find(MEETING_SET).render(told())[told()[0].pk]
    assert "13 May 2030 15:00 EAT" in message.subject
    assert url("agenda", postmortem) in message.text
    assert url("review_meeting_file", postmortem) in message.text
    arrange(postmortem, responder, AT + timedelta(days=1))
    first, second = told()[:2], told()[2:]
    due = find(MEETING_SET).still_due(told())
    assert set(due) == {delivery.pk for delivery in first}
    assert set(due.values()) == {"The meeting was moved before this was sent."}
    assert {delivery.recipient for delivery in second} == {manager, reviewer}
    ask(postmortem, by=responder)
    left = find(MEETING_SET).still_due([each for each in second if each.recipient == reviewer])
    assert "any more" in next(iter(left.values()))


def test_the_mail_also_says_the_time_of_the_reader(postmortem, responder):
    manager = make_user("Grace Wanjiru", role=Role.MANAGER, zone="Europe/Berlin")
    ask(postmortem, manager, by=responder)
    arrange(postmortem, responder)
    message = find(MEETING_SET).render(told())[told()[0].pk]
    assert "13 May 2030 15:00 EAT (13 May 2030 14:00 CEST for you), 60 minutes" in message.text
    assert "13 May 2030 14:00 CEST" in message.html


def test_who_joins_later_hears_of_it_and_nobody_else_again(postmortem, responder, manager, admin):
    ask(postmortem, manager, by=responder)
    arrange(postmortem, responder)
    ask(postmortem, manager, admin, by=responder)
    ask(postmortem, manager, admin, by=responder)
    assert [delivery.recipient for delivery in told()] == [manager, admin]


def test_a_cancelled_meeting_is_told_unless_it_is_set_again(as_user, postmortem, responder, manager):
    ask(postmortem, manager, by=responder)
    arrange(postmortem, responder)
    client = as_user(responder)
    for _ in range(2):
        assert client.post(url("review_meeting_cancel", postmortem)).status_code == 302
    assert set(find(MEETING_SET).still_due(told()).values()) == {"The meeting was cancelled."}
    (delivery,) = told(MEETING_CANCELLED)
    kind = find(MEETING_CANCELLED)
    assert not kind.still_due([delivery])
    message = kind.render([delivery])[delivery.pk]
    assert "13 May 2030 15:00 EAT, 60 minutes, Room 4" in message.text
    assert client.get(url("review_meeting_file", postmortem)).status_code == 404
    arrange(postmortem, responder, AT + timedelta(days=1))
    assert kind.still_due([delivery]) == {delivery.pk: "The meeting was set again."}


def test_a_meeting_that_is_over_tells_nobody(postmortem, responder, manager):
    ask(postmortem, manager, by=responder)
    arrange(postmortem, responder)
    with frozen(AT + timedelta(hours=2)):
        assert set(find(MEETING_SET).still_due(told()).values()) == {"The meeting has begun already."}
        arrange(postmortem, responder, place="Room 5")  # where it was can still be corrected
        cancel_meeting(postmortem=postmortem, actor=responder)
    assert len(told()) == 1
    assert not told(MEETING_CANCELLED)


def test_who_may_not_see_a_private_incident_is_not_told(responder, manager, admin):
    postmortem = make_postmortem(incident=make_over(lead=responder, members=(responder, manager)), author=responder)
    ask(postmortem, manager, by=responder)
    postmortem.incident.memberships.filter(user=manager).delete()
    arrange(postmortem, responder)
    assert not told()


def test_two_who_set_it_at_once(as_user, postmortem, responder, manager):
    arrange(postmortem, manager)
    client, address = as_user(responder), url("review_meeting", postmortem)
    sent = {"day": "2030-05-14", "time": "15:00", "minutes": "60", "place": "Attic", "seen": "0"}
    met = client.post(address, sent)
    page = html_of(met)
    assert met.status_code == 409
    assert "It is now 13 May 2030 15:00 EAT, 60 minutes, Room 4." in page
    assert 'value="Attic"' in page
    client.post(address, sent | {"seen": met.context["form"]["seen"].value()})
    postmortem.refresh_from_db()
    assert postmortem.meeting_place == "Attic"
    with pytest.raises(MeetingMoved):
        set_meeting(postmortem=postmortem, actor=manager, plan=plan(place="x"), seen=1)


def event_of(client, postmortem):
    response = client.get(url("review_meeting_file", postmortem))
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert f"{postmortem.incident.reference}-review.ics" in response.headers["Content-Disposition"]
    (event,) = Calendar.from_ical(response.content).walk("VEVENT")
    return event, response.content.decode()


def test_the_file_for_calendars(as_user, responder, manager):
    title = 'Shop; "down", again\\n\r\nBEGIN:VALARM'
    facilitator = make_user('Brian "B" Kimani')
    postmortem = make_postmortem(author=responder, title=title)
    details = PostmortemDetails(responder, facilitator, None, (manager,))
    change_details(postmortem=postmortem, actor=responder, details=details)
    arrange(postmortem, responder, place="Attic, left; https://meet.example.com/a")
    client = as_user(responder)
    event, text = event_of(client, postmortem)
    assert event["SUMMARY"].endswith('Shop; "down", again\\n\nBEGIN:VALARM')
    assert "\r\nBEGIN:VALARM" not in text
    assert event["LOCATION"] == "Attic, left; https://meet.example.com/a"
    assert (event.decoded("DTSTART"), event.decoded("DTEND")) == (AT, AT + timedelta(hours=1))
    assert event["URL"].endswith(url("agenda", postmortem))
    assert event["ORGANIZER"] == f"mailto:{facilitator.email}"
    assert {str(each) for each in event["ATTENDEE"]} == {f"mailto:{p.email}" for p in (responder, facilitator, manager)}
    uid, sequence = event["UID"], event["SEQUENCE"]
    arrange(postmortem, responder, AT + timedelta(days=1))
    moved, _ = event_of(client, postmortem)
    assert (moved["UID"], moved["SEQUENCE"]) == (uid, sequence + 1)
    cancel_meeting(postmortem=postmortem, actor=responder)
    arrange(postmortem, responder)
    again, _ = event_of(client, postmortem)
    assert (again["UID"], again["SEQUENCE"]) == (uid, sequence + 3)


def test_the_file_of_a_private_incident_says_only_its_number(as_user, responder):
    incident = make_over(lead=responder, members=(responder,), title="Breach at Baobab")
    postmortem = make_postmortem(incident=incident, author=responder)
    arrange(postmortem, responder, place="Baobab room")
    event, text = event_of(as_user(responder), postmortem)
    assert event["SUMMARY"] == f"Review of the postmortem of {incident.reference}"
    assert event["CLASS"] == "PRIVATE"
    assert "Baobab" not in text
    assert "@" not in text
    assert "LOCATION" not in event


def test_without_people_the_file_names_nobody(as_user, responder):
    postmortem = make_postmortem(author=responder)
    change_details(postmortem=postmortem, actor=responder, details=PostmortemDetails(None, None, None))
    arrange(postmortem, responder)
    event, _ = event_of(as_user(responder), postmortem)
    assert "ORGANIZER" not in event
    assert "ATTENDEE" not in event
    page = html_of(as_user(responder).get(url("review_meeting", postmortem)))
    assert "neither an author nor a facilitator or reviewer" in page


def test_redaction_reaches_the_place(postmortem, responder, admin):
    arrange(postmortem, responder, place="Room hunter2-x")
    arrange(postmortem, responder, place="Room 5, not hunter2-x")
    redact_words(incident=postmortem.incident, actor=admin, words="hunter2-x", reason="A key")
    assert "hunter2-x" not in everything_stored()


def test_impossible_plans_are_refused(postmortem, responder):
    for wrong in (plan(minutes=4), plan(minutes=481), plan(place="x" * 201), plan(at=now() - timedelta(minutes=1))):
        with pytest.raises(DomainError):
            set_meeting(postmortem=postmortem, actor=responder, plan=wrong, seen=0)


def test_the_agenda_holds_what_is_open(as_user, postmortem, responder, manager):
    client, address = as_user(responder), url("agenda", postmortem)
    put_in_review(postmortem, manager, by=responder)
    postmortem.sections.filter(kind=SectionKind.IMPACT).update(is_required=True)
    ask_question(postmortem=postmortem, actor=manager, text="Who was told first?")
    section = postmortem.sections.get(kind=SectionKind.SUMMARY)
    thread = open_thread(section=section, actor=manager, text="Since **when**?", passage="Payments failed").thread
    add_factor(postmortem=postmortem, actor=responder, kind=FactorKind.TRIGGER, text="A late deployment")
    add_measure(postmortem=postmortem, actor=responder, kind=MeasureKind.CORRECTIVE, text="Deploy by day")
    make_action_item(postmortem.incident, owner=None, title="Rotate the keys")
    arrange(postmortem, responder)
    page = client.get(address)
    words = html_of(page)
    headings = [part.heading for part in page.context["agenda"].parts]
    assert headings == [
        "Open questions",
        "Comments not resolved",
        "Required sections that are empty",
        "1 factor without an action item",
        "1 measure without an action item",
        "1 action item without owner, date or a verb one can check",
        "Sign-offs missing",
        "Advice of the checks",
    ]
    for said in ("Who was told first?", "Since when?", "“Payments failed”", "A late deployment", "Deploy by day"):
        assert said in words
    assert f"#thread-{thread.pk}" in words
    assert 'Grace Wanjiru</a> <span class="small muted">has not answered' in words
    assert "1 factor without evidence" not in headings
    assert "13 May 2030 15:00" in words
    assert as_user(manager).get(address).status_code == 200


def test_the_number_of_queries_does_not_grow(as_user, postmortem, responder, manager, django_assert_num_queries):
    client, address = as_user(responder), url("agenda", postmortem)
    section = postmortem.sections.get(kind=SectionKind.SUMMARY)

    def fill(count):
        for n in range(count):
            ask_question(postmortem=postmortem, actor=manager, text=f"Question {n}")
            open_thread(section=section, actor=manager, text=f"Thread {n}")
            add_factor(postmortem=postmortem, actor=responder, kind=FactorKind.TRIGGER, text=f"Factor {n}")
            make_action_item(postmortem.incident, owner=responder)

    ask(postmortem, manager, by=responder)
    fill(1)
    client.get(address)
    with CaptureQueriesContext(connection) as found:
        client.get(address)
    fill(25)
    with django_assert_num_queries(len(found)):
        page = client.get(address)
    assert "and 6 more" in html_of(page)


def test_the_mails_cost_the_same_for_one_or_many(postmortem, responder, django_assert_num_queries):
    ask(postmortem, make_user(), by=responder)
    arrange(postmortem, responder)
    kind, one = find(MEETING_SET), told()
    with CaptureQueriesContext(connection) as found:
        kind.still_due(one)
        kind.render(one)
    ask(postmortem, *(make_user() for _ in range(15)), by=responder)
    many = told()
    assert len(many) > 10
    with django_assert_num_queries(len(found)):
        kind.still_due(many)
        kind.render(many)
