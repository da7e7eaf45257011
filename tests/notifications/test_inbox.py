"""Each kind of message goes where its reader chose, and the inbox shows what is so now."""

import pytest
from django.urls import reverse

from actions.services.notices import GIVEN
from incidents.models import IncidentMember
from notifications import kinds
from notifications.enums import Channel, State, Wanted
from notifications.kinds import Kind
from notifications.models import ChannelChoice, Delivery
from notifications.selectors.inbox import unread_count, unread_words
from notifications.services import NewDelivery, queue_delivery, sending
from notifications.services.choices import choose_channels
from notifications.services.inbox import mark_read
from tests.factories.accounts import make_user
from tests.factories.actions import make_action_item, make_incident


def given(item, key: str = "") -> Delivery | None:
    new = NewDelivery(GIVEN, item.owner, f"given:{item.pk}:{key}", payload={"item": item.pk}, reason="It is yours.")
    return queue_delivery(new)


@pytest.fixture
def reader(responder):
    choose_channels(person=responder, wanted={GIVEN: Wanted.INBOX})
    responder.refresh_from_db()
    return responder


def test_it_stands_in_the_inbox_and_no_mail_server_is_asked(as_user, reader, mailbox) -> None:
    item = make_action_item(owner=reader, title="Alert on hit rate")
    delivery = given(item)
    sending.send_waiting(seconds=30)
    delivery.refresh_from_db()
    assert (delivery.channel, delivery.state) == (Channel.INBOX, State.SENT)
    assert mailbox.mails == []
    client = as_user(reader)
    assert f"{item.reference} is assigned to you: Alert on hit rate" in client.get(reverse("inbox")).content.decode()
    page = client.get(reverse("inbox_message", args=[delivery.pk])).content.decode()
    assert item.get_absolute_url() in page
    delivery.refresh_from_db()
    assert delivery.read_at is None  # a GET changes nothing


def test_without_a_mail_server_too(reader, settings) -> None:
    settings.MAIL_SERVER = settings.MAIL_SERVER | {"host": ""}
    delivery = given(make_action_item(owner=reader))
    sending.send_waiting(seconds=30)
    delivery.refresh_from_db()
    assert delivery.state == State.SENT


def test_reading_is_said_by_a_button_once(as_user, reader) -> None:
    first, _, _ = (given(make_action_item(owner=reader)) for _ in range(3))
    sending.send_waiting(seconds=30)
    client = as_user(reader)
    assert 'class="count">3<' in client.get("/").content.decode()
    for _ in range(2):
        assert client.post(reverse("inbox_read", args=[first.pk])).status_code == 302
    assert unread_count(reader) == 2
    assert client.post(reverse("inbox_all_read")).status_code == 302
    assert unread_count(reader) == 0
    assert 'class="count">' not in client.get(reverse("inbox")).content.decode().split("avatar")[0].split("Inbox")[-1]


def test_nobody_reads_the_inbox_of_another(as_user, reader, admin) -> None:
    delivery = given(make_action_item(owner=reader))
    sending.send_waiting(seconds=30)
    client = as_user(admin)
    assert client.get(reverse("inbox_message", args=[delivery.pk])).status_code == 404
    assert client.post(reverse("inbox_read", args=[delivery.pk])).status_code == 404
    mark_read(person=admin)
    delivery.refresh_from_db()
    assert delivery.read_at is None


def test_what_one_no_longer_sees_is_gone_also_from_the_count(as_user, reader) -> None:
    incident = make_incident(is_private=True, members=(reader, make_user()))
    item = make_action_item(incident, owner=reader, title="Secret work")
    delivery = given(item)
    sending.send_waiting(seconds=30)
    assert unread_count(reader) == 1
    IncidentMember.objects.filter(incident=incident, user=reader).delete()
    assert unread_count(reader) == 0
    client = as_user(reader)
    assert "Secret work" not in client.get(reverse("inbox")).content.decode()
    assert client.get(reverse("inbox_message", args=[delivery.pk])).status_code == 404


