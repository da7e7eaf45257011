"""Sending while the mail server misbehaves: nothing is lost, nobody is held up, and the page can say what happened."""

from contextlib import ExitStack
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from core import clock
from notifications.enums import State
from notifications.models import Attempt, ChannelPause, Delivery
from notifications.selectors.health import outbox_health
from notifications.services import claiming, sending
from notifications.services.retrying import PAUSES
from tests.notifications.conftest import server_settings
from tests.notifications.mail_server import Mailbox, running
from tests.processes import wait_until

AT = datetime(2023, 5, 15, 6, 0, tzinfo=UTC)


@pytest.fixture
def stopped():
    with clock.frozen(AT) as stopped:
        yield stopped


def send() -> int:
    return sending.send_waiting(seconds=30)


def states() -> list[str]:
    return list(Delivery.objects.order_by("id").values_list("state", flat=True))


def test_a_refused_address_fails_at_once_and_holds_up_nobody(mailbox, queue) -> None:
    bad, *_ = queue(3)
    mailbox.refused[bad.address] = "550 5.1.1 no such user"
    send()
    assert states() == [State.FAILED, State.SENT, State.SENT]
    assert bad.tries.get().answer == "550 5.1.1 no such user"
    assert mailbox.connections == 1


def test_a_message_refused_for_good_fails(mailbox, queue) -> None:
    bad, _ = queue(2)
    mailbox.after_data[bad.address] = "554 looks like spam"
    send()
    assert states() == [State.FAILED, State.SENT]


def test_greylisting_is_tried_again_after_growing_pauses_and_then_given_up(mailbox, queue, stopped) -> None:
    bad, _ = queue(2)
    mailbox.refused[bad.address] = "451 try later"
    for pause in PAUSES:
        send()
        bad.refresh_from_db()
        assert (bad.state, bad.next_attempt_at) == (State.WAITING, clock.now() + pause)
        stopped.forward(pause - timedelta(seconds=1))
        assert send() == 0
        stopped.forward(timedelta(seconds=1))
    send()
    bad.refresh_from_db()
    assert (bad.state, bad.attempts) == (State.FAILED, len(PAUSES) + 1)
    assert "Given up" in bad.void_reason
    assert timedelta(hours=40) < clock.now() - AT < timedelta(hours=52)
    assert [try_.answer for try_ in bad.tries.all()] == ["451 try later"] * (len(PAUSES) + 1)


def test_it_arrives_when_the_server_relents(mailbox, queue, stopped) -> None:
    (delivery,) = queue(1)
    mailbox.refused[delivery.address] = "451 try later"
    send()
    mailbox.refused.clear()
    stopped.forward(PAUSES[0])
    send()
    assert states() == [State.SENT]
    assert [try_.succeeded for try_ in delivery.tries.all()] == [False, True]


def test_a_server_that_is_away_pauses_the_channel_and_loses_nothing(settings, queue, stopped) -> None:
    settings.EMAIL_TIMEOUT = 1
    with running() as gone:
        pass
    settings.MAIL_SERVER = server_settings(gone.port)
    queue(3)
    send()
    assert states() == [State.WAITING] * 3
    pause = ChannelPause.objects.get()
    assert "could not be reached" in pause.answer
    assert pause.until > clock.now()
    assert send() == 0, "nothing is tried while the channel is paused"
    first, second, third = Delivery.objects.order_by("id")
    assert [one.tries.count() for one in (first, second, third)] == [1, 0, 0]
    with running(Mailbox(port=gone.port)) as back:
        stopped.forward(timedelta(minutes=2))
        send()
        assert len(back.mails) == 3
    assert not ChannelPause.objects.exists()


