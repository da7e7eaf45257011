"""Customer updates: when one is due, that somebody is told once that it is overdue, and what the room says."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from catalogue.models import Severity
from core.clock import frozen
from core.errors import DomainError
from incidents.enums import EntryKind, Origin
from incidents.services.changes import SeverityChange, StatusChange, change_severity, change_status
from incidents.services.details import edit_details, edit_public_summary
from incidents.services.members import set_privacy
from incidents.services.roles import RoleChange, assign_role
from incidents.services.timeline import EntryCorrection, correct_entry, redact_entry
from incidents.services.updates import tell_overdue_updates
from notifications.kinds import find
from notifications.models import Delivery
from tests.factories.accounts import make_bot
from tests.factories.customers import make_update, take_words_back
from tests.factories.incidents import make_incident, resolve

NIGHT = datetime(2026, 5, 13, 19, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def clock():
    with frozen(NIGHT) as stopped:
        yield stopped


@pytest.fixture
def incident(clock, responder):
    """SEV2: customers are affected, an update every 20 minutes."""
    return make_incident(by=responder, level=2)


def due(incident):
    incident.refresh_from_db()
    return incident.update_due_at


def told():
    return Delivery.objects.filter(kind="update_overdue")


def post(incident, actor, text="We are on it."):
    edit_public_summary(incident=incident, actor=actor, text=text)


@pytest.mark.parametrize(
    ("level", "said", "expected"), [(2, None, True), (2, False, False), (3, None, False), (3, True, True)]
)
def test_two_fields_are_enough_to_know_whether_customers_notice(responder, level, said, expected):
    assert make_incident(by=responder, level=level, is_customer_facing=said).is_customer_facing is expected


def test_the_next_one_is_due_after_the_interval_of_the_severity(incident, responder, clock):
    assert due(incident) == NIGHT + 20 * MINUTE
    clock.forward(10 * MINUTE)
    post(incident, responder)
    assert due(incident) == NIGHT + 30 * MINUTE
    clock.forward(5 * MINUTE)
    post(incident, responder)  # the same words: they still hold
    assert due(incident) == NIGHT + 35 * MINUTE


def test_what_ends_the_asking_and_what_begins_it_again(incident, responder, manager, clock):
    edit_details(incident=incident, actor=responder, values={"is_customer_facing": False})
    assert due(incident) is None
    edit_details(incident=incident, actor=responder, values={"is_customer_facing": True})
    assert due(incident) is not None
    set_privacy(incident=incident, actor=manager, is_private=True)
    assert due(incident) is None
    set_privacy(incident=incident, actor=manager, is_private=False)
    resolve(incident)
    assert due(incident) is None
    clock.forward(60 * MINUTE)
    change_status(incident=incident, actor=responder, change=StatusChange(action="reopen", reason="It is back"))
    assert due(incident) == NIGHT + 80 * MINUTE


def test_another_severity_counts_from_the_last_update(incident, responder, clock):
    clock.forward(10 * MINUTE)
    post(incident, responder)
    clock.forward(4 * MINUTE)
    change_severity(incident=incident, actor=responder, change=SeverityChange(level=1))
    assert due(incident) == NIGHT + 25 * MINUTE
    change_severity(incident=incident, actor=responder, change=SeverityChange(level=4))
    assert due(incident) == NIGHT + 30 * MINUTE  # what customers were told


def test_what_customers_were_promised_is_due_without_an_interval(as_user, responder, clock):
    incident = make_incident(by=responder, level=3, lead=responder, is_customer_facing=True)
    make_update(incident, next_in=30)
    assert due(incident) == NIGHT + 30 * MINUTE
    html = as_user(responder).get(reverse("incident", args=[incident.pk])).content.decode()
    assert "Next update due at 20:00 UTC." in html
    assert "it was promised in that update" in html
    clock.forward(31 * MINUTE)
    assert tell_overdue_updates() == 1
    kind, delivery = find("update_overdue"), told().get()
    assert (kind.still_due([delivery]), "were promised" in delivery.reason) == ({}, True)
    message = kind.render([delivery])[delivery.pk]
    assert "Customers were promised one by now." in message.text
    assert "None" not in message.text + message.html
    make_update(incident)
    assert due(incident) is None
    make_update(incident, next_in=30)
    resolve(incident)
    assert due(incident) is None


def test_a_severity_that_asks_sooner_than_was_promised_counts(responder, clock):
    incident = make_incident(by=responder, level=3, is_customer_facing=True)
    make_update(incident, next_in=120)
    change_severity(incident=incident, actor=responder, change=SeverityChange(level=2))
    assert due(incident) == NIGHT + 20 * MINUTE


def test_after_words_were_taken_back_nothing_is_counted_from_where_nothing_happened(
    as_user, incident, responder, manager, clock
):
    clock.forward(6 * MINUTE)
    update = make_update(incident, next_in=15)
    take_words_back(update, manager)
    html = as_user(responder).get(reverse("incident", args=[incident.pk])).content.decode()
    assert "Next update due at 19:51 UTC." in html
    assert "The last update no longer holds; customers were promised one by then." in html
    assert "counted from" not in html


def test_an_update_is_an_entry_that_can_be_redacted_and_not_reworded(incident, responder, admin):
    post(incident, responder, "Buying **fails**.")
    entry = incident.entries.get(kind=EntryKind.UPDATE)
    assert (entry.origin, entry.text) == (Origin.TOLD, "Buying **fails**.")
    with pytest.raises(DomainError, match="already posted"):
        correct_entry(
            entry=entry,
            actor=responder,
            correction=EntryCorrection(text="Else", happened_at=entry.happened_at, until_at=None),
        )
    redact_entry(entry=entry, actor=admin, reason="A name")
    incident.refresh_from_db()
    assert (incident.public_summary, incident.public_summary_html) == ("", "")


def test_the_communications_lead_is_told_once_for_each_update_that_was_missed(incident, responder, manager, clock):
    assign_role(incident=incident, actor=responder, change=RoleChange(role="communications", person=manager))
    assert tell_overdue_updates() == 0
    clock.forward(21 * MINUTE)
    assert [tell_overdue_updates() for _ in range(3)] == [1, 0, 0]
    assert told().get().recipient == manager
    post(incident, manager)
    assert tell_overdue_updates() == 0
    clock.forward(21 * MINUTE)
    assert [tell_overdue_updates(), told().count()] == [1, 2]


def test_without_communications_it_is_the_lead_else_whoever_declared_it(incident, responder, manager, clock):
    clock.forward(21 * MINUTE)
    tell_overdue_updates()
    assert told().get().recipient == responder
    assign_role(incident=incident, actor=responder, change=RoleChange(role="lead", person=manager))
    post(incident, manager)
    clock.forward(21 * MINUTE)
    tell_overdue_updates()
    assert told().latest("pk").recipient == manager


def test_of_what_a_bot_declared_the_managers_are_told(responder, manager, admin, clock):
    incident = make_incident(by=make_bot(), level=2)
    clock.forward(21 * MINUTE)
    assert [tell_overdue_updates() for _ in range(2)] == [2, 0]
    assert {delivery.recipient for delivery in told()} == {manager, admin}
    assign_role(incident=incident, actor=responder, change=RoleChange(role="lead", person=responder))
    post(incident, responder)
    clock.forward(21 * MINUTE)
    assert tell_overdue_updates() == 1


def test_telling_costs_the_same_for_one_and_for_many(clock, responder, django_assert_num_queries):
    make_incident(by=responder, level=2)
    clock.forward(21 * MINUTE)
    with django_assert_num_queries(8):  # savepoints, those overdue, their roles, those told, channels chosen, the rows
        assert tell_overdue_updates() == 1
    for _ in range(20):
        make_incident(by=responder, level=2)
    clock.forward(21 * MINUTE)
    with django_assert_num_queries(8):
        assert tell_overdue_updates() == 20


def test_a_message_is_void_once_an_update_went_out(incident, responder, clock):
    clock.forward(21 * MINUTE)
    tell_overdue_updates()
    kind, delivery = find("update_overdue"), told().get()
    assert kind.still_due([delivery]) == {}
    message = kind.render([delivery])[delivery.pk]
    assert "SEV2 requires one every 20 min" in message.text
    post(incident, responder)
    assert delivery.pk in kind.still_due([delivery])


def test_the_room_says_it(as_user, incident, responder, clock):
    address, client = reverse("incident", args=[incident.pk]), as_user(responder)
    html = client.get(address).content.decode()
    assert "Next update due at 19:50 UTC." in html
    assert "No update posted yet; SEV2 requires one every 20 min, counted from 19:30 UTC." in html
    clock.forward(22 * MINUTE)
    html = client.get(address).content.decode()
    assert "Update overdue by <span data-late>2 min</span>" in html


def test_an_interval_that_is_taken_away_leaves_nothing_due(as_user, admin, incident):
    severity = Severity.objects.get(level=2)
    words = {"name": severity.name, "description": severity.description}
    as_user(admin).post(reverse("severity_edit", args=[2]), words | {"update_minutes": ""})
    assert due(incident) is None


def test_words_that_are_too_long_are_refused(incident, responder):
    with pytest.raises(DomainError, match="at most 4000"):
        post(incident, responder, "x" * 4001)


def test_what_nobody_said_of_customers_is_not_claimed(as_user, responder):
    quiet = make_incident(by=responder, level=3)
    page = as_user(responder).get(quiet.get_absolute_url()).content.decode()
    assert "The incident is not marked as affecting customers" in page
    assert "do not notice" not in page
