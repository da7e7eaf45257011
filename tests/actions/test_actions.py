"""Action items: agreed, edited, given, moved, linked; every change leaves its events."""

import uuid
from datetime import UTC, date, datetime

import pytest

from accounts.enums import Role
from accounts.models import User
from actions.enums import ActionStatus
from actions.models import ActionItem
from actions.services.items import ActionDetails, create_action_item, edit_action_item
from actions.services.owner_and_date import give_to, move_due_date
from actions.services.statuses import change_status
from core.clock import frozen
from core.errors import Conflict, DomainError
from incidents.services.members import set_privacy
from notifications.models import Delivery
from tests.factories.accounts import make_team, make_user
from tests.factories.actions import make_action_item, make_incident

ALERT = ActionDetails("Alert on evicted sessions")


def history(item: ActionItem) -> list[tuple[str, str, str, str]]:
    return list(item.events.values_list("field", "before", "after", "note"))


def test_creating_one_records_it_and_tells_its_owner(responder: User) -> None:
    owner = make_user("Daniel Mwangi")
    item = create_action_item(
        incident=make_incident(), actor=responder, details=ActionDetails("Alert", owner=owner), client_uuid=uuid.uuid4()
    )
    assert history(item) == [("created", "", "Alert", "")]
    delivery = Delivery.objects.get()
    assert (delivery.kind, delivery.recipient, delivery.payload) == ("action_item_given", owner, {"item": item.pk})
    assert delivery.reason == f"Amina Otieno assigned {item.reference} to you."


def test_nobody_is_told_of_what_they_gave_themselves_nor_when_quiet(responder: User) -> None:
    incident = make_incident()
    mine = ActionDetails("Alert", owner=responder)
    theirs = ActionDetails("Alert", owner=make_user())
    create_action_item(incident=incident, actor=responder, details=mine, client_uuid=uuid.uuid4())
    create_action_item(incident=incident, actor=responder, details=theirs, client_uuid=uuid.uuid4(), quiet=True)
    assert not Delivery.objects.exists()


def test_sending_a_form_twice_makes_one_even_after_it_was_edited(responder: User) -> None:
    incident, key = make_incident(), uuid.uuid4()
    first = create_action_item(incident=incident, actor=responder, details=ALERT, client_uuid=key)
    changed = ActionDetails("Another title", due_on=date(2023, 5, 12))
    edit_action_item(item=first, actor=responder, details=changed, base_version=1)
    again = create_action_item(incident=incident, actor=responder, details=ALERT, client_uuid=key)
    assert again == first
    assert ActionItem.objects.count() == 1


def test_other_content_under_the_same_uuid_is_refused(responder: User) -> None:
    incident, key = make_incident(), uuid.uuid4()
    create_action_item(incident=incident, actor=responder, details=ALERT, client_uuid=key)
    with pytest.raises(Conflict):
        create_action_item(incident=incident, actor=responder, details=ActionDetails("Other"), client_uuid=key)
    assert ActionItem.objects.count() == 1


def test_two_people_may_use_the_same_uuid(responder: User, manager: User) -> None:
    incident, key = make_incident(), uuid.uuid4()
    for person in (responder, manager):
        create_action_item(incident=incident, actor=person, details=ALERT, client_uuid=key)
    assert ActionItem.objects.count() == 2


def test_without_a_team_it_belongs_to_the_only_team_of_its_owner(responder: User) -> None:
    one, two = make_user("Daniel Mwangi"), make_user("Fatuma Ali")
    shop = make_team("Shop", members=(one, two))
    make_team("Platform", members=(two,))
    made = [
        create_action_item(
            incident=make_incident(), actor=responder, details=ActionDetails("A", owner=owner), client_uuid=uuid.uuid4()
        )
        for owner in (one, two)
    ]
    assert [item.team for item in made] == [shop, None]


def test_editing_records_each_field_that_changed(responder: User) -> None:
    owner = make_user("Daniel Mwangi")
    item = make_action_item(title="Alert", due_on=date(2023, 5, 12))
    details = ActionDetails("Alert soon", owner=owner, due_on=date(2023, 5, 20))
    edited = edit_action_item(item=item, actor=responder, details=details, base_version=1, note="agreed with Daniel")
    assert history(item) == [
        ("title", "Alert", "Alert soon", "agreed with Daniel"),
        ("owner", "", "Daniel Mwangi", "agreed with Daniel"),
        ("due_on", "2023-05-12", "2023-05-20", "agreed with Daniel"),
    ]
    assert edited.version == 2
    assert Delivery.objects.get().recipient == owner


def test_an_edit_that_did_not_see_the_last_one_is_refused(responder: User) -> None:
    item = make_action_item(title="Alert")
    edit_action_item(item=item, actor=responder, details=ActionDetails("Theirs"), base_version=1)
    with pytest.raises(Conflict):
        edit_action_item(item=item, actor=responder, details=ActionDetails("Mine"), base_version=1)
    item.refresh_from_db()
    assert item.title == "Theirs"


