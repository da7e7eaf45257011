"""Deliveries whose worker stopped in the middle: one is tried again after pauses, the others as if nothing had been."""

import smtplib
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from django.db import DataError

from core import clock
from notifications.enums import State
from notifications.models import Attempt, Delivery
from notifications.services import claiming, recording, sending
from notifications.services.abandoned import LEASE_RAN_OUT
from notifications.services.retrying import GIVEN_UP, PAUSES
from tests.notifications.conftest import Killed


@pytest.fixture
def stopped():
    with clock.frozen(datetime(2023, 5, 15, 6, 0, tzinfo=UTC)) as stopped:
        yield stopped


def send() -> int:
    return sending.send_waiting(seconds=30)


def after_the_lease(stopped) -> None:
    stopped.forward(claiming.lease_length() + timedelta(seconds=1))


@pytest.fixture
def killer(monkeypatch):
    """Addresses whose message ends the sender when the server has taken it."""
    killers: set[str] = set()
    data = smtplib.SMTP.data

    def data_or_die(connection, message):
        answer = data(connection, message)
        if any(address.encode() in message for address in killers):
            raise Killed
        return answer

    monkeypatch.setattr(smtplib.SMTP, "data", data_or_die)
    return killers


def test_what_was_claimed_and_not_begun_is_sent_with_nothing_recorded(mailbox, queue, stopped) -> None:
    queue(3)
    claiming.claim_batch()
    assert send() == 0
    after_the_lease(stopped)
    assert send() == 3
    assert [(one.state, one.attempts, one.begun_at) for one in Delivery.objects.all()] == [(State.SENT, 1, None)] * 3
    assert Attempt.objects.filter(succeeded=True).count() == Attempt.objects.count() == 3


def test_a_message_that_ends_its_sender_each_time_holds_up_nobody_and_is_given_up(
    mailbox, queue, stopped, killer
) -> None:
    bad, *others = queue(10)
    killer.add(bad.address)
    with pytest.raises(Killed):
        send()
    after_the_lease(stopped)
    send()
    assert sum(len(mailbox.to(one.address)) for one in others) == 9
    assert set(Attempt.objects.filter(succeeded=False).values_list("delivery_id", "answer")) == {
        (bad.pk, LEASE_RAN_OUT)
    }
    for pause in PAUSES:
        bad.refresh_from_db()
        assert (bad.state, bad.next_attempt_at) == (State.WAITING, clock.now() + pause)
        stopped.forward(pause)
        (other,) = queue(1)
        with pytest.raises(Killed):
            send()
        after_the_lease(stopped)
        send()
        assert len(mailbox.to(other.address)) == 1
        assert [one.answer for one in other.tries.all()] == [f"250 kept as {len(mailbox.mails)}"]
    bad.refresh_from_db()
    assert (bad.state, bad.void_reason, bad.attempts) == (State.FAILED, GIVEN_UP, len(PAUSES) + 1)
    assert bad.finished_at == clock.now()
    assert bad.lease is None
    assert not Delivery.objects.waiting().exists()


@pytest.mark.django_db(transaction=True)
def test_an_answer_that_cannot_be_recorded_causes_no_copy_with_each_lease(mailbox, queue, stopped, monkeypatch) -> None:
    (delivery,) = queue(1)
    monkeypatch.setattr(recording, "_RECORD", "SELECT 'no space left'::int")
    for _ in range(2 * len(PAUSES) + 4):
        with suppress(DataError):
            send()
        stopped.forward(max(PAUSES))
    delivery.refresh_from_db()
    assert (delivery.state, delivery.void_reason) == (State.FAILED, GIVEN_UP)
    assert len(mailbox.mails) == delivery.tries.count() == len(PAUSES) + 1
    assert {mail["Message-ID"] for mail in mailbox.mails} == {delivery.message_id}


def test_a_secret_that_is_given_up_is_wiped(mailbox, queue, stopped, killer) -> None:
    (secret,) = queue(1)
    Delivery.objects.update(is_secret=True, text="/reset/xyz", html="/reset/xyz", attempts=len(PAUSES))
    killer.add(secret.address)
    with pytest.raises(Killed):
        send()
    after_the_lease(stopped)
    send()
    secret.refresh_from_db()
    assert (secret.state, secret.text, secret.html) == (State.FAILED, "", "")


def test_what_ends_its_sender_before_it_is_begun_is_found_too(mailbox, queue, stopped, told) -> None:
    """As a message that cannot be written within the memory there is."""
    bad, *others = queue(4)
    told.deadly_for = {bad.address}
    for _ in range(2):
        with pytest.raises(Killed):
            send()
        after_the_lease(stopped)
    send()
    assert sum(len(mailbox.to(one.address)) for one in others) == 3
    assert list(Attempt.objects.filter(succeeded=False).values_list("delivery_id", flat=True)) == [bad.pk]
