"""People called by @name in an entry are told once, by a delivery."""

import pytest

from incidents.services.changes import StatusChange, change_status
from incidents.services.timeline import EntryCorrection, correct_entry, redact_entry, strike_entry
from notifications.kinds import find
from notifications.models import Delivery
from tests.factories.accounts import make_user
from tests.factories.incidents import make_entry, make_incident, make_private_incident


@pytest.fixture
def ana():
    return make_user("Ana Silva", email="a.silva@example.com")


@pytest.fixture
def incident(responder):
    return make_incident(by=responder)


def told():
    return list(Delivery.objects.filter(kind="named_in_entry"))


def kind():
    found = find("named_in_entry")
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("@ana.silva please look at the queue", 1),
        ("thanks @A.Silva and again @ana.silva", 1),
        ("mail to x@a.silva went out", 0),
        ("the decorator `@ana.silva` is gone", 0),
        ("@nobody.here", 0),
        ("nothing", 0),
    ],
)
def test_who_is_named_is_told_once(incident, ana, text, count):
    make_entry(incident, text)
    assert [delivery.recipient for delivery in told()] == [ana] * count


def test_naming_oneself_tells_nobody(incident):
    make_entry(incident, "@amina.otieno looks at it")
    assert told() == []


def test_a_correction_tells_only_those_who_were_not_told(incident, ana):
    entry = make_entry(incident, "@ana.silva please look")
    ben = make_user("Ben Otto")
    both = EntryCorrection("@ana.silva @ben.otto please look", entry.happened_at)
    correct_entry(entry=entry, actor=incident.declared_by, correction=both, reason="forgot somebody")
    assert {delivery.recipient for delivery in told()} == {ana, ben}
    assert len(told()) == 2


def test_a_name_in_the_words_of_a_step_counts(incident, ana):
    change_status(
        incident=incident,
        actor=incident.declared_by,
        change=StatusChange(action="mitigate", note="thanks to @ana.silva"),
    )
    assert len(told()) == 1


def test_the_message_says_who_where_and_what(incident, ana, responder):
    make_entry(incident, "@ana.silva <please> look")
    (delivery,) = told()
    message = kind().render([delivery])[delivery.pk]
    assert message.subject.startswith(f"{incident.reference}: {responder.name} mentioned you")
    assert "@ana.silva <please> look" in message.text
    assert "&lt;please&gt;" in message.html
    assert f"/incidents/{incident.pk}/?entry=" in message.text
    assert delivery.reason == f"{responder.name} mentioned you in {incident.reference}."


@pytest.mark.parametrize("take_back", [strike_entry, redact_entry])
def test_an_entry_that_was_taken_back_is_told_no_more(incident, ana, admin, take_back):
    entry = make_entry(incident, "@ana.silva please look")
    (delivery,) = told()
    assert kind().still_due([delivery]) == {}
    take_back(entry=entry, actor=admin, reason="wrong room")
    assert "struck through" in kind().still_due([delivery])[delivery.pk]


def test_in_a_private_incident_only_a_member_is_told(responder, ana):
    secret = make_private_incident(ana, by=responder)
    make_entry(secret, "@ana.silva please look")
    (delivery,) = told()
    stranger = make_user("Stranger")
    assert kind().visible_to([(ana, delivery)]) == {delivery.pk}
    assert kind().visible_to([(stranger, delivery)]) == set()
