"""A worker that is killed in the middle of a batch: nothing is lost, and at most one message comes twice."""

import os
import signal
from collections import Counter
from datetime import timedelta

import pytest
from django.core.mail import send_mail

from core import clock
from notifications.enums import State
from notifications.models import Delivery
from notifications.services import claiming, sending
from notifications.services.retrying import PAUSES
from tests.notifications.conftest import server_settings
from tests.notifications.mail_server import Mailbox, running
from tests.processes import python, wait_until

COUNT = 12
SENDER = """
import django
django.setup()
from notifications.services.sending import send_waiting
send_waiting(seconds=60)
"""
SETTINGS = {"DJANGO_SETTINGS_MODULE": "config.settings"}


class KillingMailbox(Mailbox):
    """Takes the n-th message and kills whoever brings it before the 250 is read."""

    victim = 0
    at = 0

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        answer = await super().handle_DATA(server, session, envelope)
        if self.victim and len(self.mails) == self.at:
            os.kill(self.victim, signal.SIGKILL)
            self.victim = 0
        return answer


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("at", [1, COUNT // 2, COUNT])
def test_killed_between_the_servers_250_and_our_commit(settings, tmp_path, at) -> None:
    settings.EMAIL_BACKEND = "notifications.backends.OutboxBackend"
    for n in range(COUNT):
        send_mail(f"Set a password {n}", "Go to /reset/xyz", None, [f"person{n}@example.com"])
    box = KillingMailbox()
    box.at = at
    with running(box):
        options = SETTINGS | {"EMAIL_URL": f"smtp://127.0.0.1:{box.port}"}
        with python("-c", SENDER, log=tmp_path / "log", **options) as sender:
            box.victim = sender.pid
            assert sender.wait(60) == -signal.SIGKILL, (tmp_path / "log").read_text()
        settings.MAIL_SERVER = server_settings(box.port)
        assert sending.send_waiting(seconds=60) == 0, "the lease still holds"
        with clock.frozen(clock.now() + claiming.lease_length() + timedelta(seconds=1)):
            assert sending.send_waiting(seconds=60) == COUNT - at, "the one it had in hand waits for its next try"
        with clock.frozen(clock.now() + claiming.lease_length() + PAUSES[0] + timedelta(seconds=2)):
            assert sending.send_waiting(seconds=60) == 1
    arrived = Counter(mail["Message-ID"] for mail in box.mails)
    assert set(arrived) == set(Delivery.objects.values_list("message_id", flat=True))
    assert sorted(arrived.values()) == [1] * (COUNT - 1) + [2]
    assert not Delivery.objects.exclude(state=State.SENT).exists()
    (twice,) = [message for message, times in arrived.items() if times == 2]
    tries = list(Delivery.objects.get(message_id=twice).tries.all())
    assert [one.succeeded for one in tries] == [False, True]
    assert "lease ran out while sending" in tries[0].answer


@pytest.mark.django_db(transaction=True)
def test_senders_side_by_side_share_the_work(settings, tmp_path) -> None:
    settings.EMAIL_BACKEND = "notifications.backends.OutboxBackend"
    for n in range(150):
        send_mail(f"Set a password {n}", "Go to /reset/xyz", None, [f"person{n}@example.com"])
    with running() as box:
        options = {"log": tmp_path / "log", **SETTINGS, "EMAIL_URL": f"smtp://127.0.0.1:{box.port}"}
        with python("-c", SENDER, **options) as one, python("-c", SENDER, **options) as other:
            assert one.wait(90) == other.wait(90) == 0, (tmp_path / "log").read_text()
        settings.MAIL_SERVER = server_settings(box.port)
        sending.send_waiting(seconds=60)
    assert sorted(Counter(mail["Message-ID"] for mail in box.mails).values()) == [1] * 150


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("offset", [90, 3600, -3600])
def test_workers_whose_clocks_differ_respect_one_another(settings, tmp_path, offset) -> None:
    settings.EMAIL_BACKEND = "notifications.backends.OutboxBackend"
    send_mail("Set a password", "Go to /reset/xyz", None, ["held@example.com"])
    claiming.claim_batch()
    send_mail("Set a password", "Go to /reset/xyz", None, ["free@example.com"])
    with running() as box:
        options = SETTINGS | {"EMAIL_URL": f"smtp://127.0.0.1:{box.port}"}
        options["DEBRIEF_CLOCK_OFFSET_SECONDS"] = str(offset)
        with python("-c", SENDER, log=tmp_path / "log", **options) as sender:
            assert sender.wait(60) == 0, (tmp_path / "log").read_text()
        assert [mail["X-RcptTo"] for mail in box.mails] == ["free@example.com"]
    assert Delivery.objects.filter(due_at__lte=clock.now()).count() == 2


@pytest.mark.django_db(transaction=True)
def test_dead_senders_keep_nobody_from_sending_what_else_is_due(settings, tmp_path) -> None:
    settings.EMAIL_BACKEND = "notifications.backends.OutboxBackend"
    for n in range(claiming.BATCH * claiming.SENDERS):
        send_mail("Set a password", "Go to /reset/xyz", None, [f"person{n}@example.com"])
    box = Mailbox()
    box.hangs_for = {f"person{n}@example.com" for n in range(claiming.BATCH * claiming.SENDERS)}
    with running(box):
        options = {"log": tmp_path / "log", **SETTINGS, "EMAIL_URL": f"smtp://127.0.0.1:{box.port}"}
        with python("-c", SENDER, **options) as one, python("-c", SENDER, **options) as other:
            wait_until(lambda: Delivery.objects.filter(state=State.SENDING).count() == 100, "both hold a batch")
            send_mail("Set a password", "Go to /reset/xyz", None, ["free@example.com"])
            assert sending.send_waiting(seconds=60) == 0, "two senders are enough"
            for sender in (one, other):
                sender.kill()
                sender.wait()
        settings.MAIL_SERVER = server_settings(box.port)
        wait_until(lambda: sending.send_waiting(seconds=60) == 1, "the database noticed")
        assert [mail["X-RcptTo"] for mail in box.mails] == ["free@example.com"]
