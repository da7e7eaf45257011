"""Writing deliveries, and registering their kinds."""

from datetime import UTC, datetime

import pytest
from django.db import transaction

from accounts.models import User
from notifications import kinds
from notifications.enums import State
from notifications.kinds import Kind, Message
from notifications.models import Delivery
from notifications.services import NewDelivery, queue_deliveries, queue_delivery
from tests.factories.accounts import make_user
from tests.together import at_once

AT = datetime(2023, 5, 15, 6, 0, tzinfo=UTC)


def queue(person: User, key: str = "told:1") -> Delivery | None:
    return queue_delivery(
        NewDelivery(kind="told", recipient=person, dedup_key=key, payload={"id": 1}, reason="You lead it.", at=AT)
    )


def test_a_delivery_is_written_once(responder: User) -> None:
    first, second = queue(responder), queue(responder)
    assert first is not None
    assert second is None
    stored = Delivery.objects.get()
    assert (stored.pk, stored.state, stored.address, stored.next_attempt_at) == (
        first.pk,
        State.WAITING,
        responder.email,
        AT,
    )
    assert stored.message_id.startswith("<")


def test_a_transaction_that_is_taken_back_takes_the_delivery_back(responder: User) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        queue(responder)
        raise RuntimeError
    assert not Delivery.objects.exists()


def test_many_are_written_in_three_statements(django_assert_num_queries) -> None:
    people = [make_user() for _ in range(20)]
    queue(people[3], "told:3")
    deliveries = [
        NewDelivery(kind="told", recipient=person, dedup_key=f"told:{n}", payload={}, reason="")
        for n, person in enumerate(people)
    ]
    with django_assert_num_queries(3):
        written = queue_deliveries(deliveries)
    assert [one.dedup_key for one in written] == [f"told:{n}" for n in range(20) if n != 3]
    assert all(one.pk for one in written)


@pytest.mark.django_db(transaction=True)
def test_two_writers_at_once_store_one() -> None:
    person = make_user()
    written = at_once(*[lambda: queue(person) is not None] * 8)
    assert sorted(written) == [False] * 7 + [True]
    assert Delivery.objects.count() == 1


def test_two_kinds_of_one_name_are_refused(monkeypatch) -> None:
    monkeypatch.setattr(kinds, "_kinds", {})

    def kind(label: str) -> Kind:
        return Kind("told", label, kinds.always_due, kinds.visible_to_everybody, lambda _: {1: Message("a", "b")})

    first = kinds.register(kind("Told"))
    assert kinds.register(first) is kinds.find("told")
    assert kinds.labels() == {"told": "Told"}
    with pytest.raises(ValueError, match="told"):
        kinds.register(kind("Told otherwise"))
