"""Erasing what messages said, also while one of them is being sent."""

from collections.abc import Callable

import pytest

from notifications.kinds import Message
from notifications.models import Delivery
from notifications.services.claiming import claim_batch
from notifications.services.erasing import REMOVED, erase_deliveries
from notifications.services.recording import record_sent, record_void

SECRET = Message(subject="The password", text="hunter2", html="<p>hunter2</p>")


@pytest.mark.parametrize("erased_meanwhile", [True, False])
def test_what_is_erased_while_it_is_sent_does_not_come_back(
    queue: Callable[..., list[Delivery]], erased_meanwhile: bool
) -> None:
    queue(1)
    Delivery.objects.update(payload={"report": 7})
    lease, (delivery,) = claim_batch()
    if erased_meanwhile:
        erase_deliveries("report", 7)
    assert record_sent(delivery=delivery, lease=lease, message=SECRET, answer="250 OK").is_ours
    delivery.refresh_from_db()
    kept = (delivery.subject, delivery.text, delivery.html)
    assert kept == ((REMOVED, "", "") if erased_meanwhile else (SECRET.subject, SECRET.text, SECRET.html))


@pytest.mark.parametrize("erased_meanwhile", [True, False])
def test_what_is_erased_while_no_mail_server_is_there_does_not_come_back(
    queue: Callable[..., list[Delivery]], erased_meanwhile: bool
) -> None:
    queue(1)
    Delivery.objects.update(payload={"report": 7})
    lease, (delivery,) = claim_batch()
    if erased_meanwhile:
        erase_deliveries("report", 7)
    assert record_void(delivery=delivery, lease=lease, reason="No mail server.", message=SECRET)
    delivery.refresh_from_db()
    kept = (delivery.subject, delivery.text, delivery.html)
    assert kept == ((REMOVED, "", "") if erased_meanwhile else (SECRET.subject, SECRET.text, SECRET.html))
    assert delivery.void_reason == "No mail server."
