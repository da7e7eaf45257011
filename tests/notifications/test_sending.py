"""Sending through a real mail server that behaves."""

import pytest
from django.core.mail import EmailMultiAlternatives, send_mail

from notifications.enums import State
from notifications.models import Attempt, Delivery
from notifications.services import claiming, sending


def send() -> int:
    return sending.send_waiting(seconds=30)


def test_messages_arrive_and_say_what_the_server_said(mailbox, queue) -> None:
    queue(3)
    assert send() == 3
    for delivery in Delivery.objects.all():
        (mail,) = mailbox.to(delivery.address)
        assert mail["Message-ID"] == delivery.message_id
        assert mail["Subject"] == delivery.subject == f"Told {delivery.payload['n']}"
        assert mail.get_body(("plain",)).get_content().strip() == delivery.text.strip()
        assert "größer" in delivery.text
        assert mail.get_body(("html",)).get_content().strip() == delivery.html
        (attempt,) = delivery.tries.all()
        assert (delivery.state, delivery.attempts, attempt.succeeded) == (State.SENT, 1, True)
        assert attempt.answer.startswith("250 kept as")
        assert delivery.finished_at
        assert delivery.lease is None
    assert mailbox.connections == 1


def test_nothing_is_sent_twice(mailbox, queue) -> None:
    queue(2)
    send()
    assert send() == 0
    assert len(mailbox.mails) == 2


def test_checks_and_rendering_are_asked_once_for_a_batch(mailbox, queue, told) -> None:
    queue(50)
    assert send() == 50
    assert told.calls == ["still_due", "visible_to", "render"]


@pytest.mark.parametrize("count", [1, 50])
def test_claiming_costs_the_same_for_one_and_fifty(queue, count, django_assert_num_queries) -> None:
    queue(count)
    with django_assert_num_queries(4):  # savepoint, select, update, release
        _, batch = claiming.claim_batch()
    assert len(batch) == count


def test_what_is_no_longer_due_is_void_and_says_why(mailbox, queue, told) -> None:
    gone, stays = queue(2)
    told.not_due = {gone.pk: "The incident was cancelled."}
    send()
    gone.refresh_from_db()
    assert (gone.state, gone.void_reason) == (State.VOID, "The incident was cancelled.")
    assert [mail["X-RcptTo"] for mail in mailbox.mails] == [stays.address]


def test_what_a_person_may_not_see_any_more_is_void_and_never_rendered(mailbox, queue, told) -> None:
    (hidden,) = queue(1)
    told.hidden_from = {hidden.address}
    send()
    hidden.refresh_from_db()
    assert hidden.state == State.VOID
    assert "can no longer see" in hidden.void_reason
    assert hidden.text == hidden.subject == ""
    assert "render" not in told.calls or not mailbox.mails


def test_somebody_who_may_not_log_in_gets_nothing(mailbox, queue) -> None:
    (delivery,) = queue(1)
    delivery.recipient.is_active = False
    delivery.recipient.save()
    send()
    delivery.refresh_from_db()
    assert (delivery.state, mailbox.mails) == (State.VOID, [])
    assert "log in" in delivery.void_reason


def test_a_changed_address_counts(mailbox, queue) -> None:
    (delivery,) = queue(1)
    delivery.recipient.email = "new@example.com"
    delivery.recipient.save()
    send()
    assert len(mailbox.to("new@example.com")) == 1
    delivery.refresh_from_db()
    assert delivery.address == "new@example.com"


def test_one_that_cannot_be_written_does_not_hold_up_the_others(mailbox, queue, told) -> None:
    broken, *others = queue(3)
    told.broken_for = {broken.address}
    send()
    broken.refresh_from_db()
    assert (broken.state, broken.attempts) == (State.WAITING, 1)
    assert "could not be written" in broken.tries.get().answer
    assert len(mailbox.mails) == len(others)


def test_a_kind_that_nobody_knows_waits(mailbox, queue) -> None:
    (delivery,) = queue(1)
    Delivery.objects.update(kind="from_the_future")
    send()
    delivery.refresh_from_db()
    assert delivery.state == State.WAITING
    assert "from_the_future" in delivery.tries.get().answer


def test_without_a_mail_server_the_message_is_kept_and_says_so(settings, queue) -> None:
    settings.MAIL_SERVER = settings.MAIL_SERVER | {"host": ""}
    (delivery,) = queue(1)
    send()
    delivery.refresh_from_db()
    assert delivery.state == State.VOID
    assert "no mail server is configured" in delivery.void_reason
    assert delivery.text.startswith("Text for")
    assert delivery.html
    assert delivery.subject == "Told 0"
    assert not Attempt.objects.exists()


def test_djangos_mails_go_through_the_outbox_and_are_wiped(mailbox, responder, settings) -> None:
    settings.EMAIL_BACKEND = "notifications.backends.OutboxBackend"
    mail = EmailMultiAlternatives("Set a password", "Go to /reset/xyz", to=[responder.email.upper(), "new@example.com"])
    mail.attach_alternative("<a href='/reset/xyz'>Go</a>", "text/html")
    assert mail.send() == 1
    first, second = Delivery.objects.order_by("id")
    assert (first.recipient, second.recipient) == (responder, None)
    assert first.is_secret
    assert "xyz" in first.text
    send()
    assert "xyz" in mailbox.to("new@example.com")[0].get_body(("plain",)).get_content()
    assert len(mailbox.mails) == 2
    for delivery in Delivery.objects.all():
        assert (delivery.state, delivery.text, delivery.html) == (State.SENT, "", "")
        assert delivery.subject == "Set a password"


def test_a_secret_without_a_mail_server_is_wiped_and_says_so(settings, responder) -> None:
    settings.EMAIL_BACKEND = "notifications.backends.OutboxBackend"
    settings.MAIL_SERVER = settings.MAIL_SERVER | {"host": ""}
    send_mail("Set a password", "Go to /reset/xyz", None, [responder.email])
    send()
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.text) == (State.VOID, "")
    assert "its text was deleted" in delivery.void_reason


def test_messages_that_take_long_to_write_are_sent_all_the_same(mailbox, queue, told) -> None:
    queue(3)
    told.slow = 1.2
    assert sending.send_waiting(seconds=1) == 3
    assert len(mailbox.mails) == 3
    assert told.calls.count("render") == 1


def test_one_that_turns_out_empty_when_it_is_written_is_void(mailbox, queue, told) -> None:
    empty, stays = queue(2)
    told.empty_for = {empty.address}
    send()
    empty.refresh_from_db()
    assert (empty.state, empty.void_reason, empty.attempts) == (State.VOID, "Nothing.", 0)
    assert [mail["X-RcptTo"] for mail in mailbox.mails] == [stays.address]