def test_pauses_of_a_channel_grow_up_to_a_minute(settings, queue, stopped) -> None:
    settings.EMAIL_TIMEOUT = 1
    with running() as gone:
        pass
    settings.MAIL_SERVER = server_settings(gone.port)
    queue(20)
    lengths = []
    for _ in range(7):
        send()
        pause = ChannelPause.objects.get()
        lengths.append((pause.until - clock.now()).total_seconds())
        stopped.forward(pause.until - clock.now())
    assert lengths == [10, 20, 40, 60, 60, 60, 60]
    assert pause.failures == 7
    assert pause.since == AT


@pytest.mark.filterwarnings("ignore:Requiring AUTH")
def test_a_refused_login_pauses_the_channel_with_the_servers_words(settings, queue, stopped) -> None:
    settings.EMAIL_TIMEOUT = 1
    with running(login=("debrief", "right")) as box:
        settings.MAIL_SERVER = server_settings(box.port, "debrief", "wrong")
        queue(2)
        send()
        pause = ChannelPause.objects.get()
        assert "refuses our login: 535" in pause.answer
        assert states() == [State.WAITING] * 2
        settings.MAIL_SERVER = server_settings(box.port, "debrief", "right")
        stopped.forward(timedelta(minutes=2))
        send()
        assert states() == [State.SENT] * 2


def test_a_refused_sender_is_nobodys_fault(mailbox, queue, stopped) -> None:
    queue(2)
    mailbox.at_sender = "553 not your domain"
    send()
    assert states() == [State.WAITING] * 2
    assert "does not accept mail from" in ChannelPause.objects.get().answer


def test_a_hang_after_the_message_ends_by_the_time_limit_and_holds_up_nobody(mailbox, queue) -> None:
    slow, *others = queue(3)
    mailbox.hangs_for.add(slow.address)
    send()
    assert states() == [State.WAITING, State.SENT, State.SENT]
    assert "too long" in slow.tries.get().answer
    assert len(mailbox.mails) == len(others)


def test_a_server_that_is_slow_at_every_step_is_given_up_before_the_lease_ends(mailbox, queue) -> None:
    (delivery,) = queue(1)
    mailbox.thinks_for = 0.75  # less than the limit of a step, but three steps take longer than a message may
    send()
    assert states() == [State.WAITING]
    assert "too long" in delivery.tries.get().answer


def test_a_server_that_closes_after_each_message_costs_connections_not_messages(mailbox, queue) -> None:
    mailbox.closes_after = 1
    queue(4)
    send()
    assert states() == [State.SENT] * 4
    assert mailbox.connections == 4


@pytest.mark.parametrize("step", ["refused", "after_data"])
def test_421_at_any_step_pauses_the_channel_with_the_servers_words(mailbox, queue, stopped, step) -> None:
    busy, _ = queue(2)
    getattr(mailbox, step)[busy.address] = "421 4.3.2 too busy"
    send()
    assert states() == [State.WAITING] * 2
    assert "takes no mail now: 421 4.3.2 too busy" in ChannelPause.objects.get().answer
    assert Attempt.objects.get().delivery_id == busy.pk, "the other one was not tried"
    getattr(mailbox, step).clear()
    stopped.forward(PAUSES[0])
    send()
    assert states() == [State.SENT] * 2
    assert not ChannelPause.objects.exists()


@pytest.mark.parametrize("fault", ["451 at the address", "451 after the message", "421", "hangs"])
def test_when_nothing_passes_messages_are_late_however_often_they_are_tried(mailbox, queue, stopped, fault) -> None:
    for one in queue(2):
        if fault == "hangs":
            mailbox.hangs_for.add(one.address)
        elif fault == "451 at the address":
            mailbox.refused[one.address] = "451 try later"
        else:
            mailbox.after_data[one.address] = f"{fault[:3]} try later"
    for _ in range(3):
        send()
        stopped.forward(timedelta(minutes=2))
    assert not outbox_health().is_late
    stopped.forward(timedelta(minutes=5))
    claiming.claim_batch()
    assert outbox_health().oldest_due == timedelta(minutes=11)
    assert outbox_health().is_late


