"""A follower who hears at most once an hour, and an update that is published while the message before goes out."""

from datetime import timedelta

import pytest
from django.db import transaction

from core.clock import now
from customers.enums import Pace
from customers.services.follows import follow
from notifications.enums import State, Wanted
from notifications.models import ChannelChoice, Delivery
from notifications.services import sending
from notifications.services.checking import reasons_against, render_batch
from notifications.services.claiming import claim_batch
from notifications.services.recording import record_sent
from tests.factories.accounts import make_user
from tests.factories.customers import make_update
from tests.factories.incidents import make_incident
from tests.together import at_once, elsewhere

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def hourly():
    person = make_user("Joy Mutua", role="reporter")
    ChannelChoice.objects.create(person=person, kind="customer_update", wanted=Wanted.INBOX)
    return person


@pytest.fixture
def incident(hourly):
    """With words that the follower got an hour ago, and others that are due now and not claimed yet."""
    found = make_incident(by=make_user("Amina Otieno"), level=2)
    make_update(found, "One")
    found.refresh_from_db()
    follow(person=hourly, pace=Pace.HOURLY, incident=found)
    make_update(found, "Two")
    found.refresh_from_db()
    return found


def send():
    return sending.send_waiting(seconds=30)


def let_an_hour_pass():
    """All that waits is due."""
    before = now() - timedelta(hours=1)
    Delivery.objects.filter(state=State.WAITING).update(due_at=before, next_attempt_at=before)


def told(person):
    """What they read, message by message."""
    sent = Delivery.objects.filter(recipient=person, state=State.SENT).order_by("finished_at", "pk")
    return [next(word for word in ("Three", "Two", "One") if word in row.text) for row in sent]


def test_what_waits_is_kept_until_the_newer_words_stand(incident, hourly):
    with transaction.atomic():
        make_update(incident, "Three")
        claimed = elsewhere(send)
        assert claimed() == 0  # it passes over what is locked, and waits for nobody
    send()
    assert told(hourly) == ["Three"]
    assert not Delivery.objects.filter(recipient=hourly, state=State.WAITING).exists()


def test_what_is_claimed_already_and_read_the_newer_words_is_the_one_that_tells_them(incident, hourly):
    lease, batch = claim_batch()
    make_update(incident, "Three")
    (row,) = [each for each in batch if each.recipient_id == hourly.pk]
    record_sent(delivery=row, lease=lease, message=render_batch([row])[0][row.pk], answer="250")
    assert told(hourly) == ["Three"]
    let_an_hour_pass()
    send()
    assert told(hourly) == ["Three"]
    second = Delivery.objects.filter(recipient=hourly, state=State.VOID).get()
    assert second.void_reason == "They were told these words by the message before."


def test_what_is_claimed_already_and_read_the_older_words_is_followed_by_the_newer(incident, hourly):
    lease, batch = claim_batch()
    (row,) = [each for each in batch if each.recipient_id == hourly.pk]
    message = render_batch([row])[0][row.pk]
    make_update(incident, "Three")
    record_sent(delivery=row, lease=lease, message=message, answer="250")
    let_an_hour_pass()
    assert reasons_against(list(Delivery.objects.filter(recipient=hourly, state=State.WAITING))) == {}
    send()
    assert told(hourly) == ["Two", "Three"]


@pytest.mark.parametrize("attempt", range(6))
def test_publishing_and_sending_at_once_tells_each_words_once(incident, hourly, attempt):
    for found in at_once(lambda: make_update(incident, "Three"), send):
        assert not isinstance(found, Exception), found
    let_an_hour_pass()
    send()
    assert told(hourly) in (["Three"], ["Two", "Three"])
