"""The message that somebody got an action item: due, visible, rendered, each for a whole batch."""

from collections.abc import Callable
from datetime import date

from accounts.models import User
from actions.models import ActionItem
from actions.services.owner_and_date import give_to
from notifications.kinds import Kind, find
from notifications.models import Delivery
from tests.factories.accounts import make_user
from tests.factories.actions import make_action_item, make_incident


def kind() -> Kind:
    found = find("action_item_given")
    assert found is not None
    return found


def given(item: ActionItem, *, by: User, to: User) -> Delivery:
    """The delivery that giving an item wrote."""
    give_to(item=item, actor=by, owner=to, make_member=True)
    return Delivery.objects.select_related("recipient").get(recipient=to)


def test_it_says_what_until_when_and_where(responder: User) -> None:
    item = make_action_item(title="Alert on <evictions>", due_on=date(2023, 5, 31), description="Page the on-call.")
    delivery = given(item, by=responder, to=make_user("Daniel Mwangi"))
    message = kind().render([delivery])[delivery.pk]
    assert message.subject == f"{item.reference} is assigned to you: Alert on <evictions>"
    for part in ("Wednesday 31 May 2023", item.incident.reference, "Page the on-call.", item.get_absolute_url()):
        assert part in message.text
    assert f"Amina Otieno assigned {item.reference} to you." in message.text
    assert "Alert on &lt;evictions&gt;" in message.html


def test_it_is_due_while_the_person_owns_it_and_it_is_open(responder: User) -> None:
    first, second, third = (make_action_item() for _ in range(3))
    deliveries = [given(item, by=responder, to=make_user()) for item in (first, second, third)]
    ActionItem.objects.filter(pk=first.pk).update(owner=responder)
    ActionItem.objects.filter(pk=second.pk).update(status="done")
    assert kind().still_due(deliveries) == {
        deliveries[0].pk: "The action item has another owner now.",
        deliveries[1].pk: f"{second.reference} is finished.",
    }


def test_only_who_may_see_the_incident_may_read_it(responder: User, manager: User, admin: User) -> None:
    item = make_action_item(make_incident(is_private=True, declared_by=responder, members=(responder,)))
    delivery = given(item, by=responder, to=make_user("Daniel Mwangi"))
    owner = delivery.recipient
    assert owner is not None
    for person, sees in ((owner, True), (manager, False), (admin, True)):
        assert bool(kind().visible_to([(person, delivery)])) is sees
    item.incident.memberships.filter(user=owner).delete()
    assert not kind().visible_to([(owner, delivery)])


def test_a_batch_costs_what_one_costs(responder: User, django_assert_num_queries: Callable[[int], object]) -> None:
    deliveries = [given(make_action_item(), by=responder, to=make_user()) for _ in range(5)]
    for batch in (deliveries[:1], deliveries):
        with django_assert_num_queries(4):  # type: ignore[attr-defined]
            kind().still_due(batch)
            kind().visible_to([(delivery.recipient, delivery) for delivery in batch if delivery.recipient])