def test_who_lost_the_lease_records_nothing(mailbox, queue, stopped) -> None:
    (delivery,) = queue(1)
    lease, batch = claiming.claim_batch()
    stopped.forward(claiming.lease_length() + timedelta(seconds=1))
    claiming.claim_batch()
    ends = float("inf")
    with sending.MailServer() as server:
        sending._send_batch(lease, batch, server, ends)
    assert mailbox.mails == []
    delivery.refresh_from_db()
    assert delivery.state == State.SENDING


def test_a_lease_is_prolonged_while_its_holder_works(queue, stopped) -> None:
    deliveries = queue(2)
    lease, _ = claiming.claim_batch()
    ids = [one.pk for one in deliveries]
    stopped.forward(claiming.lease_length() - timedelta(seconds=1))
    claiming.prolong(lease=lease, left=ids)
    assert claiming.begin(lease=lease, delivery=deliveries[0])
    stopped.forward(timedelta(seconds=5))
    assert claiming.claim_batch()[1] == []


def test_what_there_is_no_time_for_is_given_back(mailbox, queue) -> None:
    queue(2)
    lease, batch = claiming.claim_batch()
    with sending.MailServer() as server:
        assert sending._send_batch(lease, batch, server, seconds=0.0) == 0
    assert states() == [State.WAITING] * 2
    assert Delivery.objects.filter(lease=None).count() == 2


def other_session(exits: ExitStack) -> None:
    """Another worker's session of the database begins to send."""
    other = connection.copy()
    exits.callback(other.close)
    with other.cursor() as cursor:
        for slot in range(claiming.SENDERS):
            cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [claiming.SLOTS, slot])
            if cursor.fetchone()[0]:
                return


def test_a_backlog_leaves_workers_for_other_things(mailbox, queue) -> None:
    queue(2)
    with ExitStack() as sessions:
        for _ in range(claiming.SENDERS):
            other_session(sessions)
        assert send() == 0
    assert send() == 2


@pytest.mark.django_db(transaction=True)
def test_senders_that_are_frozen_lose_their_slots_when_a_lease_has_passed(mailbox, queue) -> None:
    """Their sessions live on, and ask nothing any more."""
    queue(2)
    with ExitStack() as sessions:
        for _ in range(claiming.SENDERS):
            other_session(sessions)
        assert send() == 0
        wait_until(lambda: send() == 2, "their slots are free")


def test_the_leases_of_the_dead_hold_up_nothing_else(mailbox, queue) -> None:
    queue(claiming.BATCH * claiming.SENDERS)
    for _ in range(claiming.SENDERS):
        claiming.claim_batch()
    queue(1)
    assert send() == 1


def test_a_sender_gives_back_its_slot(mailbox, queue) -> None:
    queue(1)
    send()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()")
        assert cursor.fetchone() == (0,)


@pytest.mark.parametrize("address", ["jürgen@example.com", "amina@exa..mple.com"])
def test_an_address_that_no_mail_can_be_sent_to(mailbox, queue, address) -> None:
    odd, _ = queue(2)
    odd.recipient.email = address
    odd.recipient.save()
    send()
    assert states() == [State.FAILED, State.SENT]
    assert "not an address" in odd.tries.get().answer


def test_an_address_whose_domain_is_not_ascii(mailbox, queue) -> None:
    (delivery,) = queue(1)
    delivery.recipient.email = "amina@bücher.example"
    delivery.recipient.save()
    send()
    assert len(mailbox.to("amina@xn--bcher-kva.example")) == 1


@pytest.mark.django_db(transaction=True)
def test_the_next_message_goes_out_after_the_record_of_the_last(mailbox, queue) -> None:
    queue(3)
    recorded = []

    def count_recorded() -> None:
        recorded.append(Delivery.objects.filter(state=State.SENT).count())
        connection.close()

    mailbox.at_data = count_recorded
    send()
    assert recorded == [0, 1, 2]
