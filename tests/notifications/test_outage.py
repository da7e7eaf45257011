"""An outage of the mail server, however long: it ends no message, and what ends the pause is an answer to a message."""

from datetime import UTC, datetime, timedelta

import pytest

from core import clock
from notifications.enums import State
from notifications.models import Attempt, ChannelPause, Delivery
from notifications.services import sending
from notifications.services.retrying import LONGEST_PAUSE, PAUSES
from tests.notifications.conftest import server_settings
from tests.notifications.mail_server import Mailbox, running

DAYS = timedelta(days=5)


@pytest.fixture
def stopped():
    with clock.frozen(datetime(2023, 5, 15, 6, 0, tzinfo=UTC)) as stopped:
        yield stopped


@pytest.fixture
def gone(settings) -> Mailbox:
    """A mail server that does not run."""
    settings.EMAIL_TIMEOUT = 1
    with running() as box:
        pass
    settings.MAIL_SERVER = server_settings(box.port)
    return box


def send() -> int:
    return sending.send_waiting(seconds=30)


def test_days_without_a_server_use_up_no_message(gone, queue, stopped) -> None:
    queue(3)
    Delivery.objects.filter(payload__n=0).update(is_secret=True, subject="New password", text="/reset/xyz")
    tried = len(PAUSES) * 3 + 5
    for _ in range(tried):
        send()
        stopped.forward(LONGEST_PAUSE)
    assert set(Delivery.objects.values_list("state", "attempts")) == {(State.WAITING, 0)}
    assert sum(Attempt.objects.values_list("times", flat=True)) == tried, "each try is on record"
    assert Attempt.objects.count() == 3, "and each once, since the answer was the same"
    assert Delivery.objects.get(is_secret=True).text == "/reset/xyz", "a link to log in is kept"
    stopped.forward(DAYS)
    with running(Mailbox(port=gone.port)) as back:
        send()
        assert len(back.mails) == 3
    for delivery in Delivery.objects.all():
        first, second = delivery.tries.all()
        assert "could not be reached" in first.answer
        assert (first.succeeded, second.succeeded) == (False, True)


def test_the_next_try_is_when_the_pause_ends(gone, queue, stopped) -> None:
    (delivery,) = queue(1)
    for _ in range(12):
        send()
        pause, delivery = ChannelPause.objects.get(), Delivery.objects.get()
        assert delivery.next_attempt_at == pause.until <= clock.now() + LONGEST_PAUSE
        stopped.forward(pause.until - clock.now())


def test_another_answer_is_another_line(gone, queue, stopped, as_user, admin) -> None:
    (delivery,) = queue(1)
    for _ in range(2):
        send()
        stopped.forward(LONGEST_PAUSE)
    with running(Mailbox(port=gone.port)) as busy:
        busy.at_sender = "421 too busy"
        send()
    first, second = delivery.tries.all()
    assert (first.times, second.times) == (2, 1)
    assert "421 too busy" in second.answer
    assert "2 times in a row" in as_user(admin).get(delivery.get_absolute_url()).content.decode()


def test_what_never_reached_the_server_ends_no_pause(gone, queue, stopped) -> None:
    odd, _ = queue(2)
    send()
    odd.recipient.email = "amina@exa..mple.com"
    odd.recipient.save()
    Delivery.objects.filter(pk=odd.pk).update(next_attempt_at=clock.now())
    stopped.forward(LONGEST_PAUSE)
    send()
    odd.refresh_from_db()
    assert odd.state == State.FAILED
    pause = ChannelPause.objects.get()
    assert (pause.since, pause.failures) == (datetime(2023, 5, 15, 6, 0, tzinfo=UTC), 2)


def test_a_break_after_the_sender_was_taken_ends_no_pause(mailbox, queue, stopped) -> None:
    (delivery,) = queue(1)
    mailbox.at_sender = "421 too busy"
    send()
    mailbox.at_sender = ""
    mailbox.hangs_for.add(delivery.address)
    stopped.forward(LONGEST_PAUSE)
    send()
    assert "broke while sending" in Delivery.objects.get().tries.last().answer
    assert ChannelPause.objects.exists()


def test_an_answer_to_an_address_ends_the_pause(mailbox, queue, stopped) -> None:
    (delivery,) = queue(1)
    mailbox.at_sender = "421 too busy"
    send()
    mailbox.at_sender = ""
    mailbox.refused[delivery.address] = "451 try later"
    stopped.forward(LONGEST_PAUSE)
    send()
    assert not ChannelPause.objects.exists()
    assert Delivery.objects.get().state == State.WAITING


def test_a_pause_ends_when_nothing_waits_for_it(gone, queue, stopped, told, as_user, admin) -> None:
    (delivery,) = queue(1)
    send()
    assert "has been paused" in as_user(admin).get("/settings/deliveries/").content.decode()
    told.not_due = {delivery.pk: "It was cancelled."}
    stopped.forward(LONGEST_PAUSE)
    send()
    assert not ChannelPause.objects.exists()
    assert "has been paused" not in as_user(admin).get("/settings/deliveries/").content.decode()