def test_marking_all_as_read_tells_nothing_of_what_is_hidden(as_user, reader) -> None:
    incident = make_incident(is_private=True, members=(reader, make_user()))
    hidden = given(make_action_item(incident, owner=reader))
    given(make_action_item(owner=reader))
    sending.send_waiting(seconds=30)
    IncidentMember.objects.filter(incident=incident, user=reader).delete()
    page = as_user(reader).post(reverse("inbox_all_read"), follow=True).content.decode()
    assert "1 message was marked as read" in page
    hidden.refresh_from_db()
    assert hidden.read_at is None


def test_the_words_are_those_of_now(as_user, reader) -> None:
    item = make_action_item(owner=reader, title="Before")
    given(item)
    sending.send_waiting(seconds=30)
    item.title = "After"
    item.save()
    page = as_user(reader).get(reverse("inbox")).content.decode()
    assert "After" in page
    assert "Before" not in page


def test_counting_costs_the_same_for_many(reader, django_assert_num_queries) -> None:
    for few, words in ((1, "1"), (49, "50"), (70, "99+")):
        for _ in range(few):
            given(make_action_item(owner=reader))
        Delivery.objects.update(state=State.SENT)
        with django_assert_num_queries(2):
            assert unread_words(reader) == words


def test_the_page_costs_the_same_for_many(as_user, reader, django_assert_num_queries, django_assert_max_num_queries):
    client, address = as_user(reader), reverse("inbox")
    given(make_action_item(owner=reader))
    Delivery.objects.update(state=State.SENT)
    client.get(address)
    with django_assert_max_num_queries(14) as few:
        client.get(address)
    for _ in range(60):
        given(make_action_item(owner=reader))
    Delivery.objects.update(state=State.SENT)
    with django_assert_num_queries(len(few)):
        assert "Next page" in client.get(address).content.decode()


def test_who_never_chose_it_has_no_inbox_in_the_bar(as_user, responder) -> None:
    page = as_user(responder).get(reverse("profile")).content.decode()
    assert 'href="/inbox/"' not in page.split("</header>")[0]


def test_off_is_stored_as_not_sent_and_urgent_kinds_cannot_be(as_user, responder, told, queue, monkeypatch) -> None:
    quiet = Kind("quiet", "Quiet", told.still_due, told.visible_to, told.render, may_be_off=True)
    monkeypatch.setitem(kinds._kinds, "quiet", quiet)
    client, address = as_user(responder), reverse("message_choices")
    assert client.post(address, {"told": "off"}).status_code == 422
    assert client.post(address, {"quiet": "off", "told": "inbox"}).status_code == 302
    delivery = queue_delivery(NewDelivery("quiet", responder, "quiet:1", payload={"n": 1}, reason=""))
    assert delivery.state == State.VOID
    assert "chose not to" in delivery.void_reason
    (loud,) = queue(person=responder)
    assert loud.channel == Channel.INBOX
    assert sending.send_waiting(seconds=30) == 1
    assert client.post(address, {"quiet": "email", "told": "email"}).status_code == 302
    assert not ChannelChoice.objects.exists()


def test_account_mails_are_not_asked_about_and_reporters_only_of_theirs(as_user, reporter, responder) -> None:
    page = as_user(reporter).get(reverse("message_choices")).content.decode()
    assert "Update on a report" in page
    assert "Incident announced" not in page
    page = as_user(responder).get(reverse("message_choices")).content.decode()
    assert "Incident announced" in page
    assert 'name="account_mail"' not in page


def test_two_presses_at_once_leave_one_choice() -> None:
    person = make_user()
    for wanted in (Wanted.INBOX, Wanted.INBOX):
        choose_channels(person=person, wanted={GIVEN: wanted})
    assert ChannelChoice.objects.filter(person=person).count() == 1
