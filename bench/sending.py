"""Messages a second through a local mail server: the outbox beside a bare loop over one connection."""

import smtplib
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from statistics import median

from django.conf import settings

from accounts.models import User
from bench.rows import Row
from bench.serving import free_port
from incidents.models import RoleAssignment
from incidents.services.notices import ROLE_GIVEN
from notifications.models import Delivery
from notifications.services.queueing import NewDelivery, queue_deliveries
from notifications.services.sending import send_waiting

MESSAGES, RUNS, SHARE = 400, 5, 0.5


def sending_row() -> Row:
    """`ratio` is what the outbox sends of what the bare loop sends; `p50_ms` and the yardstick are per message."""
    with _mail_server() as port:
        settings.MAIL_SERVER = {**settings.MAIL_SERVER, "host": "127.0.0.1", "port": port}
        ours, bare = zip(*((_outbox(run), _loop(port)) for run in range(RUNS)), strict=True)
    mine, loop = round(median(ours), 3), round(median(bare), 3)
    share = round(loop / mine, 2)
    budget = f"≥ {SHARE:.0%} of a bare loop"
    return Row("deliveries, ms each", mine, None, loop, share, None, budget, share >= SHARE)


@contextmanager
def _mail_server() -> Iterator[int]:
    port = free_port()
    command = [sys.executable, "-m", "aiosmtpd", "-n", "-l", f"127.0.0.1:{port}", "-c", "aiosmtpd.handlers.Sink"]
    server = subprocess.Popen(command)
    try:
        for _ in range(100):
            try:
                smtplib.SMTP("127.0.0.1", port).quit()
                break
            except OSError:
                time.sleep(0.1)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=10)


def _outbox(run: int) -> float:
    """Milliseconds a message, from rows in the table to the recorded answers."""
    leads = RoleAssignment.objects.leads().filter(incident__is_private=False).select_related("incident", "person")
    assignment = leads.latest("incident")
    incident, lead = assignment.incident, assignment.person
    by = User.objects.exclude(pk=lead.pk).earliest("pk")
    Delivery.objects.all().delete()
    queue_deliveries(
        [
            NewDelivery(
                kind=ROLE_GIVEN,
                recipient=lead,
                dedup_key=f"bench:{run}:{n}",
                payload={"incident": incident.pk, "role": "lead", "by": by.pk},
                reason="Measured.",
            )
            for n in range(MESSAGES)
        ]
    )
    began = time.perf_counter()
    send_waiting(seconds=120)
    spent = (time.perf_counter() - began) * 1000
    sent = Delivery.objects.filter(state="sent").count()
    if sent != MESSAGES:
        raise RuntimeError(f"{sent} of {MESSAGES} messages were sent.")
    return spent / MESSAGES


def _loop(port: int) -> float:
    """Milliseconds a message for smtplib alone, with a message of the same size."""
    stored = Delivery.objects.latest("pk")
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = settings.DEFAULT_FROM_EMAIL, stored.address, stored.subject
    message.set_content(stored.text)
    message.add_alternative(stored.html, subtype="html")
    began = time.perf_counter()
    with smtplib.SMTP("127.0.0.1", port) as link:
        for _ in range(MESSAGES):
            link.send_message(message)
    return (time.perf_counter() - began) * 1000 / MESSAGES