def test_saving_the_same_edit_twice_is_no_conflict(responder: User) -> None:
    item = make_action_item(title="Alert")
    for _ in range(2):
        edit_action_item(item=item, actor=responder, details=ActionDetails("New"), base_version=1)
    assert len(history(item)) == 1


def test_a_changed_date_keeps_the_earlier_ones(responder: User) -> None:
    item = make_action_item(due_on=date(2023, 5, 12))
    move_due_date(item=item, actor=responder, due_on=date(2023, 5, 19), note="the bank is late")
    move_due_date(item=item, actor=responder, due_on=None, note="the bank left")
    assert history(item) == [
        ("due_on", "2023-05-12", "2023-05-19", "the bank is late"),
        ("due_on", "2023-05-19", "", "the bank left"),
    ]


def test_a_changed_date_needs_a_reason_the_first_one_does_not(responder: User) -> None:
    item = make_action_item(title="A")
    first = move_due_date(item=item, actor=responder, due_on=date(2023, 5, 12))
    for changed in (date(2023, 5, 19), None):
        with pytest.raises(DomainError) as refused:
            move_due_date(item=item, actor=responder, due_on=changed, note=" ")
        assert refused.value.field == "note"
    details = ActionDetails("A", due_on=date(2023, 5, 19))
    with pytest.raises(DomainError, match="Why is the due date changed"):
        edit_action_item(item=item, actor=responder, details=details, base_version=first.version)
    assert history(item) == [("due_on", "", "2023-05-12", "")]


def test_a_long_description_stays_in_the_history_in_full(responder: User) -> None:
    long = "word " * 1000
    item = make_action_item(title="A", description=long)
    edit_action_item(item=item, actor=responder, details=ActionDetails("A", description="short"), base_version=1)
    assert history(item) == [("description", long, "short", "")]


@pytest.mark.parametrize("fields", [{"role": Role.REPORTER}, {"is_active": False}])
def test_only_active_responders_own_one(responder: User, fields: dict[str, object]) -> None:
    owner = make_user("Peter Njoroge", **fields)  # type: ignore[arg-type]
    details = ActionDetails("Alert", owner=owner)
    with pytest.raises(DomainError, match="cannot own action items") as caught:
        create_action_item(incident=make_incident(), actor=responder, details=details, client_uuid=uuid.uuid4())
    assert caught.value.field == "owner"


def test_an_owner_who_left_does_not_stop_other_edits(responder: User) -> None:
    owner = make_user("Peter Njoroge", is_active=False)
    item = make_action_item(title="A", owner=owner)
    edit_action_item(item=item, actor=responder, details=ActionDetails("B", owner=owner), base_version=1)
    assert ActionItem.objects.get().title == "B"


def test_on_a_private_incident_a_stranger_becomes_a_member_or_is_refused(responder: User) -> None:
    incident = make_incident(is_private=True, declared_by=responder, members=(responder,))
    stranger = make_user("Daniel Mwangi")
    item = make_action_item(incident)
    with pytest.raises(DomainError) as caught:
        give_to(item=item, actor=responder, owner=stranger)
    assert caught.value.field == "make_member"
    assert not incident.memberships.filter(user=stranger).exists()
    give_to(item=item, actor=responder, owner=stranger, make_member=True)
    assert incident.memberships.get(user=stranger).added_by == responder
    assert ActionItem.objects.get().owner == stranger


def test_all_who_would_no_longer_see_what_they_own_are_named_at_once(responder: User) -> None:
    incident = make_incident(lead=responder)
    items = [make_action_item(incident, owner=make_user(name)) for name in ("Fatuma Ali", "Brian Kimani")]
    with pytest.raises(DomainError, match="would no longer see it") as refused:
        set_privacy(incident=incident, actor=responder, is_private=True)
    for item in items:
        assert f"{item.owner} owns {item.reference}" in refused.value.message


def test_an_admin_owns_one_of_a_private_incident_without_being_a_member(responder: User, admin: User) -> None:
    incident = make_incident(is_private=True, members=(responder,))
    give_to(item=make_action_item(incident), actor=responder, owner=admin)
    assert not incident.memberships.filter(user=admin).exists()


def test_finishing_notes_the_day_where_the_owner_is(responder: User) -> None:
    owner = make_user("Grace Wanjiru", zone="Pacific/Auckland")
    item = make_action_item(owner=owner)
    with frozen(datetime(2023, 5, 12, 13, 0, tzinfo=UTC)):
        done = change_status(item=item, actor=responder, action="finish", reason="merged")
    assert (done.status, done.finished_on) == (ActionStatus.DONE, date(2023, 5, 13))
    reopened = change_status(item=item, actor=responder, action="reopen", reason="it fired for nothing")
    assert (reopened.finished_at, reopened.finished_on) == (None, None)
