"""Following what customers are told: by incident or service, as often as chosen, and in the end what was learned."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.clock import frozen, now
from core.errors import DomainError
from customers.enums import Pace
from customers.models import CustomerSummary, Follow
from customers.services.affected import add_affected
from customers.services.customers import hand_over_customers, merge_customers
from customers.services.follows import change_pace, follow, unfollow
from customers.services.summaries import hand_over_summary, take_back_summary
from incidents.services.members import set_privacy
from incidents.services.merging.merge import merge_incident
from notifications.enums import State, Wanted
from notifications.kinds import find
from notifications.models import Delivery
from notifications.services.choices import choose_channels
from tests.factories.accounts import make_user
from tests.factories.customers import make_customer, make_update, take_words_back
from tests.factories.incidents import make_incident, make_service, resolve

NIGHT = datetime(2026, 5, 13, 19, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def clock():
    with frozen(NIGHT) as stopped:
        yield stopped


@pytest.fixture
def service():
    return make_service("checkout-v2", customer_name="Checkout")


@pytest.fixture
def incident(clock, responder, service):
    return make_incident(by=responder, level=2, services=(service,))


def told(person, kind="customer_update"):
    return list(Delivery.objects.filter(kind=kind, recipient=person).order_by("pk"))


def due(delivery):
    kind = find(delivery.kind)
    return kind.still_due([delivery]).get(delivery.pk, "")


def test_each_update_or_at_most_once_an_hour(incident, reporter, responder, service, clock):
    hourly = make_user("Joy Mutua", role="reporter")
    make_update(incident, "One")
    incident.refresh_from_db()
    follow(person=reporter, pace=Pace.EACH, incident=incident)
    follow(person=hourly, pace=Pace.HOURLY, service=service)
    for text in ("Two", "Three", "Four"):
        clock.forward(10 * MINUTE)
        make_update(incident, text)
        Delivery.objects.filter(recipient=hourly, due_at__lte=now()).update(state=State.SENT, finished_at=now())
    assert [row.due_at for row in told(reporter)] == [NIGHT + minutes * MINUTE for minutes in (10, 20, 30)]
    first, second = told(hourly)
    assert (first.due_at, second.due_at) == (NIGHT + 10 * MINUTE, NIGHT + 70 * MINUTE)
    assert due(second) == ""  # it carries the words that hold then
    assert [due(row) for row in told(reporter)] == ["A newer update was published before this was sent."] * 2 + [""]
    text = find("customer_update").render([second])[second.pk].text
    assert ("Four" in text, "Two" in text) == (True, False)


def test_who_follows_both_hears_once_and_as_often_as_either_says(incident, reporter, service, clock):
    make_update(incident)
    incident.refresh_from_db()
    follow(person=reporter, pace=Pace.DAILY, service=service)
    follow(person=reporter, pace=Pace.EACH, incident=incident)
    make_update(incident)
    clock.forward(MINUTE)
    make_update(incident)
    assert len(told(reporter)) == 2


def test_who_ended_it_hears_no_more_and_whoever_begins_again_does_not_wait(
    incident, reporter, responder, service, clock
):
    make_update(incident)
    incident.refresh_from_db()
    begun = follow(person=reporter, pace=Pace.DAILY, service=service)
    for text in ("One", "Two"):
        clock.forward(MINUTE)
        make_update(incident, text)
        Delivery.objects.filter(recipient=reporter, due_at__lte=now()).update(state=State.SENT, finished_at=now())
    waiting = told(reporter)[-1]
    assert due(waiting) == ""
    unfollow(follow=begun)
    assert due(waiting) == "The recipient no longer follows it."
    Delivery.objects.filter(pk=waiting.pk).update(state=State.VOID, finished_at=NIGHT)
    follow(person=reporter, pace=Pace.HOURLY, incident=incident)
    clock.forward(60 * MINUTE)
    make_update(incident, "Three")
    newest = told(reporter)[-1]
    assert (newest.due_at, due(newest)) == (NIGHT + 62 * MINUTE, "")


@pytest.mark.parametrize("anew", [True, False])
def test_who_chooses_each_update_does_not_wait_for_the_day(incident, reporter, service, clock, anew):
    hourly = make_user("Joy Mutua", role="reporter")
    follow(person=hourly, pace=Pace.HOURLY, service=service)
    begun = follow(person=reporter, pace=Pace.DAILY, service=service)
    for text in ("One", "Two"):
        make_update(incident, text)
        incident.refresh_from_db()
        Delivery.objects.filter(due_at__lte=now()).update(state=State.SENT, finished_at=now())
    waiting = told(reporter)[-1]
    assert waiting.due_at == NIGHT + timedelta(days=1)
    clock.forward(10 * MINUTE)
    if anew:
        follow(person=reporter, pace=Pace.EACH, incident=incident)
    else:
        change_pace(follow=begun, pace=Pace.EACH)
    waiting.refresh_from_db()
    assert (waiting.due_at, waiting.next_attempt_at) == (now(), now())
    assert "each update" in waiting.reason
    assert told(hourly)[-1].due_at == NIGHT + 60 * MINUTE
    make_update(incident, "Three")
    assert told(reporter)[-1].due_at == now()


def test_who_chooses_every_hour_waits_for_the_rest_of_it(incident, reporter, responder, service, clock):
    other = make_incident("Of no such service", by=responder, level=2)
    begun = follow(person=reporter, pace=Pace.DAILY, service=service)
    make_update(other)
    other.refresh_from_db()
    follow(person=reporter, pace=Pace.DAILY, incident=other)
    for text in ("One", "Two"):
        for each in (incident, other):
            make_update(each, text)
        Delivery.objects.filter(due_at__lte=now()).update(state=State.SENT, finished_at=now())
    clock.forward(10 * MINUTE)
    change_pace(follow=begun, pace=Pace.HOURLY)
    waiting = {row.payload["incident"]: row.due_at for row in told(reporter) if row.state == State.WAITING}
    assert waiting == {incident.pk: NIGHT + 60 * MINUTE, other.pk: NIGHT + timedelta(days=1)}


def test_an_update_does_not_wait_for_a_message_that_waits(incident, reporter, service, clock):
    """Such as one that was queued before the pace was changed."""
    follow(person=make_user("Joy Mutua", role="reporter"), pace=Pace.HOURLY, service=service)
    follow(person=reporter, pace=Pace.DAILY, service=service)
    for text in ("One", "Two"):
        make_update(incident, text)
        Delivery.objects.filter(due_at__lte=now()).update(state=State.SENT, finished_at=now())
    Follow.objects.filter(person=reporter).update(pace=Pace.EACH)
    make_update(incident, "Three")
    assert told(reporter)[-1].due_at == now()


def test_changing_how_often_costs_the_same_for_one_message_and_for_many(incident, reporter, responder, service):
    def queries(pace):
        with CaptureQueriesContext(connection) as counted:
            change_pace(follow=begun, pace=pace)
        return len(counted)

    def wait(about):
        for text in ("One", "Two"):
            make_update(about, text)
            Delivery.objects.filter(due_at__lte=now()).update(state=State.SENT, finished_at=now())

    begun = follow(person=reporter, pace=Pace.DAILY, service=service)
    wait(incident)
    few = queries(Pace.HOURLY)
    for number in range(5):
        wait(make_incident(f"Another {number}", by=responder, level=2, services=(service,)))
    assert queries(Pace.EACH) == few


def test_whether_it_is_due_is_asked_as_often_for_many_as_for_one(incident, reporter, responder, service):
    def queries():
        rows = list(Delivery.objects.filter(kind="customer_update"))
        with CaptureQueriesContext(connection) as counted:
            find("customer_update").still_due(rows)
        return len(counted)

    follow(person=reporter, pace=Pace.EACH, service=service)
    make_update(incident)
    few = queries()
    for number in range(5):
        make_update(make_incident(f"Another {number}", by=responder, level=2, services=(service,)))
    assert queries() == few


def test_who_followed_a_duplicate_hears_of_what_it_was_merged_into(incident, reporter, responder):
    duplicate = make_incident(by=responder, level=2)
    make_update(duplicate)
    duplicate.refresh_from_db()
    follow(person=reporter, pace=Pace.EACH, incident=duplicate)
    merge_incident(source=duplicate, target=incident, actor=responder)
    make_update(incident)
    assert len(told(reporter)) == 1


def test_a_message_shows_nothing_from_inside_and_ends_with_the_words(incident, reporter, responder, manager):
    make_update(incident, "Paying fails.")
    incident.refresh_from_db()
    follow(person=reporter, pace=Pace.EACH, incident=incident)
    update = make_update(incident, "Paying **fails** for some.", workaround="Pay by invoice.")
    (row,) = told(reporter)
    kind = find("customer_update")
    assert kind.visible_to([(reporter, row)]) == {row.pk}
    message = kind.render([row])[row.pk]
    assert all(said in message.text for said in ("Paying fails for some.", "Pay by invoice."))
    assert not [word for word in (incident.title, responder.name, "checkout-v2") if word in message.text + message.html]
    take_words_back(update, manager)
    assert due(row) == "Customers are not told of it any more."
    set_privacy(incident=incident, actor=manager, is_private=True)
    assert kind.visible_to([(reporter, row)]) == set()
    assert not Delivery.objects.filter(kind.listed_to(reporter), pk=row.pk).exists()


def test_who_was_told_words_hears_that_they_were_taken_back(incident, reporter, manager, clock):
    late = make_user("Joy Mutua", role="reporter")
    make_update(incident, "One")
    incident.refresh_from_db()
    for person in (reporter, late):
        follow(person=person, pace=Pace.EACH, incident=incident)
    clock.forward(MINUTE)
    update = make_update(incident, "Paying works.")
    Delivery.objects.filter(recipient=reporter).update(state=State.SENT, finished_at=now())
    clock.forward(MINUTE)
    take_words_back(update, manager)
    (row,), (other,) = told(reporter, "update_taken_back"), told(late, "update_taken_back")
    assert (due(row), due(other)) == ("", "The recipient had not been told these words.")
    kind = find("update_taken_back")
    assert kind.visible_to([(reporter, row)]) == {row.pk}
    assert Delivery.objects.filter(kind.listed_to(reporter), pk=row.pk).exists()
    message = kind.render([row])[row.pk]
    assert "of 13 May 2026 19:31 UTC no longer hold: do not pass them on" in message.text
    assert not [word for word in (incident.title, "Paying works.", "too early", manager.name) if word in message.text]
    make_update(incident, "Paying works for some.")
    assert due(row).startswith("Newer words followed")


def test_that_words_were_taken_back_comes_as_often_as_chosen(incident, reporter, manager, clock):
    make_update(incident, "One")
    incident.refresh_from_db()
    follow(person=reporter, pace=Pace.HOURLY, incident=incident)
    update = make_update(incident, "Paying works.")
    Delivery.objects.filter(recipient=reporter).update(state=State.SENT, finished_at=now())
    clock.forward(MINUTE)
    take_words_back(update, manager)
    (row,) = told(reporter, "update_taken_back")
    assert row.due_at == NIGHT + 60 * MINUTE


def test_the_last_one_carries_what_was_learned_once(incident, reporter, responder):
    make_update(incident)
    incident.refresh_from_db()
    follow(person=reporter, pace=Pace.DAILY, incident=incident)
    resolve(incident)
    for _ in range(2):
        hand_over_summary(incident=incident, text="# Paying failed\n\nA *limit* was too low.")
    (row,) = told(reporter, "customer_summary")
    message = find("customer_summary").render([row])[row.pk]
    assert "A *limit* was too low." in message.text
    take_back_summary(incident=incident)
    assert due(row) == "The postmortem is not published any more."


def test_everybody_reads_a_published_summary_and_nobody_another(as_user, incident, reporter, manager):
    where = reverse("customer_summary", args=[incident.pk])
    assert as_user(reporter).get(where).status_code == 404
    hand_over_summary(incident=incident, text="A *limit* was too low.")
    text = as_user(reporter).get(where).content.decode()
    assert ("<em>limit</em>" in text, incident.title in text) == (True, False)
    set_privacy(incident=incident, actor=manager, is_private=True)
    assert as_user(reporter).get(where).status_code == 404
    assert hand_over_summary(incident=incident, text="") is None
    assert CustomerSummary.objects.get().published_at is None


def test_following_and_ending_it_on_the_page(as_user, incident, reporter, service):
    make_service("batch")  # customers do not know it
    client, where = as_user(reporter), reverse("follow_list")
    page = client.get(where).content.decode()
    assert ("Checkout" in page, "batch" in page, "checkout-v2" in page) == (True, False, False)
    assert client.post(where, {"service": service.pk, "pace": "hourly"}).status_code == 302
    assert client.get(f"{where}?incident={incident.pk}").status_code == 404  # nothing to tell of it yet
    make_update(incident)
    assert client.post(f"{where}?incident={incident.pk}", {"pace": "each"}).status_code == 302
    by_service, by_incident = Follow.objects.order_by("pk")
    assert (by_service.service, by_service.pace, by_incident.incident) == (service, "hourly", incident)
    client.post(reverse("follow_change", args=[by_service.pk]), {f"f{by_service.pk}-pace": "daily"})
    by_service.refresh_from_db()
    assert by_service.pace == "daily"
    other = as_user(make_user("Joy Mutua", role="reporter"))
    assert other.post(reverse("follow_end", args=[by_service.pk])).status_code == 404
    assert client.post(reverse("follow_end", args=[by_service.pk])).status_code == 302
    assert list(Follow.objects.all()) == [by_incident]


@pytest.mark.parametrize("data", [{}, {"service": "x", "pace": "each"}, {"service": "", "pace": "often"}])
def test_a_form_that_says_nothing_is_refused(as_user, reporter, data):
    assert as_user(reporter).post(reverse("follow_list"), data).status_code == 422


def affecting(incident, name, **facts):
    """A customer, and that the incident affects it."""
    customer = make_customer(name, **facts)
    add_affected(incident=incident, actor=incident.declared_by, names=[name])
    incident.refresh_from_db()
    return customer


def test_by_customer_once_even_if_the_incident_is_followed_too(as_user, incident, reporter, responder, service):
    customer = affecting(incident, "Baobab Books", owner=reporter)
    client = as_user(reporter)
    assert client.post(reverse("customer_follow", args=[customer.pk])).status_code == 302
    page = client.get(customer.get_absolute_url()).content.decode()
    assert ("Updates: each update" in page, "Unfollow" in page) == (True, True)
    assert "Baobab Books" in client.get(reverse("follow_list")).content.decode()
    make_update(incident)
    incident.refresh_from_db()
    assert len(told(reporter)) == 1
    follow(person=reporter, pace=Pace.DAILY, incident=incident)
    follow(person=reporter, pace=Pace.HOURLY, service=service)
    make_update(incident)
    first, second = told(reporter)
    assert (due(first), due(second)) == ("A newer update was published before this was sent.", "")
    make_update(make_incident("Another one", by=responder, level=2))
    assert len(told(reporter)) == 2  # it does not affect the customer
    hand_over_summary(incident=incident, text="Paying failed.", measures=["We watch the *cache*.", "More room."])
    (last,) = told(reporter, "customer_summary")
    message = find("customer_summary").render([last])[last.pk]
    assert all(words in message.text for words in ("Paying failed.", "- We watch the *cache*.", "- More room."))
    assert "More room." in message.html
    client.post(reverse("customer_unfollow", args=[customer.pk]))
    make_update(incident)
    assert Follow.objects.filter(person=reporter, customer__isnull=False).count() == 0


def test_who_no_longer_sees_the_customer_hears_no_more(as_user, incident, reporter, manager):
    customer = affecting(incident, "Baobab Books", owner=reporter)
    others = affecting(incident, "Nyota Hotels")
    assert as_user(reporter).post(reverse("customer_follow", args=[others.pk])).status_code == 404
    with pytest.raises(DomainError, match="do not see"):
        follow(person=reporter, pace=Pace.EACH, customer=others)
    follow(person=reporter, pace=Pace.EACH, customer=customer)
    follow(person=manager, pace=Pace.EACH, customer=customer)
    make_update(incident)
    (row,) = told(reporter)
    hand_over_customers(person=reporter, to=manager, actor=manager)
    assert due(row) == "The recipient no longer follows it."
    make_update(incident)
    assert (len(told(reporter)), len(told(manager))) == (1, 2)


def test_who_no_longer_sees_the_customer_is_not_shown_its_name(as_user, reporter, manager):
    follow(person=reporter, pace=Pace.EACH, customer=make_customer("Baobab Books", owner=reporter))
    assert "Baobab Books" in as_user(reporter).get(reverse("follow_list")).content.decode()
    hand_over_customers(person=reporter, to=manager, actor=manager)
    page = as_user(reporter).get(reverse("follow_list")).content.decode()
    assert "Baobab Books" not in page
    assert "A customer that you no longer look after" in page


def test_nothing_of_a_private_incident(incident, reporter, manager):
    customer = affecting(incident, "Baobab Books", owner=reporter)
    follow(person=reporter, pace=Pace.EACH, customer=customer)
    set_privacy(incident=incident, actor=manager, is_private=True)
    make_update(incident)
    hand_over_summary(incident=incident, text="Paying failed.", measures=["More room."])
    assert (told(reporter), told(reporter, "customer_summary")) == ([], [])


def test_who_followed_a_merged_customer_follows_the_one_that_stays_once(incident, reporter, manager):
    winner, loser = affecting(incident, "Baobab Books"), affecting(incident, "Baobab")
    for customer in (winner, loser):
        follow(person=manager, pace=Pace.EACH, customer=customer)
    support = make_user("Joy Mutua", role="reporter", customer_scope="all")
    follow(person=support, pace=Pace.DAILY, customer=loser)
    merge_customers(customer=loser, into=winner, actor=manager)
    assert sorted(Follow.objects.values_list("person__name", "customer")) == sorted(
        [(manager.name, winner.pk), (support.name, winner.pk)]
    )


def test_nobody_is_promised_messages_that_cannot_come(as_user, reporter, incident, settings):
    make_update(incident)
    client, where = as_user(reporter), f"{reverse('follow_list')}?incident={incident.pk}"

    def said():
        return client.post(where, {"pace": "each"}, follow=True).content.decode()

    def choose(wanted):
        choose_channels(person=reporter, wanted={"customer_update": wanted})
        reporter.refresh_from_db()

    settings.MAIL_SERVER = settings.MAIL_SERVER | {"host": ""}
    text = said()
    assert ("You hear of its" in text, text.count("mail is not set up here")) == (False, 2)
    assert "Mail is not set up here" in client.get(reverse("message_choices")).content.decode()
    choose(Wanted.INBOX)
    assert "You hear of its" in said()
    settings.MAIL_SERVER = settings.MAIL_SERVER | {"host": "mail.example"}
    choose(Wanted.OFF)
    assert "your profile says that you want none of these messages" in said()
    choose(Wanted.EMAIL)
    assert "You hear of its" in said()
    assert "Mail is not set up here" not in client.get(reverse("message_choices")).content.decode()
